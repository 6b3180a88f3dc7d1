"use strict";
// Reading: keys from sentence to sentence, the card on hover and focus, the outline that follows.
(() => {
  const sentences = [...document.querySelectorAll(".zj-s")];
  const boxes = [...document.querySelectorAll(".zj-legend input")];
  let current = sentences[0];
  let timer = 0;
  if (current) current.tabIndex = 0;

  const shown = (sentence) => {
    const label = /zj-r(\d+)/.exec(sentence.className)[1];
    return boxes[label].checked;
  };

  function go(sentence) {
    current.tabIndex = -1;
    current = sentence;
    current.tabIndex = 0;
  }

  function find(from, step, wanted) {
    for (let i = from + step; i >= 0 && i < sentences.length; i += step) {
      if (wanted(sentences[i])) return sentences[i];
    }
    return null;
  }

  function visit(sentence) {
    if (!sentence) return;
    sentence.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { top, bottom } = sentence.getBoundingClientRect();
    if (top < 60 || bottom > innerHeight - 150) sentence.scrollIntoView({ block: "center", behavior: "instant" });
    sentence.focus({ preventScroll: true, focusVisible: true });
  }

  function nextDoubt() {
    const doubt = (s) => s.classList.contains("zj-u") && !s.classList.contains("zj-fixed") && shown(s);
    const from = sentences.indexOf(current);
    visit(find(document.activeElement === current ? from : from - 1, 1, doubt) || find(-1, 1, doubt));
  }

  document.addEventListener("focusin", ({ target }) => {
    const sentence = target.closest?.(".zj-s");
    if (!sentence) {
      if (!zjCard.choosing) zjCard.hide();
      return;
    }
    go(sentence);
    if (!zjCard.choosing) zjCard.show(sentence);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (target === zjCard.owner && !zjCard.choosing) zjCard.hide();
  });

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || zjCard.choosing) return;
    clearTimeout(timer);
    const sentence = event.target.closest?.(".zj-s");
    if (sentence) timer = setTimeout(() => { if (!zjCard.choosing) zjCard.show(sentence, { near: event }); }, 130);
    else if (document.activeElement !== zjCard.owner) zjCard.hide();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || zjCard.choosing || !current) return;
    if (event.key === "u" || event.key === "U") return void nextDoubt();
    if (document.activeElement !== current) return;
    const at = sentences.indexOf(current);
    const moves = {
      ArrowRight: () => find(at, 1, shown), ArrowDown: () => find(at, 1, shown),
      ArrowLeft: () => find(at, -1, shown), ArrowUp: () => find(at, -1, shown),
      Home: () => find(-1, 1, shown), End: () => find(sentences.length, -1, shown),
    };
    if (event.key === "Escape") return void zjCard.hide();
    if (!moves[event.key]) return;
    event.preventDefault();
    visit(moves[event.key]());
  });

  document.getElementById("zj-doubt")?.addEventListener("click", nextDoubt);
  document.getElementById("zj-print").addEventListener("click", () => print());
  addEventListener("scroll", () => {
    if (zjCard.choosing || document.activeElement === zjCard.owner) zjCard.follow();
    else zjCard.hide();
  }, { passive: true });

  const links = new Map([...document.querySelectorAll(".zj-outline a")].map((a) => [a.hash.slice(1), a]));
  const seen = new Set();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) seen.add(target); else seen.delete(target);
    const first = [...document.querySelectorAll(".zj-sec")].find((section) => seen.has(section));
    for (const [id, link] of links) {
      if (first?.id !== id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        const list = link.closest(".zj-outline");
        if (list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.offsetTop - list.clientHeight / 2;
      }
    }
  }, { rootMargin: "-12% 0px -70% 0px" });
  for (const section of document.querySelectorAll(".zj-sec")) watcher.observe(section);

  const small = matchMedia("(max-width: 52rem)");
  const outline = document.querySelector(".zj-outline");
  const fold = () => { outline.open = !small.matches; };
  small.addEventListener("change", fold);
  fold();
  if (/^#s\d+$/.test(location.hash)) visit(document.getElementById(location.hash.slice(1)));
})();

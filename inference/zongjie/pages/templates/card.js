"use strict";
// The card beside a sentence: its score, the next likely label, its section; and, asked, the choices.
const zjPage = JSON.parse(document.getElementById("zj-data").textContent);

function zjTag(label) {
  const tag = zjMake("span", `zj-tag zj-r${label}`, zjPage.labels[label].tag);
  tag.setAttribute("aria-hidden", "true");
  return tag;
}

// What the page knows of a sentence; offsets are code points of the document.
function zjRead(sentence) {
  const [start, end, label, score, next, nextScore] = sentence.dataset.v.split(" ").map(Number);
  const text = sentence.dataset.text ? JSON.parse(sentence.dataset.text) : sentence.textContent;
  return { start, end, label, score, next, nextScore, text };
}

const zjCard = (() => {
  const card = document.getElementById("zj-card");
  let owner = null;

  function odds(label, score) {
    const meter = zjMake("span", `zj-meter zj-r${label}`, zjMake("i"));
    meter.style.setProperty("--part", `${(100 * score).toFixed(1)}%`);
    return [zjTag(label), zjMake("b", "", zjPage.labels[label].chinese), meter, zjMake("span", "zj-number", score.toFixed(2))];
  }

  function describe(sentence, choosing) {
    const known = zjRead(sentence);
    const table = zjMake("div", "zj-odds", ...odds(known.label, known.score));
    if (known.next >= 0) table.append(...odds(known.next, known.nextScore));
    const section = sentence.closest(".zj-sec").id.slice(3);
    const [label, score] = zjPage.sections[section];
    return [table, zjMake("p", "zj-where", zjMake("span", "", `所在段 ${zjPage.labels[label].chinese} ${score.toFixed(2)}`), zjMake("span", "zj-hint", choosing ? "" : "点击更正"))];
  }

  function place(sentence, near) {
    const boxes = [...sentence.getClientRects()];
    const box = (near && boxes.find((b) => near.clientY >= b.top - 4 && near.clientY <= b.bottom + 4)) || boxes[0];
    const last = boxes[boxes.length - 1];
    const left = Math.max(8, Math.min(near ? near.clientX - 40 : box.left, innerWidth - card.offsetWidth - 8));
    const below = last.bottom + 8;
    const fits = below + card.offsetHeight < innerHeight - 8;
    card.style.left = `${left}px`;
    card.style.top = `${Math.max(8, fits ? below : boxes[0].top - card.offsetHeight - 8)}px`;
  }

  return {
    get owner() { return owner; },
    get choosing() { return !card.hidden && card.classList.contains("zj-choosing"); },
    show(sentence, { near = null, choices = null } = {}) {
      this.hide();
      owner = sentence;
      card.classList.toggle("zj-choosing", Boolean(choices));
      card.replaceChildren(...describe(sentence, Boolean(choices)), ...(choices ? [choices] : []));
      card.hidden = false;
      sentence.classList.add("zj-on");
      if (!choices) sentence.setAttribute("aria-describedby", "zj-card");
      place(sentence, near);
    },
    follow() {
      if (owner) place(owner, null);
    },
    hide() {
      card.hidden = true;
      card.classList.remove("zj-choosing");
      owner?.classList.remove("zj-on");
      owner?.removeAttribute("aria-describedby");
      owner = null;
    },
    contains: (node) => card.contains(node),
  };
})();

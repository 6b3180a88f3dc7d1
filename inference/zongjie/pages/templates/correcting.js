"use strict";
// Correcting: click a sentence, choose its label; the choices are kept in the browser and leave it
// as JSON lines.
(() => {
  const { labels, source } = zjPage;
  const key = `zongjie:corrections:${source.archive ?? ""}:${source.file}:${source.report}`;
  const done = document.getElementById("zj-done");
  const sentences = new Map([...document.querySelectorAll(".zj-s")].map((s) => [zjRead(s).start, s]));
  const chosen = new Map(); // start of a sentence → label

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(key) || "[]");
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      if (chosen.size) localStorage.setItem(key, JSON.stringify([...chosen].map(([start, label]) => [start, labels[label].name])));
      else localStorage.removeItem(key);
    } catch { /* no storage: the download is all there is */ }
  }

  function paint(sentence) {
    const known = zjRead(sentence);
    const label = chosen.get(known.start) ?? known.label;
    sentence.className = sentence.className.replace(/zj-r\d+/, `zj-r${label}`);
    sentence.firstChild.dataset.tag = labels[label].tag;
    sentence.dataset.tagged ??= String(sentence.classList.contains("zj-tagged"));
    sentence.classList.toggle("zj-fixed", chosen.has(known.start));
    sentence.classList.toggle("zj-tagged", chosen.has(known.start) || sentence.dataset.tagged === "true");
  }

  function rows() {
    return [...chosen].sort(([a], [b]) => a - b).map(([start, label]) => {
      const known = zjRead(sentences.get(start));
      return JSON.stringify({
        ...source, start, end: known.end, text: known.text, old_label: labels[known.label].name, label: labels[label].name,
      });
    });
  }

  function download() {
    const blob = new Blob([rows().map((row) => row + "\n").join("")], { type: "application/x-ndjson" });
    const link = zjMake("a");
    link.href = URL.createObjectURL(blob);
    const stem = (source.file || document.title).split(/[\\/]/).pop().replace(/\.[^.]*$/, "").slice(0, 60);
    link.download = `corrections-${stem || source.report}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function tell() {
    done.hidden = !chosen.size;
    if (!chosen.size) return;
    const save = zjMake("button", "zj-save", "下载更正");
    const clear = zjMake("button", "", "全部撤销");
    save.type = clear.type = "button";
    save.addEventListener("click", download);
    clear.addEventListener("click", () => {
      if (!confirm(`撤销全部 ${chosen.size} 处更正？`)) return;
      const before = [...chosen.keys()];
      chosen.clear();
      before.forEach((start) => paint(sentences.get(start)));
      keep();
      tell();
    });
    done.replaceChildren(zjMake("span", "", `已更正或确认 ${chosen.size} 句`), save, clear);
  }

  function choose(sentence, label) {
    const { start } = zjRead(sentence);
    if (label === null) chosen.delete(start); else chosen.set(start, label);
    paint(sentence);
    keep();
    tell();
    zjCard.hide();
    sentence.focus({ preventScroll: true });
  }

  function choices(sentence) {
    const known = zjRead(sentence);
    const now = chosen.get(known.start) ?? known.label;
    const list = zjMake("div", "zj-choices");
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", "选择标签");
    labels.forEach(({ chinese }, label) => {
      const said = label === known.label ? "模型所标" : "";
      const button = zjMake("button", `zj-r${label}`, zjTag(label), chinese, zjMake("span", "zj-said", said), zjMake("kbd", "", label < 9 ? String(label + 1) : ""));
      button.type = "button";
      button.setAttribute("aria-pressed", String(label === now));
      button.addEventListener("click", () => choose(sentence, label));
      list.append(button);
    });
    if (chosen.has(known.start)) {
      const undo = zjMake("button", "", zjMake("span"), "撤销更正", zjMake("span"), zjMake("kbd", "", "0"));
      undo.type = "button";
      undo.addEventListener("click", () => choose(sentence, null));
      list.append(undo);
    }
    return list;
  }

  function open(sentence, near = null) {
    const list = choices(sentence);
    zjCard.show(sentence, { near, choices: list });
    (list.querySelector('[aria-pressed="true"]') ?? list.firstChild).focus({ preventScroll: true });
  }

  function close() {
    const sentence = zjCard.owner;
    zjCard.hide();
    sentence?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    if (zjCard.contains(event.target)) return;
    const sentence = event.target.closest?.(".zj-s");
    if (sentence && getSelection().isCollapsed) open(sentence, event.detail ? event : null);
    else if (zjCard.choosing) zjCard.hide();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const sentence = event.target.closest?.(".zj-s");
    if (!zjCard.choosing) {
      if (sentence && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        open(sentence);
      }
      return;
    }
    const buttons = [...document.querySelectorAll(".zj-choices button")];
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else if (/^[1-9]$/.test(event.key) && Number(event.key) <= labels.length) choose(zjCard.owner, Number(event.key) - 1);
    else if (event.key === "0" && chosen.has(zjRead(zjCard.owner).start)) choose(zjCard.owner, null);
    else if (event.key === "Tab") close();
    else return;
    event.preventDefault();
  });

  for (const [start, name] of recall()) {
    const label = labels.findIndex((known) => known.name === name);
    if (!sentences.has(start) || label < 0) continue;
    chosen.set(start, label);
    paint(sentences.get(start));
  }
  tell();
})();

"use strict";
// The state of the index, kept in the address, and what changes it.
(() => {
  const { reports, errors, files } = zjArchive;
  const form = document.getElementById("zx-filters");
  const panels = Object.fromEntries(["reports", "doubts", "errors"].map((name) => [name, document.getElementById(`zx-${name}`)]));
  const tabs = Object.fromEntries(Object.keys(panels).map((name) => [name, document.getElementById(`zx-tab-${name}`)]));
  const state = { sort: "year", down: "1", at: 0, tab: "reports", reason: "" };
  const number = (name) => (form.elements[name].value === "" ? null : Number(form.elements[name].value));

  function fillChoices() {
    for (const name of ["from", "to"]) {
      form.elements[name].append(new Option(name === "from" ? "最早" : "最近", ""), ...zjSelection.years.map((year) => new Option(year, year)));
    }
    document.getElementById("zx-units").append(...zjSelection.units.slice(0, 2000).map((unit) => new Option(unit)));
    const n = zjSelection.all.filter((row) => !reports.duplicate[row]).length;
    const sentences = zjSelection.all.reduce((sum, row) => sum + (reports.duplicate[row] ? 0 : reports.sentences[row]), 0);
    const said = [`${n.toLocaleString()} 份报告`, `${sentences.toLocaleString()} 句`, `${Object.values(files).reduce((a, b) => a + b, 0).toLocaleString()} 个文件`];
    if (zjSelection.all.length > n) said.push(`另有重复 ${(zjSelection.all.length - n).toLocaleString()} 份`);
    if (zjSelection.years.length) said.push(`${zjSelection.years[0]}–${zjSelection.years.at(-1)} 年`);
    document.getElementById("zx-sum").textContent = said.join(" · ");
  }

  function readForm() {
    const ranges = zjLabels.map((_, label) => [label, number(`least${label}`) ?? 0, number(`most${label}`) ?? 100]).filter(([, least, most]) => least > 0 || most < 100);
    document.getElementById("zx-shares-set").textContent = ranges.length ? `（${ranges.length}）` : "";
    return { text: form.elements.text.value.trim(), unit: form.elements.unit.value.trim(), from: number("from"), to: number("to"), ranges, duplicates: form.elements.duplicates.checked };
  }

  function showReports(selected) {
    const rows = zjSelection.order(selected, state.sort, state.down === "1");
    zjTables.fill(panels.reports, rows, zjTables.report, state.at, (at) => { state.at = at; show(); panels.reports.scrollIntoView({ block: "nearest" }); });
    panels.reports.querySelector(".zx-empty").hidden = rows.length > 0;
    for (const head of panels.reports.querySelectorAll("[data-sort]")) {
      if (head.dataset.sort === state.sort) head.setAttribute("aria-sort", state.down === "1" ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function showErrors() {
    const rows = (errors.reason ?? []).map((_, row) => row);
    const counts = new Map();
    for (const reason of errors.reason ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const wanted = rows.filter((row) => !state.reason || errors.reason[row] === state.reason);
    zjTables.fill(panels.errors, wanted, zjTables.error, state.at, (at) => { state.at = at; show(); });
    const reasons = [["", rows.length], ...[...counts].sort((a, b) => b[1] - a[1])];
    panels.errors.querySelector(".zx-reasons").replaceChildren(...reasons.map(([reason, n]) => {
      const button = zjMake("button", "", `${reason || "全部"} ${n}`);
      button.type = "button";
      button.setAttribute("aria-pressed", String(reason === state.reason));
      button.addEventListener("click", () => { state.reason = reason; state.at = 0; show(); });
      return button;
    }));
    tabs.errors.querySelector("span").textContent = rows.length.toLocaleString();
  }

  function show() {
    const wanted = readForm();
    const selected = zjSelection.select(wanted);
    const labelled = selected.filter((row) => !reports.duplicate[row]);
    const only = wanted.from !== null && wanted.from === wanted.to ? wanted.from : null;
    zjCharts.years(only === null ? labelled : zjSelection.select({ ...wanted, from: null, to: null }).filter((row) => !reports.duplicate[row]), only, chooseYear);
    zjCharts.spread(labelled);
    showReports(selected);
    zjTables.fill(panels.doubts, zjSelection.order(labelled, "score", false).slice(0, zjTables.PAGE), zjTables.doubt, 0);
    showErrors();
    tabs.reports.querySelector("span").textContent = selected.length.toLocaleString();
    for (const [name, panel] of Object.entries(panels)) {
      panel.hidden = name !== state.tab;
      tabs[name].setAttribute("aria-selected", String(name === state.tab));
      tabs[name].tabIndex = name === state.tab ? 0 : -1;
    }
    form.hidden = state.tab === "errors";
    keep();
  }

  function chooseYear(year) {
    const same = form.elements.from.value === String(year) && form.elements.to.value === String(year);
    form.elements.from.value = form.elements.to.value = same ? "" : year;
    state.at = 0;
    show();
    document.querySelector(`.zx-year[aria-label^="${year}年"]`)?.focus({ preventScroll: true });
  }

  function keep() {
    const kept = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    for (const [name, value] of Object.entries(state)) if (value !== "" && value !== 0) kept.set(`_${name}`, value);
    try { history.replaceState(null, "", `#${kept}`); } catch { /* the address stays */ }
  }

  function recall() {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      const field = form.elements[name];
      if (name.startsWith("_") && name.slice(1) in state) state[name.slice(1)] = name === "_at" ? Number(value) || 0 : value;
      else if (field?.type === "checkbox") field.checked = true;
      else if (field) field.value = value;
    }
    if (!panels[state.tab]) state.tab = "reports";
    if (!document.querySelector(`[data-sort="${CSS.escape(state.sort)}"]`)) state.sort = "year";
  }

  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => { state.at = 0; show(); }); };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(soon));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", ({ target }) => {
    const open = document.querySelector(".zx-shares[open]");
    if (open && !open.contains(target)) open.open = false;
  });
  for (const head of document.querySelectorAll("[data-sort]")) {
    head.querySelector("button").addEventListener("click", () => {
      const { sort } = head.dataset;
      const first = sort === "title" || sort === "unit" || sort === "score" ? "" : "1";
      state.down = state.sort === sort ? (state.down === "1" ? "" : "1") : first;
      state.sort = sort;
      state.at = 0;
      show();
    });
  }
  const order = Object.keys(tabs);
  for (const name of order) {
    tabs[name].addEventListener("click", () => { state.tab = name; state.at = 0; show(); });
    tabs[name].addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const next = tabs[order[(order.indexOf(name) + step + order.length) % order.length]];
      next.click();
      next.focus();
    });
  }
  fillChoices();
  recall();
  show();
})();

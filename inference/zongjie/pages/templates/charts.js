"use strict";
// How roles are shared: over years, and over reports. Both show the reports that are selected.
const zjArchive = window.zongjieArchive;
const zjLabels = zjArchive.labels;

function zjDraw(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const zjPercent = (part) => `${Math.round(100 * part)}%`;

const zjCharts = (() => {
  const { reports } = zjArchive;
  const HEIGHT = 190, TOP = 20, WIDTH = 640;

  // Sentences by label for each year, in order of years; null, if any, comes last.
  function countYears(rows) {
    const years = new Map();
    for (const row of rows) {
      const year = reports.year[row];
      if (!years.has(year)) years.set(year, { year, reports: 0, counts: zjLabels.map(() => 0) });
      const entry = years.get(year);
      entry.reports += 1;
      reports.shares[row].forEach((share, label) => { entry.counts[label] += share * reports.sentences[row]; });
    }
    return [...years.values()].sort((a, b) => (a.year ?? 1e9) - (b.year ?? 1e9));
  }

  function drawYear({ year, reports: n, counts }, x, width, pressed, choose) {
    const total = counts.reduce((a, b) => a + b, 0) || 1;
    const name = year === null ? "年份不详" : `${year}年`;
    const parts = zjLabels.map(({ chinese }, label) => `${chinese} ${zjPercent(counts[label] / total)}`);
    const group = zjDraw("g", { class: "zx-year", tabindex: 0, role: "button", "aria-pressed": pressed, "aria-label": `${name}，${n} 份：${parts.join("，")}` }, zjDraw("title", {}, `${name}，${n} 份\n${parts.join("\n")}`));
    let y = TOP + HEIGHT;
    counts.forEach((count, label) => {
      const height = (HEIGHT * count) / total;
      if (height < 0.3) return;
      y -= height;
      group.append(zjDraw("rect", { class: `zx-seg zj-r${label}`, x, y, width, height: Math.max(0.3, height - 1) }));
      if (height > 15 && width > 15) {
        const said = width > 52 ? `${zjLabels[label].tag} ${zjPercent(count / total)}` : zjLabels[label].tag;
        group.append(zjDraw("text", { class: "zx-in", x: x + width / 2, y: y + height / 2 + 4, "text-anchor": "middle" }, said));
      }
    });
    group.append(zjDraw("rect", { class: "zx-frame", x: x - 2, y: TOP - 2, width: width + 4, height: HEIGHT + 3, rx: 3 }));
    if (width > 15) group.append(zjDraw("text", { x: x + width / 2, y: TOP + HEIGHT + 17, "text-anchor": "middle" }, year === null ? "不详" : width > 27 ? String(year) : String(year).slice(-2)));
    if (width > 26) group.append(zjDraw("text", { x: x + width / 2, y: TOP - 7, "text-anchor": "middle" }, String(n)));
    if (year !== null) {
      group.addEventListener("click", () => choose(year));
      group.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        choose(year);
      });
    }
    return group;
  }

  function years(rows, chosen, choose) {
    const all = countYears(rows);
    const svg = zjDraw("svg", { viewBox: `0 0 ${WIDTH} ${TOP + HEIGHT + 24}`, role: "group", "aria-label": "历年各角色占比" });
    const step = Math.min(WIDTH / Math.max(1, all.length), 96);
    const width = Math.max(2, step * 0.8);
    const left = (WIDTH - step * all.length) / 2;
    all.forEach((entry, i) => svg.append(drawYear(entry, left + i * step + (step - width) / 2, width, chosen !== null && entry.year === chosen, choose)));
    document.getElementById("zx-years").replaceChildren(svg);
  }

  function spread(rows) {
    const BINS = 25, LEFT = 74, RIGHT = 46, row = Math.max(22, (HEIGHT + TOP) / zjLabels.length);
    const wide = 520 - LEFT - RIGHT;
    const top = rows.reduce((most, r) => Math.max(most, ...reports.shares[r]), 1);
    const limit = Math.min(1, Math.ceil(top / 250) / 4); // where the axis ends
    const svg = zjDraw("svg", { viewBox: `0 0 520 ${row * zjLabels.length + 24}`, role: "img", "aria-label": "各角色在各报告中的占比" });
    zjLabels.forEach(({ chinese, tag }, label) => {
      const base = row * (label + 1) - 4;
      const bins = new Array(BINS).fill(0);
      const values = rows.map((r) => reports.shares[r][label] / 1000).sort((a, b) => a - b);
      for (const value of values) bins[Math.min(BINS - 1, Math.floor((value / limit) * BINS))] += 1;
      const most = Math.max(1, ...bins);
      const median = values.length ? values[values.length >> 1] : 0;
      const group = zjDraw("g", { class: `zj-r${label}` }, zjDraw("title", {}, `${chinese}：中位数 ${zjPercent(median)}，最小 ${zjPercent(values[0] ?? 0)}，最大 ${zjPercent(values.at(-1) ?? 0)}`));
      bins.forEach((n, bin) => {
        const height = ((row - 10) * n) / most;
        if (n) group.append(zjDraw("rect", { class: "zx-bin", x: LEFT + (wide * bin) / BINS, y: base - Math.max(1, height), width: wide / BINS - 1, height: Math.max(1, height) }));
      });
      const x = LEFT + (wide * median) / limit;
      group.append(
        zjDraw("line", { class: "zx-axis", x1: LEFT, x2: LEFT + wide, y1: base + 0.5, y2: base + 0.5 }),
        zjDraw("line", { class: "zx-median", x1: x, x2: x, y1: base - row + 9, y2: base + 1 }),
        zjDraw("text", { class: "zx-name", x: 0, y: base - 4 }, chinese === tag ? chinese : `${tag} · ${chinese}`),
        zjDraw("text", { x: 520, y: base - 4, "text-anchor": "end" }, zjPercent(median)),
      );
      svg.append(group);
    });
    for (const part of limit === 0.75 ? [0, 1 / 3, 2 / 3, 1] : [0, 0.5, 1]) svg.append(zjDraw("text", { x: LEFT + wide * part, y: row * zjLabels.length + 16, "text-anchor": "middle" }, zjPercent(limit * part)));
    document.getElementById("zx-spread").replaceChildren(svg);
  }

  return { years, spread };
})();

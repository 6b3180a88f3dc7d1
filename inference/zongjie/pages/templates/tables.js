"use strict";
// Rows of the tables, a page of them at a time.
const zjTables = (() => {
  const { reports, errors } = zjArchive;
  const PAGE = 50;

  const cell = (className, name, ...children) => {
    const made = zjMake("td", className, ...children);
    if (name) made.dataset.name = name;
    return made;
  };

  function title(row, hash = "") {
    const said = reports.title[row] || reports.file[row];
    const made = zjMake(reports.page[row] ? "a" : "span", "zx-title", said);
    if (reports.page[row]) made.href = reports.page[row] + hash;
    made.title = said;
    if (reports.duplicate[row]) made.append(zjMake("span", "zx-copy", "重复"));
    const file = zjMake("span", "zx-file", reports.file[row]);
    file.title = [reports.archive[row], reports.file[row]].filter(Boolean).join(" › ");
    return cell("", "", made, file);
  }

  function mix(row) {
    if (reports.duplicate[row]) return cell("zx-mixed", "");
    const shares = reports.shares[row];
    const bar = zjMake("div", "zj-share");
    const parts = zjMake("div", "zx-parts");
    shares.forEach((share, label) => {
      if (!share) return;
      const part = zjMake("i", `zj-r${label}`);
      part.style.setProperty("--part", share);
      bar.append(part);
      parts.append(zjMake("span", `zj-r${label}`, zjMake("b", "", zjLabels[label].tag), String(Math.round(share / 10))));
    });
    const made = cell("zx-mixed", "", bar, parts);
    made.title = zjLabels.map(({ chinese }, label) => `${chinese} ${(shares[label] / 10).toFixed(1)}%`).join("　");
    return made;
  }

  const year = (row) => cell("zx-num", "", reports.year[row] === null ? "" : String(reports.year[row]));
  const score = (row) => cell("zx-num", "平均概率", reports.duplicate[row] ? "" : reports.score[row].toFixed(2));

  const report = (row) => zjMake("tr", "", title(row), cell("", "", reports.unit[row]), year(row), cell("zx-num", "句数", String(reports.sentences[row])), mix(row), cell("zx-num", "存疑", reports.doubts[row] ? String(reports.doubts[row]) : ""), score(row));

  function doubt(row) {
    const hash = reports.lowest[row] >= 0 ? `#s${reports.lowest[row]}` : "";
    const go = zjMake("a", "", "去看 →");
    go.href = reports.page[row] + hash;
    return zjMake("tr", "", title(row), cell("", "", reports.unit[row]), year(row), cell("zx-num", "存疑", `${reports.doubts[row]} / ${reports.sentences[row]}`), score(row), cell("zx-num", "", go));
  }

  const error = (row) => zjMake("tr", "", cell("", "", [errors.archive[row], errors.file[row]].filter(Boolean).join(" › ")), cell("", "", errors.reason[row]), cell("", "", errors.message[row]));

  // Shows the page of rows that holds row number `at`; `turn` is called with that of another page.
  function fill(panel, rows, make, at, turn) {
    const start = Math.min(at, Math.max(0, rows.length - 1)) - (Math.min(at, Math.max(0, rows.length - 1)) % PAGE);
    panel.querySelector("tbody").replaceChildren(...rows.slice(start, start + PAGE).map(make));
    const pager = panel.querySelector(".zx-pager");
    if (!pager) return;
    pager.hidden = rows.length <= PAGE;
    const button = (said, to, usable) => {
      const made = zjMake("button", "", said);
      made.type = "button";
      made.disabled = !usable;
      made.addEventListener("click", () => turn(to));
      return made;
    };
    pager.replaceChildren(
      button("上一页", start - PAGE, start > 0),
      `${start + 1}–${Math.min(rows.length, start + PAGE)} / ${rows.length}`,
      button("下一页", start + PAGE, start + PAGE < rows.length),
    );
  }

  return { fill, report, doubt, error, PAGE };
})();

"use strict";
// Which reports are shown, in which order. Rows are indices into the columns of the archive.
const zjSelection = (() => {
  const { reports } = zjArchive;
  const n = reports.title?.length ?? 0;
  const all = Array.from({ length: n }, (_, row) => row);
  const haystack = all.map((row) => `${reports.title[row]}\n${reports.unit[row]}\n${reports.file[row]}\n${reports.archive[row]}`.toLowerCase());
  const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });
  const ranks = new Map(); // of texts: sorted once, compared as numbers

  function rank(column) {
    if (!ranks.has(column)) {
      const texts = [...new Set(reports[column])].sort(collator.compare);
      const place = new Map(texts.map((text, i) => [text, text === "" ? Infinity : i]));
      ranks.set(column, reports[column].map((text) => place.get(text)));
    }
    return ranks.get(column);
  }

  function keyOf(sort) {
    if (sort.startsWith("share")) {
      const label = Number(sort.slice(5));
      return (row) => reports.shares[row][label];
    }
    const column = sort === "title" || sort === "unit" ? rank(sort) : reports[sort];
    return (row) => column[row];
  }

  function select({ text, unit, from, to, ranges, duplicates }) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return all.filter((row) =>
      (duplicates || !reports.duplicate[row]) &&
      (!unit || reports.unit[row].includes(unit)) &&
      (from === null || (reports.year[row] !== null && reports.year[row] >= from)) &&
      (to === null || (reports.year[row] !== null && reports.year[row] <= to)) &&
      ranges.every(([label, least, most]) => reports.shares[row][label] >= 10 * least && reports.shares[row][label] <= 10 * most) &&
      words.every((word) => haystack[row].includes(word)));
  }

  // Rows without a value come last, whichever the direction.
  function order(rows, sort, descending) {
    const key = keyOf(sort);
    const lacking = (value) => value === null || value === Infinity;
    return [...rows].sort((a, b) => {
      const x = key(a), y = key(b);
      if (lacking(x) || lacking(y)) return lacking(x) - lacking(y) || a - b;
      return (descending ? y - x : x - y) || a - b;
    });
  }

  const years = [...new Set((reports.year ?? []).filter((year) => year !== null))].sort((a, b) => a - b);
  const units = [...new Set((reports.unit ?? []).filter(Boolean))].sort(collator.compare);
  return { all, select, order, years, units };
})();

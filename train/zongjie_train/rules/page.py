"""A report as rules see it: sentences in plain spelling, and what stands under what.

Spelling is made plain first (full-width figures and half-width punctuation to one form, quotation
marks and thousands separators away, masked figures 0), so that a pattern is written once. All
sentences of a part are joined by line breaks into one string: a pattern then runs once over a
report instead of once over each sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from zongjie.text.spans import Span, heading_path
from zongjie_train.rules.bounds import all_report_starts

# Patterns are written for this spelling; what masks a figure in published reports counts as one.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_PLAIN = {
    **_WIDE,
    **str.maketrans(",;:!?()％．", "，；：！？（）%."),
    **str.maketrans("", "", "\"'“”‘’「」『』`*"),
}
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SPACE = re.compile(r"\s+")
_UNITS = (
    "余多万千百亿%.年月日个名人次场期份篇户处座条公平吨米台辆盏株件家只块张元亩套项起批支册对例部"
)
_MASKED = re.compile(rf"(?<![a-zA-Z])(?<!20)[×xX*＊□]+(?=[{_UNITS}](?!民))")
_NUMBER = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:[、，.：]|[章篇部]分?|是|要|方面)"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）][、.]?"
    r"|\d{1,2}(?:[、）]|[.](?!\d))|[①-⑳]|[●◆■▪•·※-])\s*"
)
_CONNECTIVE = re.compile(
    r"(?:首先|其次|再次|再者|然后|最后|此外|另外|同时|与此同时|一方面|另一方面|总之|总的看|因此|为此"
    r"|第[一二三四五六七八九十])[，：是]?"
)
_CLAUSE = re.compile(r"[，：]")


@dataclass(frozen=True, eq=False)
class Page:
    """One report, ready for rules.

    Attributes:
        text: the report as given.
        spans: its sentences.
    """

    text: str
    spans: Sequence[Span]

    def __len__(self) -> int:
        return len(self.spans)

    @cached_property
    def raw(self) -> list[str]:
        """Each sentence in plain spelling."""
        return [plain(self.text[span.start : span.end]) for span in self.spans]

    @cached_property
    def whole(self) -> list[str]:
        """Each sentence without the number that it begins with."""
        return [_strip(sentence, _NUMBER) for sentence in self.raw]

    @cached_property
    def opening(self) -> list[str]:
        """The first clause of each sentence, past numbers and connectives."""
        return [_CLAUSE.split(_strip(s, _CONNECTIVE), maxsplit=1)[0] for s in self.whole]

    @cached_property
    def ending(self) -> list[str]:
        """The last clause of each sentence."""
        return [_CLAUSE.split(sentence)[-1] for sentence in self.whole]

    @cached_property
    def headings(self) -> np.ndarray:
        """(N,) bool."""
        return np.array([span.heading for span in self.spans], bool)

    @cached_property
    def lines(self) -> np.ndarray:
        """(N,) number of the line of each sentence, counted over lines that hold sentences."""
        begins = np.array([span.begins_line for span in self.spans], bool)
        return np.cumsum(begins) - 1

    @cached_property
    def reports(self) -> list[np.ndarray]:
        """Sentence indices of each report of the page."""
        starts = all_report_starts(self.text, self.spans)
        return [np.arange(a, b) for a, b in pairwise([*starts, len(self)])]

    @cached_property
    def paths(self) -> list[tuple[int, ...]]:
        """The headings of its report that each sentence stands under, outermost first."""
        paths: list[tuple[int, ...]] = []
        for report in self.reports:
            first = int(report[0])
            inside = heading_path([self.spans[i] for i in report])
            paths += [tuple(first + h for h in path) for path in inside]
        return paths

    @cached_property
    def ends(self) -> np.ndarray:
        """(N,) one past what stands under each heading; of other sentences, past what stands
        under the same heading, and of those above the first heading of a report, that heading."""
        ends = np.zeros(len(self), np.int64)
        for report in self.reports:
            headings = report[self.headings[report]]
            ends[report] = headings[0] if len(headings) else report[-1] + 1
            for n, i in enumerate(headings):
                over = (h for h in headings[n + 1 :] if self.spans[h].level <= self.spans[i].level)
                ends[i] = next(over, report[-1] + 1)
            for i in report:
                if not self.spans[i].heading and self.paths[i]:
                    ends[i] = ends[self.paths[i][-1]]
        return ends

    @cached_property
    def line_ends(self) -> np.ndarray:
        """(N,) one past the last sentence of the line of each sentence."""
        return np.searchsorted(self.lines, self.lines, side="right")

    def part(self, name: str) -> list[str]:
        """The sentences as `Rule.part` names them."""
        return getattr(self, name)

    @cached_property
    def joined(self) -> dict[str, tuple[str, np.ndarray]]:
        """Of each part asked for: its sentences joined by line breaks, and where each begins."""
        return {}

    def matches(self, pattern: re.Pattern[str], part: str = "whole") -> np.ndarray:
        """(N,) bool: in which sentences the pattern is found.

        Same as `pattern.search` on each sentence, as long as the pattern has re.MULTILINE and
        uses neither \\A nor \\Z.
        """
        found = np.zeros(len(self), bool)
        if not len(self):
            return found
        if part not in self.joined:
            sentences = self.part(part)
            starts = np.cumsum([0, *(len(s) + 1 for s in sentences)])
            self.joined[part] = "\n".join(sentences), starts
        text, starts = self.joined[part]
        position, size = 0, len(text)
        while position <= size and (match := pattern.search(text, position)):
            i = int(np.searchsorted(starts, match.start(), side="right")) - 1
            crosses = match.end() >= starts[i + 1]
            found[i] = not crosses or bool(pattern.search(self.part(part)[i]))
            position = int(starts[i + 1])
        return found


def plain(sentence: str) -> str:
    """A sentence in the spelling that patterns are written for.

    Example:
        >>> plain("“双创” 知晓率达９８．５％,共1,200户，清运××吨")
        '双创 知晓率达98.5%，共1200户，清运0吨'
    """
    sentence = _MASKED.sub("0", _THOUSANDS.sub("", sentence))
    return _SPACE.sub(" ", sentence).translate(_PLAIN).strip()


def _strip(sentence: str, prefix: re.Pattern[str]) -> str:
    """Without prefixes, unless nothing would be left."""
    while (match := prefix.match(sentence)) and match.end() < len(sentence):
        sentence = sentence[match.end() :]
    return sentence

"""A rulebook: the label set and the cue rules of one YAML file, checked and compiled.

The file says what the labels are and what speaks for or against each; no rule of any label set
stands in code. Knows nothing of reports: `zongjie_train.rules.votes` casts the votes.
"""

from __future__ import annotations

import hashlib
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet
from zongjie_train.rules.checks import check_keys, check_word
from zongjie_train.rules.rule import (
    PARTS,
    PLACES,
    POLARITIES,
    SCOPES,
    TARGETS,
    Call,
    Rule,
    RulebookError,
)
from zongjie_train.rules.structure import FUNCTIONS
from zongjie_train.yaml_files import ConfigError, read_yaml

__all__ = ["Rulebook", "RulebookError", "load_rulebook"]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Labels, what each of them covers, and rules, as read from a file; `sha256` is its hash."""

    labels: LabelSet
    descriptions: tuple[str, ...]
    rules: tuple[Rule, ...]
    sha256: str

    def of(self, target: str) -> tuple[Rule, ...]:
        """The rules that vote on `target` ("role" or "section"), in the order of the columns."""
        return tuple(rule for rule in self.rules if target in rule.targets)


def load_rulebook(path: str | Path) -> Rulebook:
    """Reads and checks a rule file.

    Raises:
        RulebookError: what is wrong with which rule, the value seen, and what may stand there.
    """
    path = Path(path)
    try:
        content = read_yaml(path)
    except ConfigError as error:
        raise RulebookError(f"labels.rules: {error}") from error
    return _Reader(str(path)).book(content, hashlib.sha256(path.read_bytes()).hexdigest())


class _Reader:
    """Turns the YAML of one file into a Rulebook; holds what the messages need."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.names: tuple[str, ...] = ()
        self.words: dict[str, str] = {}

    def book(self, content: Any, sha256: str) -> Rulebook:
        check_keys(content, {"labels", "other", "rules"}, {"words"}, self.where)
        for key, kind in (("labels", list), ("rules", list), ("words", dict)):
            if not isinstance(value := content.get(key, kind()), kind):
                cure = "list" if kind is list else "mapping"
                raise RulebookError(f"{self.where}: {key} is {value!r}; must be a {cure}")
        labels = self._labels(content["labels"], content["other"])
        for word, pattern in content.get("words", {}).items():
            self.words[word] = "(?:" + self._expand(pattern, f"{self.where}: words.{word}") + ")"
        rules = tuple(self._rule(entry, i) for i, entry in enumerate(content["rules"]))
        seen: set[str] = set()
        for rule in rules:
            if rule.name in seen:
                raise RulebookError(f"{self.where}: two rules are named {rule.name!r}; rename one")
            seen.add(rule.name)
        descriptions = tuple(entry["description"] for entry in content["labels"])
        return Rulebook(labels, descriptions, rules, sha256)

    def _labels(self, entries: list[Any], other: Any) -> LabelSet:
        where = f"{self.where}: labels"
        for entry in entries:
            check_keys(entry, {"name", "chinese", "description"}, set(), where)
            for key, value in entry.items():
                if not isinstance(value, str):
                    raise RulebookError(f"{where}: {key} {value!r}; must be text, in quotes")
        self.names = tuple(entry["name"] for entry in entries)
        check_word(other, self.names, f"{self.where}: other")
        try:
            return LabelSet(self.names, tuple(entry["chinese"] for entry in entries), other)
        except ValueError as error:
            raise RulebookError(f"{self.where}: {error}") from error

    def _rule(self, entry: Any, index: int) -> Rule:
        known = set(Rule.__dataclass_fields__) - {"targets", "tests", "source"}
        where = f"{self.where}: rule {index + 1}"
        check_keys(entry, {"name"}, known | {"target", "function"}, where)
        where = f"{self.where}: rule {entry['name']!r}"
        target = entry.get("target", "role")
        targets = TARGETS if target == "both" else (check_word(target, TARGETS, where),)
        calls = self._calls(entry.get("function"), where)
        if "pattern" not in entry and not calls:
            raise RulebookError(f"{where}: neither pattern nor function; give it one of them")
        sources = [call for call in calls if FUNCTIONS[call.function].says_label]
        if len(sources) > 1:
            raise RulebookError(f"{where}: two functions that say a label; keep one")
        label = entry.get("label")
        if label is None and not sources:
            raise RulebookError(f"{where}: no label; one of {', '.join(self.names)}")
        weight = entry.get("weight", 1)
        if not isinstance(weight, int | float) or weight <= 0:
            raise RulebookError(f"{where}: weight {weight!r}; must be a number above 0")
        scope = check_word(entry.get("scope", "sentence"), SCOPES, where)
        at = check_word(entry.get("at", "heading" if scope == "under" else "any"), PLACES, where)
        if scope == "under" and at != "heading":
            raise RulebookError(f"{where}: scope under with at {at!r}; only headings have that")
        return Rule(
            name=entry["name"],
            label=None if label is None else self._label(label, where),
            targets=targets,
            at=at,
            part=check_word(entry.get("part", "whole"), PARTS, where),
            pattern=self._pattern(entry.get("pattern"), where),
            unless=self._pattern(entry.get("unless"), where),
            tests=tuple(call for call in calls if call not in sources),
            source=sources[0] if sources else None,
            polarity=check_word(entry.get("polarity", "for"), POLARITIES, where),
            scope=scope,
            lines=self._lines(entry.get("lines"), scope, where),
            within=self._outline(entry.get("within"), where),
            outside=self._outline(entry.get("outside", ()), where) or frozenset(),
            after=self._outline(entry.get("after"), where),
            weight=float(weight),
            group=entry.get("group", "cue"),
        )

    def _lines(self, value: Any, scope: str, where: str) -> int | None:
        if value is not None and (scope != "block" or not isinstance(value, int) or value < 1):
            raise RulebookError(f"{where}: lines {value!r}; a whole number above 0, of scope block")
        return value

    def _label(self, name: Any, where: str) -> int:
        return self.names.index(check_word(name, self.names, where))

    def _outline(self, names: Any, where: str) -> frozenset[int] | None:
        if names is None:
            return None
        names = names if isinstance(names, (list, tuple)) else [names]
        return frozenset(-1 if n == "none" else self._label(n, where) for n in names)

    def _calls(self, value: Any, where: str) -> list[Call]:
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [self._call({"name": v} if isinstance(v, str) else v, where) for v in values]

    def _call(self, value: Any, where: str) -> Call:
        check_keys(value, {"name"}, None, where)
        name = check_word(value["name"], FUNCTIONS, where)
        given = {key: item for key, item in value.items() if key != "name"}
        parameters = dict(list(inspect.signature(FUNCTIONS[name].call).parameters.items())[1:])
        parameters.pop("votes", None)
        needed = {key for key, p in parameters.items() if p.default is p.empty}
        check_keys(given, needed, set(parameters), f"{where}: function {name}")
        for key, item in given.items():
            if "Pattern" in str(parameters[key].annotation):
                given[key] = self._pattern(item, where)
        return Call(name, given)

    def _pattern(self, pattern: Any, where: str) -> re.Pattern[str] | None:
        if pattern is None:
            return None
        try:
            return re.compile(self._expand(pattern, where), re.MULTILINE)
        except re.error as error:
            raise RulebookError(f"{where}: pattern {pattern!r}: {error}; mend it") from error

    def _expand(self, pattern: Any, where: str) -> str:
        """Puts the patterns of `words` for their names in angle brackets; joins a list by `|`."""
        if isinstance(pattern, list):
            pattern = "|".join(str(item) for item in pattern)
        if not isinstance(pattern, str):
            raise RulebookError(f"{where}: pattern {pattern!r}; must be text or a list of texts")

        def word(match: re.Match[str]) -> str:
            return self.words[check_word(match[1], self.words, where)]

        return re.sub(r"(?<!\?P)<([a-z_]+)>", word, pattern)

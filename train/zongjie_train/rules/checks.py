"""Checks of single values of a rule file; each error says where, what was seen, and the cure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from zongjie_train.rules.rule import RulebookError
from zongjie_train.strict import nearest


def check_word(value: Any, allowed: Collection[str], where: str) -> str:
    """The value, if it is one of the `allowed` words.

    Raises:
        RulebookError: it is another.
    """
    if value not in list(allowed):
        raise RulebookError(f"{where}: {value!r} is not known; {nearest(value, allowed)}")
    return value


def check_keys(value: Any, needed: set[str], known: set[str] | None, where: str) -> None:
    """Asks for a mapping with all `needed` keys and, but for `known` ones, no others.

    Args:
        known: keys that may stand beside the needed ones; None for any.

    Raises:
        RulebookError: no mapping, a key too few or too many.
    """
    if not isinstance(value, dict):
        raise RulebookError(f"{where}: {value!r}; must be keys with values")
    for key in sorted(needed - set(value)):
        raise RulebookError(f"{where}: {key} is missing; add it")
    for key in value if known is not None else ():
        check_word(key, needed | (known or set()), f"{where}: key")

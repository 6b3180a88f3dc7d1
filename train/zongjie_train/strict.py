"""Plain values to frozen dataclasses, strictly: an unknown key or a wrong type is an error.

1. `convert` checks keys and types against the dataclass, of a whole or of a part.
2. `merge` lays parts over one another; `build` makes the dataclass and misses no field.

Knows nothing of what is configured.
"""

from __future__ import annotations

import dataclasses
import difflib
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from zongjie_train.yaml_files import ConfigError


def describe(value: object) -> str:
    """A value with its type, as errors show it.

    >>> describe("7"), describe(None)
    ("'7' (str)", 'null')
    """
    return "null" if value is None else f"{value!r} ({type(value).__name__})"


def spell(kind: Any) -> str:
    """A type as errors show it.

    >>> spell(tuple[str, ...]), spell(int | None), spell(Literal["a", "b"])
    ('list of str', 'int or null', "one of 'a', 'b'")
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return f"list of {spell(inner[0])}"
    if origin in (Union, types.UnionType):
        return " or ".join(spell(k) for k in inner)
    if origin is Literal:
        return "one of " + ", ".join(map(repr, inner))
    if dataclasses.is_dataclass(kind):
        return f"mapping with the keys {', '.join(f.name for f in dataclasses.fields(kind))}"
    return "null" if kind is types.NoneType else kind.__name__


def nearest(word: object, known: Iterable[str]) -> str:
    """The cure for an unknown word: the nearest of the known ones, or all of them.

    >>> nearest("epoch", ["epochs", "seed"]), nearest("xyz", ["epochs", "seed"])
    ("did you mean 'epochs'?", 'known are epochs, seed')
    """
    known = list(known)
    close = difflib.get_close_matches(str(word), known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"


def convert(value: Any, kind: Any, key: str, origin: str) -> Any:
    """Check a value against a type; lists become tuples, a dataclass stays a dict of its keys.

    Args:
        value: as YAML gave it; for a dataclass a mapping that may lack keys.
        kind: bool, int, float, str, None, a Literal, `X | Y`, `tuple[X, ...]` or a dataclass.
        key: dotted name of the value, for errors; "" for the whole.
        origin: file or other place that the value comes from, for errors.

    Raises:
        ConfigError: an unknown key or a wrong type.
    """
    origin_type, inner = get_origin(kind), get_args(kind)
    if origin_type in (Union, types.UnionType):
        if value is None and types.NoneType in inner:
            return None
        return convert(value, next(k for k in inner if k is not types.NoneType), key, origin)
    if origin_type is Literal:
        matches = isinstance(value, str) and value in inner
        cure = f"; {nearest(value, inner)}"
    elif origin_type is tuple:
        if isinstance(value, list):
            items = (convert_item(v, inner[0], f"{key}[{i}]", origin) for i, v in enumerate(value))
            return tuple(items)
        matches, cure = False, "; write it as [a, b]"
    elif dataclasses.is_dataclass(kind):
        if isinstance(value, Mapping):
            return convert_fields(value, kind, key, origin)
        matches, cure = False, ""
    else:
        if kind is float and type(value) is int:
            return float(value)
        matches, cure = type(value) is kind, ""
    if not matches:
        raise ConfigError(f"{origin}: {key} is {describe(value)}, but must be {spell(kind)}{cure}")
    return value


def convert_fields(values: Mapping[Any, Any], kind: Any, key: str, origin: str) -> dict[str, Any]:
    hints = get_type_hints(kind)
    prefix = f"{key}." if key else ""
    for name, value in values.items():
        if name not in hints:
            seen = f"unknown key {prefix}{name} (value {describe(value)})"
            raise ConfigError(f"{origin}: {seen}; {nearest(name, hints)}")
    return {n: convert(v, hints[n], f"{prefix}{n}", origin) for n, v in values.items()}


def convert_item(value: Any, kind: Any, key: str, origin: str) -> Any:
    """An item of a list, whole: lists are replaced, not merged, so a dataclass is built at once."""
    converted = convert(value, kind, key, origin)
    return build(converted, kind, key, origin) if dataclasses.is_dataclass(kind) else converted


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` laid on `under`: mappings key by key, anything else replaced.

    >>> merge({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def dataclass_in(kind: Any, value: Any) -> Any:
    """The dataclass that a value is to become: the type itself, or that of `X | None`."""
    if value is None:
        return None
    kinds = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return next((k for k in kinds if dataclasses.is_dataclass(k)), None)


def build(values: Mapping[str, Any], kind: Any, key: str, origin: str) -> Any:
    """The dataclass of converted values.

    Raises:
        ConfigError: a field without a default has no value, or the dataclass itself refuses one.
    """
    prefix = f"{key}." if key else ""
    hints = get_type_hints(kind)
    arguments = {}
    for field in dataclasses.fields(kind):
        name, inner = field.name, hints[field.name]
        if name not in values:
            if field.default is dataclasses.MISSING:
                cure = f"give it a value ({spell(inner)})"
                raise ConfigError(f"{origin}: {prefix}{name} is missing; {cure}")
        elif part := dataclass_in(inner, values[name]):
            arguments[name] = build(values[name], part, f"{prefix}{name}", origin)
        else:
            arguments[name] = values[name]
    try:
        return kind(**arguments)
    except ConfigError:
        raise
    except ValueError as error:
        raise ConfigError(f"{origin}: {prefix}{error}") from error

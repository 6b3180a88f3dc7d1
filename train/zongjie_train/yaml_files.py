"""YAML files, read strictly: a key may stand once, and `1e-4` is a number, as in YAML 1.2."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml


class ConfigError(ValueError):
    """A configuration can't be used; the message names file, key, value and the cure."""


class _Loader(yaml.SafeLoader):
    """Its own class, since constructors and resolvers are kept by class."""


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    nodes = [key for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    keys = [loader.construct_object(key) for key in nodes]
    for i, key in enumerate(keys):
        if key in keys[:i]:
            line = nodes[i].start_mark.line + 1
            raise ConfigError(f"{loader.name}:{line}: {key!r} stands twice; keep one of the two")
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_mapping)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?\d+(?:\.\d*)?[eE][-+]?\d+$"), list("-+0123456789")
)


def parse_yaml(text: str, origin: str) -> Any:
    """The values of a YAML text; `origin` names it in errors.

    Raises:
        ConfigError: not YAML, or a key that stands twice.

    >>> parse_yaml("rate: 1e-4", "example")
    {'rate': 0.0001}
    """
    loader = _Loader(text)
    loader.name = origin
    try:
        return loader.get_single_data()
    except yaml.YAMLError as error:
        raise ConfigError(f"{origin}: not YAML: {error}") from error
    finally:
        loader.dispose()


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping that a YAML file holds.

    Raises:
        ConfigError: no such file, not UTF-8, not YAML, or not a mapping.
    """
    try:
        values = parse_yaml(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: isn't UTF-8 at byte {error.start}; save it as UTF-8") from error
    if not isinstance(values, dict):
        raise ConfigError(
            f"{path}: holds a {type(values).__name__}, not a mapping of keys to values"
        )
    return values

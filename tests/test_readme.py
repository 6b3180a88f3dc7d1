"""The README's Python runs, and prints what it says; the commands that it names exist."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from zongjie.bundle import MANIFEST, SHIPPED_FOLDER

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(
    not (SHIPPED_FOLDER / MANIFEST).is_file(), reason="no bundle inside the package: make ship"
)
def test_the_python_of_the_readme_prints_what_it_says() -> None:
    blocks = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(blocks, {}, "README.md", "README.md", 0)
    assert test.examples
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


def test_make_targets_and_configs_of_the_readme_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README)) - {"in"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for config in re.findall(r"configs/[\w/-]+\.yaml", README):
        assert (ROOT / config).is_file(), config

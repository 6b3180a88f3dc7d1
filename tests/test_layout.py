"""The rooms: `inference` stands without `train`, and a user's import brings no training library."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUNTIME = {
    "fsspec",
    "jinja2",
    "lxml",
    "numpy",
    "olefile",
    "onnxruntime",
    "opencc",
    "py7zr",
    "pyarrow",
    "pypdfium2",
    "python_calamine",
    "ray",
    "rensa",
    "striprtf",
    "tokenizers",
    "tqdm",
    "trafilatura",
    "xlsxwriter",
    "zongjie",
}
FILES = sorted((ROOT / "inference").rglob("*.py"))


def imported_packages(path: Path) -> set[str]:
    """Names of the packages that a file imports anywhere in it, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
    return names


def run_python(code: str, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *flags, "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": "inference:train"}
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "inference")))
def test_inference_imports_only_the_standard_library_and_its_own_needs(path: Path) -> None:
    assert imported_packages(path) - RUNTIME <= set(sys.stdlib_module_names)


def test_importing_the_package_brings_none_of_the_heavy_libraries() -> None:
    heavy = (
        "torch transformers datasets pandas yaml sklearn onnxruntime tokenizers numpy zongjie_train"
    )
    code = f"import sys, zongjie; print(sorted(set(sys.modules) & set({heavy.split()})))"
    done = run_python(code)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_no_module_of_inference_brings_training_libraries_even_when_all_are_imported() -> None:
    code = (
        "import importlib, pkgutil, sys, zongjie\n"
        "for m in pkgutil.walk_packages(zongjie.__path__, 'zongjie.'):\n"
        "    m.name.endswith('__main__') or importlib.import_module(m.name)\n"
        "print(sorted(set(sys.modules) & {'torch', 'transformers', 'datasets', 'yaml', 'pandas'}))"
    )
    done = run_python(code)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_without_the_extra_the_training_package_names_the_cure_in_its_last_line() -> None:
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'torch' else find(name, *rest)\n"
        "import zongjie_train.config"
    )
    last = run_python(code).stderr.strip().splitlines()[-1]
    assert last.endswith("zongjie_train needs torch: pip install 'zongjie[train]'")


def test_targets_of_the_makefile_are_at_most_three_lines_and_all_explained() -> None:
    rules: dict[str, int] = {}
    target = ""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in makefile.splitlines():
        if line.startswith("\t"):
            rules[target] += 1
        elif ":" in line and "=" not in line.split(":")[0] and not line.startswith((".PHONY", "#")):
            target = line.split(":")[0]
            rules[target] = 0
    assert max(rules.values()) <= 3
    shown = subprocess.run(["make"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    named = [target for target in rules if not target.startswith(".")]
    assert named and all(f"\n{target} " in f"\n{shown}" for target in named)

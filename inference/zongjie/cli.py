"""The command `zongjie`.

    zongjie classify FILE    label a text file (- reads standard input)
    zongjie label SOURCE...  label a whole archive: files, folders, zips; tables of all reports
    zongjie view FILE        show a report in a browser, as a page of its own
    zongjie review OUT...    list the sentences of an archive that a person should look at
    zongjie info             the model, its labels, and what it runs on

Exit status: 0 done, 1 a file or model can't be used, 2 the command line is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from zongjie import __version__
from zongjie.archive.errors import ArchiveError
from zongjie.bundle import BundleError
from zongjie.review.errors import ReviewError

STOPPED = 130  # as a shell reports a process ended by Ctrl-C


class InputError(ValueError):
    """An input can't be read; the message names it, and why."""


def build_parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    from zongjie.archive.command import add_label_command
    from zongjie.review.command import add_review_command

    parser = argparse.ArgumentParser(
        prog="zongjie", description="Label the sentences and sections of Chinese work reports."
    )
    parser.add_argument("--version", action="version", version=f"zongjie {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument("--model", metavar="FOLDER", help="a bundle; default: that inside zongjie")

    classify = commands.add_parser("classify", parents=[model], help="label a text file")
    classify.add_argument("file", metavar="FILE", help="UTF-8 or GB18030 text, - for stdin")
    form = classify.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object, for programs")
    form.add_argument("--markdown", action="store_true", help="Markdown")

    add_label_command(commands, model)
    view = commands.add_parser("view", parents=[model], help="show a report in a browser")
    view.add_argument("file", metavar="FILE", help="a report in any format; - for text on stdin")
    view.add_argument(
        "-o", "--output", metavar="PAGE", help="the page to write; default: FILE's name and .html"
    )

    add_review_command(commands)
    commands.add_parser("info", parents=[model], help="the model and what it runs on")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; return the exit status."""
    options = build_parser().parse_args(arguments)
    run = {
        "classify": run_classify, "label": run_label, "view": run_view, "review": run_review,
        "info": run_info,
    }[options.command]  # fmt: skip
    if isinstance(sys.stdout, TextIOWrapper):
        encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    try:
        for line in run(options):
            print(line)
        sys.stdout.flush()
    except (ArchiveError, BundleError, InputError, ReviewError) as error:
        print(f"zongjie: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return STOPPED
    return 0


def run_classify(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie classify`."""
    text = read_text(options.file)
    from zongjie.classifier import Classifier
    from zongjie.render import render_terminal

    report = Classifier(options.model).classify(text)
    if options.json:
        yield report.to_json()
    elif options.markdown:
        yield report.to_markdown().rstrip("\n")
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        yield from render_terminal(report, colour)


def run_label(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie label`."""
    from zongjie.archive.command import run_label

    return run_label(options)


def run_view(options: argparse.Namespace) -> Iterator[str]:
    """The line of `zongjie view`: where the page lies."""
    from zongjie.pages.viewing import view_file

    yield str(view_file(options.file, options.output, options.model))


def run_review(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie review`."""
    from zongjie.review.command import run_review

    return run_review(options)


def run_info(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie info`."""
    import onnxruntime

    from zongjie.backends import choose_backend
    from zongjie.bundle import HASHED, open_bundle
    from zongjie.hardware import describe_hardware

    bundle = open_bundle(options.model)
    manifest = bundle.manifest
    megabytes = sum(bundle.path(name).stat().st_size for name in HASHED) / 1e6
    sources = manifest.trained_on.get("sources", {})
    yield f"zongjie   {__version__}"
    yield f"model     {manifest.name}, {megabytes:.1f} MB, in {bundle.folder}"
    for name, chinese in zip(manifest.labels.names, manifest.labels.chinese, strict=True):
        yield f"label     {name} {chinese}"
    for source, counts in sources.items():
        yield f"trained   {source}: {counts['reports']} reports, {counts['sentences']} sentences"
    share = manifest.quantisation.get("activations", "no activation in integers")
    yield f"int8      {share}"
    backend = choose_backend()
    yield f"runs on   {backend.name}: {backend.about}; {backend.reason}"
    yield f"with      onnxruntime {onnxruntime.__version__}"
    yield f"machine   {describe_hardware()}"


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`.

    Raises:
        InputError: there is no such file, or it holds no text.
    """
    from zongjie.text.decoding import decode_text

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: can't be read: {error.strerror}") from error
    try:
        return decode_text(data)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from error

"""`python -m zongjie_train STAGE`: the whole path from reports to a bundle, or one stage of it."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from zongjie_train.config import load_config, with_reports
from zongjie_train.runs import run_path, run_stage
from zongjie_train.stages import STAGES

STOPPED = 130  # as a shell reports a process ended by Ctrl-C


def build_parser() -> argparse.ArgumentParser:
    lines = [f"  {s.name:9} {s.purpose}" for s in STAGES.values()]
    parser = argparse.ArgumentParser(
        prog="python -m zongjie_train",
        description="Train a report labeller.",
        epilog="stages:\n  all       the whole path, less what is up to date\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("stage", choices=("all", *STAGES), metavar="STAGE", help="see below")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="as seed=1")
    parser.add_argument("--config", default="configs/default.yaml", help="default: %(default)s")
    parser.add_argument("--data", help="a folder, file or glob in the place of data.reports")
    parser.add_argument("--force", action="store_true", help="also what is up to date, and afresh")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status: 0, 1 for a known error, 130 when stopped."""
    options = build_parser().parse_intermixed_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        config = load_config(options.config, options.overrides)
        if options.data:
            config = with_reports(config, options.data)
        if options.stage == "all":
            run_path(config, options.force)
        else:
            run_stage(config, options.stage, options.force)
    except Exception as error:
        if not type(error).__module__.startswith("zongjie"):
            raise  # not an error of the package's own: its traceback is what helps
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped: the same command goes on from what is finished", file=sys.stderr)
        return STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())

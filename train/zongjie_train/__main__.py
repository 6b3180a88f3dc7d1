"""`python -m zongjie_train STAGE`: the whole path from reports to a bundle, or one stage of it."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from zongjie_train.config import Config, ConfigError, load_config, with_reports
from zongjie_train.runs import run_path, run_stage
from zongjie_train.stages import STAGES

RECIPE_COMMANDS = {
    "recipe": "every run of the recipe that is not up to date, then its table",
    "table": "the table of the runs that are there",
}
STOPPED = 130  # as a shell reports a process ended by Ctrl-C


def build_parser() -> argparse.ArgumentParser:
    lines = [f"  {s.name:9} {s.purpose}" for s in STAGES.values()]
    parser = argparse.ArgumentParser(
        prog="python -m zongjie_train",
        description="Train a report labeller.",
        epilog="stages:\n  all       the whole path, less what is up to date\n"
        + "\n".join(lines)
        + "\nof a recipe (--config configs/recipe/recipe.yaml):\n"
        + "\n".join(f"  {name:9} {what}" for name, what in RECIPE_COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = ("all", *STAGES, *RECIPE_COMMANDS)
    parser.add_argument("stage", choices=commands, metavar="STAGE", help="see below")
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="as seed=1")
    parser.add_argument("--config", default="configs/default.yaml", help="default: %(default)s")
    parser.add_argument("--data", help="a folder, file or glob in the place of data.reports")
    parser.add_argument(
        "--corrections", action="append", metavar="FILE",
        help="sentences that people judged: the run's model learns them in a run of its own",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="also what is up to date, and afresh")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status: 0, 1 for a known error, 130 when stopped."""
    options = build_parser().parse_intermixed_args(arguments)
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    try:
        if options.stage in RECIPE_COMMANDS:
            compare_runs(options.config, make=options.stage == "recipe")
            return 0
        config = load_config(options.config, options.overrides)
        if options.data:
            config = with_reports(config, options.data)
        if options.corrections:
            learn_corrections(config, options)
        elif options.stage == "all":
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


def learn_corrections(config: Config, options: argparse.Namespace) -> None:
    """The whole path over corrections; no stage of it stands alone."""
    from zongjie_train.correcting import run_corrections

    if options.stage != "all":
        raise ConfigError(f"--corrections goes with the stage all, not with {options.stage}")
    run_corrections(config, options.corrections, options.overrides, options.force)


def compare_runs(path: str, make: bool) -> None:
    """Print the table of a recipe; with `make`, of all its runs."""
    from zongjie_train.evaluation.comparison import compare, format_comparison
    from zongjie_train.recipes import load_recipe, run_recipe

    recipe = load_recipe(path)
    if make:
        run_recipe(recipe)
    print(format_comparison(*compare(recipe)))


if __name__ == "__main__":
    sys.exit(main())

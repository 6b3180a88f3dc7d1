"""Stages run once for the same inputs, again for others, and go on from what a stopped run left."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zongjie_train import runs
from zongjie_train.__main__ import main
from zongjie_train.config import Config, load_config
from zongjie_train.learning import launching
from zongjie_train.learning.training import VARIANTS
from zongjie_train.runs import StageError, run_path, run_stage
from zongjie_train.stages import PATH, STAGES, TRAINED_ROWS

ROOT = Path(__file__).parents[2]


class Recorder:
    """Stages that write a file into their folder and remember that they ran."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.found: dict[str, list[str]] = {}
        self.fails: str | None = None

    def stage(self, name: str, folder: str | None) -> Callable[[Config], None]:
        def run(config: Config) -> None:
            self.ran.append(name)
            if folder:
                below = config.run_folder / folder
                self.found[name] = sorted(p.name for p in below.glob("*"))
                below.mkdir(parents=True, exist_ok=True)
                (below / "part").touch()
            if self.fails == name:
                raise KeyboardInterrupt

        return run

    def take(self) -> list[str]:
        ran, self.ran = self.ran, []
        return ran


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Recorder:
    """Recorded stages in an empty working directory that has the default configuration's files."""
    recorder = Recorder()
    for name, stage in STAGES.items():
        run = recorder.stage(name, stage.folder)
        monkeypatch.setitem(runs.STAGES, name, dataclasses.replace(stage, run=run))
    monkeypatch.chdir(tmp_path)
    config = load()
    for path in (*config.data.reports, str(config.data.splits), config.labels.rules):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("{}", encoding="utf-8")
    return recorder


def load(*overrides: str) -> Config:
    return load_config(ROOT / "configs/default.yaml", overrides)


def test_the_path_runs_each_stage_once_and_ends_on_the_sample(recorder: Recorder) -> None:
    run_path(load())
    assert recorder.take() == list(PATH)
    run_path(load())
    assert recorder.take() == ["classify"]
    run_path(load(), force=True)
    assert recorder.take() == list(PATH)


@pytest.mark.parametrize(
    ("override", "first"),
    [
        ("labels.model=majority", "labels"),
        ("training.joint_epochs=9", "train"),
        ("evaluation.rows=[majority, weak_only]", "train"),
        ("evaluation.rows=[majority]", "evaluate"),
        ("export.max_megabytes=9", "export"),
    ],
)
def test_another_setting_reruns_from_the_stage_that_reads_it(
    override: str, first: str, recorder: Recorder
) -> None:
    run_path(load())
    recorder.take()
    run_path(load(override))
    assert recorder.take() == list(PATH[PATH.index(first) :])


@pytest.mark.parametrize("path", ["data/reports.jsonl", "configs/rules/work_report.yaml"])
def test_other_data_or_rules_rerun_the_path(path: str, recorder: Recorder) -> None:
    run_path(load())
    recorder.take()
    Path(path).write_text("{ }", encoding="utf-8")
    run_path(load())
    assert recorder.take() == list(PATH)


def test_the_stage_train_knows_which_rows_it_trains_for() -> None:
    assert set(TRAINED_ROWS) == set(VARIANTS)


def test_another_base_in_the_same_folder_is_trained_from_anew(recorder: Recorder) -> None:
    Path("base").mkdir()
    for name in ("config.json", "model.safetensors"):
        Path("base", name).write_text(name, encoding="utf-8")
        run_path(load("encoder.base=base"))
        assert recorder.take()[-len(PATH) + 1 :] == list(PATH[1:])
        run_path(load("encoder.base=base"))
        assert recorder.take() == ["classify"]


def test_a_stage_alone_always_runs_and_leaves_the_others(recorder: Recorder) -> None:
    run_path(load())
    recorder.take()
    run_stage(load(), "evaluate")
    assert recorder.take() == ["evaluate"]
    run_path(load())
    assert recorder.take() == ["classify"]


def test_a_stage_whose_needs_have_not_run_names_them(recorder: Recorder) -> None:
    with pytest.raises(StageError, match="run labels first"):
        run_stage(load(), "train")
    run_stage(load(), "labels")
    with pytest.raises(StageError, match="run train first"):
        run_stage(load(), "export")
    assert recorder.take() == ["labels"]


def test_evaluation_takes_what_is_there(recorder: Recorder) -> None:
    run_stage(load(), "evaluate")
    assert recorder.take() == ["evaluate"]
    run_path(load())
    assert recorder.take() == list(PATH)


def test_a_stage_on_stale_needs_runs_and_says_so(
    recorder: Recorder, capsys: pytest.CaptureFixture
) -> None:
    run_stage(load(), "labels")
    run_stage(load("labels.model=majority"), "train")
    assert "labels was run on other data or settings" in capsys.readouterr().out
    run_path(load("labels.model=majority"))
    assert recorder.take() == ["labels", "train", *PATH]


def test_a_stopped_stage_goes_on_from_what_it_left_unless_forced_or_changed(
    recorder: Recorder,
) -> None:
    recorder.fails = "train"
    for config, force, found in (
        (load(), False, []),
        (load(), False, ["part"]),
        (load("training.joint_epochs=9"), False, []),
        (load("training.joint_epochs=9"), True, []),
    ):
        with pytest.raises(KeyboardInterrupt):
            run_path(config, force)
        assert recorder.found["train"] == found
    recorder.fails = None
    run_path(load("training.joint_epochs=9"))
    assert recorder.found["train"] == ["part"]
    run_stage(load("training.joint_epochs=9"), "train")
    assert recorder.found["train"] == []


def test_an_export_that_fails_leaves_the_last_bundle(recorder: Recorder) -> None:
    run_path(load())
    recorder.fails = "export"
    with pytest.raises(KeyboardInterrupt):
        run_path(load("export.max_megabytes=9"), force=True)
    assert recorder.found["export"] == ["part"]
    with pytest.raises(StageError, match="export has not finished"):
        run_stage(load(), "classify")


def test_the_resolved_config_stands_in_the_run_folder(recorder: Recorder) -> None:
    config = load("training.joint_epochs=9", "name=mine")
    run_stage(config, "labels")
    assert load_config("runs/mine/config.yaml") == config


def test_the_command_line_lays_overrides_and_data_over_the_config(recorder: Recorder) -> None:
    Path("mine").mkdir()
    Path("mine/a.txt").write_text("一、做法", encoding="utf-8")
    config = str(ROOT / "configs/default.yaml")
    assert (
        main(["labels", "--config", config, "--data", "mine", "seed=5", "training.joint_epochs=2"])
        == 0
    )
    resolved = load_config("runs/default-mine/config.yaml")
    assert (resolved.seed, resolved.training.joint_epochs) == (5, 2)
    assert resolved.data.reports == ("mine",)
    assert main(["all", "--config", config]) == 0
    assert recorder.take() == ["labels", *PATH]


def test_known_errors_are_one_line_and_bugs_keep_their_traceback(
    recorder: Recorder, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = str(ROOT / "configs/default.yaml")
    assert main(["labels", "--config", config, "sead=5"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and error.count("\n") == 1
    assert main(["labels", "--config", config, "--data", "nowhere"]) == 1
    broken = dataclasses.replace(runs.STAGES["labels"], run=lambda config: int("x"))
    monkeypatch.setitem(runs.STAGES, "labels", broken)
    with pytest.raises(ValueError, match="invalid literal"):
        main(["labels", "--config", config])


def test_a_stop_by_the_user_exits_as_shells_expect(recorder: Recorder) -> None:
    recorder.fails = "labels"
    assert main(["labels", "--config", str(ROOT / "configs/default.yaml")]) == 130


def test_several_cards_train_in_as_many_processes(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder, tmp_path: Path
) -> None:
    commands = []

    def call(command: list[str], check: bool) -> object:
        commands.append(command)
        return type("Done", (), {"returncode": len(commands) - 1})

    monkeypatch.setattr(launching, "count_cards", lambda: 3)
    monkeypatch.setattr(launching.subprocess, "run", call)
    launching.launch_training(load())
    command = commands[0]
    assert command[:3] == [sys.executable, "-m", "accelerate.commands.launch"]
    assert command[command.index("--num_processes") + 1] == "3"
    assert command[-1] == os.path.join("runs", "default", "config.yaml")
    with pytest.raises(launching.LaunchError, match="on 3 cards ended with status 1"):
        launching.launch_training(load())


def test_one_card_or_none_trains_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []
    monkeypatch.setattr(launching, "count_cards", lambda: 1)
    monkeypatch.setattr(launching, "train", trained.append)
    config = load()
    launching.launch_training(config)
    assert trained == [config]
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(launching.LaunchError, match="without accelerate"):
        launching.launch_training(config)

"""Configurations load strictly, and what can't be used is named with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from zongjie_train.config import ConfigError, load_config, save_config, with_reports

CONFIGS = Path(__file__).parents[2] / "configs"
DEFAULT = CONFIGS / "default.yaml"


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_config_loads_and_bears_the_name_of_its_file(path: Path) -> None:
    assert load_config(path).name == path.stem


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_saved_config_loads_to_an_equal_one(path: Path, tmp_path: Path) -> None:
    config = load_config(path)
    save_config(config, tmp_path / "below" / "saved.yaml")
    assert load_config(tmp_path / "below" / "saved.yaml") == config


def test_overrides_are_laid_over_the_file_in_order() -> None:
    overrides = ["training.joint_epochs=7", "encoder.base=some/folder", "training.joint_epochs=8"]
    config = load_config(DEFAULT, [*overrides, "encoder.pooled_layers=[2, -1]"])
    assert config.training.joint_epochs == 8
    assert config.encoder.base == "some/folder"
    assert config.encoder.pooled_layers == (2, -1)


def test_whole_numbers_serve_as_floats_but_no_other_type_as_another() -> None:
    rate = load_config(DEFAULT, ["training.weight_decay=0"]).training.weight_decay
    assert (rate, type(rate)) == (0.0, float)
    assert load_config(DEFAULT, ["training.encoder_learning_rate=3e-5"])


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seeds=2", "unknown key seeds (value 2 (int)); did you mean 'seed'?"),
        ("training.joint_epochs=2.5", "training.joint_epochs is 2.5 (float), but must be int"),
        ("training.joint_epochs=true", "training.joint_epochs is True (bool), but must be int"),
        ("seed=null", "seed is null, but must be int"),
        ("labels.targets=weka", "must be one of 'both', 'weak', 'gold'; did you mean 'weak'?"),
        ("data.reports=a.txt", "data.reports is 'a.txt' (str), but must be list of str"),
        ("data.gold=[{path: a}]", "data.gold[0].split is missing"),
        ("data.gold=[{path: a, split: dev, wait: 1}]", "data.gold[0].wait"),
        ("data.gold=[{path: a, split: dev, weight: -1}]", "data.gold[0].weight is -1.0"),
        ("training=3", "training is 3 (int), but must be mapping"),
        ("name=a/b", "name is 'a/b'"),
        ("seed", "must be key=value"),
        ("seed=[1", "not YAML"),
    ],
)
def test_what_an_override_gets_wrong_is_named(override: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(DEFAULT, [override])
    assert message in str(error.value)


def test_an_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: {DEFAULT}\nnetwrok: {{}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.yaml: unknown key netwrok .* 'network'"):
        load_config(path)


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.yaml: seed is missing"):
        load_config(path)


def test_a_key_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nseed: 1\nname: yours\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"mine\.yaml:3: 'name' stands twice"):
        load_config(path)


def test_files_that_extend_each_other_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="extends itself"):
        load_config(tmp_path / "a.yaml")


@pytest.mark.parametrize("content", [b"", b"- a\n", b"\xff\xfe", b"a: [1"])
def test_what_is_no_mapping_in_yaml_is_an_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"mine\.yaml"):
        load_config(path)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml: can't be read"):
        load_config("nowhere.yaml")


def test_other_reports_leave_the_run_of_the_configured_ones_alone() -> None:
    config = load_config(DEFAULT)
    other = with_reports(config, "archive/我的 报告")
    assert other.data.reports == ("archive/我的 报告",)
    assert other.data.splits is None
    assert other.run_folder == Path("runs/default-我的-报告")
    assert config.run_folder == Path("runs/default")

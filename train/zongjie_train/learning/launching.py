"""Training on what the machine has: in this process, or by `accelerate launch` in one a card."""

from __future__ import annotations

import os
import subprocess
import sys

from zongjie_train.config import Config, load_config


class LaunchError(ValueError):
    """Training can't be started, or a process of it failed; the message names the cure."""


def launch_training(config: Config) -> None:
    """Train; with several GPUs, on all of them.

    The processes read the configuration from `config.yaml` in the run folder.

    Raises:
        LaunchError: it was itself launched as one process of several, or one of its own failed.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise LaunchError("start it without accelerate or torchrun: it launches its own processes")
    n_cards = count_cards()
    if n_cards <= 1:
        train(config)
        return
    command = launch_command(n_cards, str(config.run_folder / "config.yaml"))
    status = subprocess.run(command, check=False).returncode
    if status:
        raise LaunchError(
            f"training on {n_cards} cards ended with status {status}; the cause stands above "
            "(CUDA_VISIBLE_DEVICES=0 trains on one card)"
        )


def count_cards() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def launch_command(n_cards: int, config_path: str) -> list[str]:
    """The command that trains in `n_cards` processes of this Python.

    >>> launch_command(4, "c.yaml")[-3:]
    ['-m', 'zongjie_train.learning.launching', 'c.yaml']
    """
    launcher = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu"]
    sizes = ["--num_machines", "1", "--num_processes", str(n_cards)]
    settings = ["--mixed_precision", "no", "--dynamo_backend", "no"]
    return [*launcher, *sizes, *settings, "-m", "zongjie_train.learning.launching", config_path]


def train(config: Config) -> None:
    from zongjie_train.learning.training import run_training

    run_training(config)


if __name__ == "__main__":
    train(load_config(sys.argv[1]))

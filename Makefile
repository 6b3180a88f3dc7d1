# `make` prints the targets. Variables: CONFIG, DATA, CORRECTIONS, SET, FORCE, PYTHON, TORCH.
CONFIG ?= configs/default.yaml
DATA ?=
CORRECTIONS ?=
SET ?=
FORCE ?=
PYTHON ?= python3
TORCH ?= torch==2.13.0

BIN = .venv/bin
RUN = $(BIN)/python -m zongjie_train
BUNDLE = runs/$(basename $(notdir $(CONFIG)))/bundle
OPTIONS = --config "$(CONFIG)" $(if $(DATA),--data "$(DATA)") $(if $(FORCE),--force) $(SET)

.PHONY: help train labels adapt evaluate export bench bench-archive ship recipe table pictures test format clean

help:  ## print the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16
	@echo 'variables: CONFIG=configs/macbert.yaml DATA=folder CORRECTIONS=queue.xlsx SET="training.joint_epochs=2 seed=1" FORCE=1'

train: .venv/train  ## the whole path: labels, train, evaluate, export, classify; skips what is up to date
	$(RUN) all $(OPTIONS) $(foreach file,$(CORRECTIONS),--corrections "$(file)")

labels: .venv/train  ## weak labels alone, by the rules of the configuration
	$(RUN) $@ $(OPTIONS)

adapt: .venv/train  ## the encoder goes on learning from unlabelled texts (configs/recipe/adapted.yaml)
	$(RUN) $@ $(OPTIONS)

evaluate: .venv/train  ## scores of the model and the bundle beside baselines, on distorted copies too
	$(RUN) $@ $(OPTIONS)

export: .venv/train  ## the bundle: int8 ONNX, tokenizer, manifest, card
	$(RUN) $@ $(OPTIONS)

bench: .venv/train  ## how fast the bundle labels, on this machine
	$(RUN) $@ $(OPTIONS)

bench-archive: .venv/train  ## label an archive of FILES=2000 invented files, kill it, resume, compare
	$(BIN)/python -m zongjie_train.benching.archives --files $(or $(FILES),2000)

ship: .venv/train  ## put the bundle of CONFIG's run into the package, and renew its golden outputs
	@test -f "$(BUNDLE)/manifest.json" || { echo 'no bundle in $(BUNDLE): make train CONFIG="$(CONFIG)" first' >&2; exit 1; }
	rm -rf inference/zongjie/model && cp -r "$(BUNDLE)" inference/zongjie/model
	$(BIN)/python tests/inference/test_shipped.py

recipe: .venv/train  ## every run behind the shipped bundle, and the table that compares them
	$(RUN) $@ --config configs/recipe/recipe.yaml

table: .venv/train  ## the same table of the runs that are there
	$(RUN) $@ --config configs/recipe/recipe.yaml

pictures: .venv/dev  ## pictures of the pages for the README, in data/pictures; needs Chromium and CJK fonts
	$(BIN)/python tests/pictures.py

test: .venv/dev  ## lint, types, tests
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/pytest

format: .venv/dev  ## sort imports and lay out the code
	$(BIN)/ruff check --fix && $(BIN)/ruff format

clean:  ## remove the environment; runs/ stays
	rm -rf .venv build

.venv/made:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 10) and f"zongjie needs Python 3.10 or newer, but $(PYTHON) is {v[0]}.{v[1]}: name another, as make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { echo "no venv: install your system's package for it (python3-venv), or name another PYTHON=" >&2; exit 1; }
	touch $@

.venv/train: .venv/made pyproject.toml
	$(BIN)/pip install "$(TORCH)"
	$(BIN)/pip install -e ".[train]"
	touch $@

.venv/dev: .venv/train
	$(BIN)/pip install -e ".[dev]"
	touch $@

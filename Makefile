# The one door. Each target does its own set-up; a second run finds it done.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Rasa tells its makers about every run unless told not to; TensorFlow talks on import.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export TF_ENABLE_ONEDNN_OPTS := 0
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export HINT3_DIR ?= ../shared/benchmarks/hint3
unexport VIRTUAL_ENV

UV := $(shell command -v uv 2>/dev/null || echo var/uv/bin/uv)
APP := .venv/bin/python
BOT := bot/.venv/bin/python
APP_READY := .venv/.ready
BOT_READY := bot/.venv/.ready
# What checks the widget comes from npm; without npm those checks are skipped and say so.
WEB_READY := $(if $(shell command -v npm 2>/dev/null),web/node_modules/.ready)

.PHONY: help setup up chat leads fhir purge rotate-keys train test check lint format screenshots evaluate authors tune bench docs

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: $(APP_READY) $(BOT_READY) ## install both environments

up: setup ## set up what is missing, train if the data changed, start everything
	@$(APP) -m tools.up

chat: $(APP_READY) ## talk to the running assistant in this terminal
	@$(APP) -m tools.chat $(ARGS)

leads: $(APP_READY) ## list the booking requests (ARGS="--csv leads.csv", --dead, "--revive ID")
	@$(APP) -m tools.leads $(ARGS)

fhir: $(APP_READY) ## print the pre-screen as FHIR (ARGS=REFERENCE: somebody's answers)
	@$(APP) -m tools.fhir_export $(ARGS)

purge: $(APP_READY) ## delete what is kept no longer (ARGS="--erase REFERENCE": one person's data)
	@$(APP) -m tools.purge $(ARGS)

rotate-keys: $(APP_READY) ## encrypt everything with a new key; interrupted, run it again
	@$(APP) -m tools.rotate_keys $(ARGS)

train: setup ## train the assistant if its data changed (ARGS=--force: always)
	@$(APP) -m tools.train $(ARGS)

check: setup $(WEB_READY) ## the quick part of the tests: style, types, data, unit tests
	@$(APP) -m tools.checks quick

test: setup $(WEB_READY) ## every test; ends in one summary
	@$(APP) -m tools.checks all

lint: setup $(WEB_READY) ## style and types only
	@$(APP) -m tools.checks lint

format: $(APP_READY) ## put the code into one style
	@$(APP) -m ruff format . && $(APP) -m ruff check --fix .

screenshots: train $(WEB_READY) ## take pictures of the website and the chat; writes docs/screenshots/
	@$(APP) -m pytest -q tests/browser/pictures.py

evaluate: train ## measure the understanding; writes docs/evaluation/
	@$(BOT) -m bench.evaluate $(ARGS)

authors: $(BOT_READY) ## leave each author of data/authors/ out in turn; writes docs/evaluation/authors.md (ten minutes)
	@$(BOT) -m bench.authors

tune: $(BOT_READY) ## teach the encoder to hear danger, when many messages of danger changed (a quarter of an hour)
	@$(BOT) -m bench.tune

bench: train ## 200 visitors at once: how quick, how many, nothing lost (ARGS="--visitors 50")
	@$(APP) -m bench.load $(ARGS)

docs: $(APP_READY) ## write docs/clinical-content.md anew from the data
	@$(APP) -m tools.clinical_content

$(APP_READY): pyproject.toml uv.lock $(if $(findstring var/,$(UV)),var/uv/bin/uv)
	@echo "Installing the app environment (about a minute the first time) ..."
	@$(UV) sync --frozen --quiet --python ">=3.11,<3.14" || { echo "Python 3.11, 3.12 or 3.13 is needed and could not be used; see the line above."; exit 1; }
	@touch $@

$(BOT_READY): bot/pyproject.toml bot/uv.lock $(if $(findstring var/,$(UV)),var/uv/bin/uv)
	@$(UV) python find --quiet 3.10 >/dev/null 2>&1 || { echo "Python 3.10 is missing, and Rasa 3.6 runs on no newer one. Install it (for example: pyenv install 3.10) and run make again."; exit 1; }
	@echo "Installing the Rasa environment (one or two minutes the first time) ..."
	@cd bot && $(abspath $(UV)) sync --frozen --quiet --python 3.10
	@echo "Checking the model weights ..."
	@$(BOT) -c "from bot.minilm import model_directory, verify_weights; verify_weights(model_directory() / 'model.safetensors')"
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	@echo "Installing what checks the widget ..."
	@npm ci --prefix web --no-audit --no-fund --silent
	@touch $@

var/uv/bin/uv:
	@echo "uv is not installed; putting it into var/uv ..."
	@python3 -m venv var/uv && var/uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.9"

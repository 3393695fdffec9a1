# Two commands are enough: `make demo` and `make test`. They need only Python 3.11+ and make.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .venv-uv/bin/uv)
BIN := .venv/bin

.PHONY: help setup demo serve test lint types format lock clean

help:            ## this list
	@sed -n 's/^\([a-z]*\):.*##/\1\t/p' $(MAKEFILE_LIST)

setup: .venv/.ready  ## make .venv from requirements.lock and install hoptac in it

.venv-uv/bin/uv:
	@echo "No uv on PATH: getting one into .venv-uv ..."
	@$(PYTHON) -m venv .venv-uv
	@.venv-uv/bin/pip install --quiet --disable-pip-version-check uv

ifeq ($(UV),.venv-uv/bin/uv)
NEEDS_UV := .venv-uv/bin/uv
endif

.venv/.ready: requirements.lock pyproject.toml | $(NEEDS_UV)
	@echo "Installing the locked packages into .venv ..."
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --editable .
	@touch $@

demo: setup      ## the whole product on a small newsroom served from this machine
	@$(BIN)/hoptac demo

serve: setup     ## Prefect's server, the deployments with their schedules, and a worker, on this machine
	@$(BIN)/hoptac serve

test: setup      ## the test suite
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: setup      ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup    ## let ruff put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(NEEDS_UV)  ## compile requirements.lock anew from pyproject.toml
	@$(UV) pip compile --quiet --universal --generate-hashes --group dev --no-emit-index-url --no-header \
	  --python-version 3.11 --custom-compile-command "make lock" pyproject.toml --output-file requirements.lock

clean:           ## remove what make made
	rm -rf .venv .venv-uv .mypy_cache .pytest_cache .ruff_cache .hypothesis demo-data dist build

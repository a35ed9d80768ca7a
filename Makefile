# `make` alone lists what one can do here. Windows without make: see README.md.

VENV := .venv
BIN := $(VENV)/bin
# A Python of one's own choice comes first: make briefing PYTHON=/path/to/python
PYTHONS := $(PYTHON) python3.13 python3.12 python3.11 python3
USABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
# Compiled modules are kept: without them each process of a batch, or of the tests, compiles the library anew.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip --disable-pip-version-check install

.DEFAULT_GOAL := help
.PHONY: help briefing test lab docs lint audit benchmark environment example release-check install clean

help:  ## list what one can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

briefing: install  ## clean the example ledgers and write a briefing for each of the 17 areas
	$(BIN)/safetystats demo --out reports

test: install  ## run the whole test suite, a file at a time on each core
	$(BIN)/python -m pytest -n auto --dist loadfile

lab: install  ## open JupyterLab on the notebooks, the one to explore by hand first
	$(BIN)/safetystats explore

docs: $(VENV)/.documented  ## build the documentation into site/
	$(BIN)/mkdocs build --strict --quiet
	@echo site/index.html

lint: install  ## check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

audit: install  ## look for known vulnerabilities of the packages, where advisories can be reached
	.ci/audit

benchmark: install  ## measure what a batch of briefings costs, beside papermill's ways (ten minutes)
	$(BIN)/python benchmarks/batch.py

environment: install  ## write environment.yml anew from pyproject.toml and requirements.txt
	$(BIN)/python .ci/make_environment.py

example: install  ## make the example ledgers in data/raw anew (same seed, same files)
	$(BIN)/python data/make_example.py

release-check: install  ## build sdist and wheel, and run the demo from the wheel in an empty environment
	$(PIP) -c requirements.txt build
	.ci/release-check

install: $(VENV)/.installed  ## make the virtual environment with the pinned packages

clean:  ## remove what was built: ledgers, reports, documentation and caches; the virtual environment stays
	rm -rf data/ledger site .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
	find reports -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +

# Stamps: each step runs again only when what it depends on has changed. A .venv that works is kept.
$(VENV)/.made:
	@if $(BIN)/python -c "import pip; $(USABLE)" 2>/dev/null; then touch $@; exit; fi; \
	for python in $(PYTHONS); do \
	  if "$$python" -c "$(USABLE)" 2>/dev/null; then \
	    echo "making $(VENV) with $$("$$python" --version) ($$python)"; \
	    "$$python" -m venv --clear $(VENV) && touch $@; exit; \
	  fi; \
	done; \
	echo "Needs Python 3.11, 3.12 or 3.13 with venv; found none of: $(PYTHONS)." >&2; \
	echo "Install one (on Debian or Ubuntu also python3-venv), or name it: make briefing PYTHON=/path/to/python" >&2; \
	exit 1

$(VENV)/.pinned: requirements.txt $(VENV)/.made
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.pinned
	$(PIP) --no-deps -e .
	@touch $@

# What builds the documentation is asked for by `make docs` alone.
$(VENV)/.documented: $(VENV)/.installed
	$(PIP) -c requirements.txt -e ".[docs]"
	@touch $@

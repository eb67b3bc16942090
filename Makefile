# The commands of a checkout. `make demo` and `make test` set up everything they need below .venv and var.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
# Workers of pytest: one a core, each with a PostgreSQL of its own. `make test PARALLEL=` runs the tests one after another.
PARALLEL ?= -n logical --maxprocesses 4 --dist worksteal
# Invented cases are the same in each run of `make test`; those of `make search` are many and random.
HYPOTHESIS_PROFILE ?= ci

.PHONY: setup demo test search lint types score bench clean

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: setup
	@$(BIN)/python -m tests.fair.demo

test: lint types
	@echo "pytest (SQLite, and a PostgreSQL that the tests start) ..."
	@HYPOTHESIS_PROFILE=$(HYPOTHESIS_PROFILE) $(BIN)/python -m pytest $(PARALLEL)

search: setup
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest $(PARALLEL) -m hypothesis

lint: setup
	@echo "ruff ..."
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup
	@echo "mypy --strict ..."
	@$(BIN)/mypy

# Runs the scorers of the labelled samples on what is built so far; needs $(SHARED).
score: setup
	@SHARED=$(SHARED) bash benchmarks/score.sh

clean:
	rm -rf $(VENV) var/* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

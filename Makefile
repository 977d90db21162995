# `make` runs all checks. .venv is made when it is missing, and again when pyproject.toml or the version
# changed.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := check
.PHONY: check format lint types contracts test thorough mutants pages fresh processes demo rule fix
.PHONY: bench build clean compat

check: format lint types contracts test fresh processes

.venv/.installed: pyproject.toml src/crackmap/__init__.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

format: .venv/.installed
	$(BIN)/ruff format --check

lint: .venv/.installed
	$(BIN)/ruff check

types: .venv/.installed
	$(BIN)/mypy

contracts: .venv/.installed
	$(BIN)/lint-imports

test: .venv/.installed
	$(BIN)/python -m pytest

# Property tests and random processes with many more examples; for a night, and no part of CI.
thorough: .venv/.installed
	CRACKMAP_THOROUGH=1 $(BIN)/python -m pytest

# On every supported Python that is here, with the oldest and the newest dependencies; for a night, and no
# part of CI. make compat TESTS=tests/test_fixing.py
compat: .venv/.installed
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python tests/compat.py $(TESTS)

# Do the tests notice a wrong condition? Writes docs/mutants.md in some 20 minutes; no part of CI.
mutants: .venv/.installed
	$(BIN)/python tests/mutants.py

# The pages that are made from the code, and so is the output of the examples.
pages: .venv/.installed
	$(BIN)/python docs/make_pages.py

fresh: .venv/.installed
	$(BIN)/python docs/make_pages.py --check

# Our own processes, which people start from, show no crack.
processes: .venv/.installed
	$(BIN)/crackmap lint --fail-on note processes

demo: .venv/.installed
	$(BIN)/crackmap analyze examples/lead-to-cash/process.yaml

# A new rule with its page: make rule NAME=late-invoice GROUP=time
rule: .venv/.installed
	$(BIN)/python docs/make_rule.py "$(NAME)" "$(GROUP)"

fix: .venv/.installed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.installed
	$(BIN)/python benchmarks/run.py

build: .venv/.installed
	$(BIN)/python -m pip install --quiet build
	$(BIN)/python -m build

clean:
	rm -rf .venv .compat build dist benchmarks/.peers .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

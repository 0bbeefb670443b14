# Two commands for newcomers: make demo, make test. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
DEMO := out/demo

.PHONY: setup demo test fast lint types layers domain slow bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: setup  ## the whole job on the invented municipality of Älvlunda
	KOMPASS_DATA_DIR=$(DEMO)/data $(BIN)/kompass demo --out $(DEMO)

test: lint types layers domain fast slow  ## everything that must hold before a change lands

lint: setup
	$(BIN)/ruff check -q assistant ingest tests tools
	$(BIN)/ruff format -q --check assistant ingest tests

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-logo

domain: setup  # every branch of the pure core
	$(BIN)/pytest -q tests/assistant/domain tests/assistant/catalog --cov=assistant.domain --cov-branch \
		--cov-fail-under=100 --cov-report=

fast: setup
	$(BIN)/pytest -q -m "not slow"

slow: setup
	$(BIN)/pytest -q -m slow

bench: setup  ## speed and reliability figures; installs what the comparison needs
	$(BIN)/pip install --quiet -c constraints.txt -e '.[bench]'
	$(BIN)/python bench/intake.py eval_sets/alvlunda/files --copies 12 --recipe
	$(BIN)/python bench/intake.py $(or $(PDFS),eval_sets/alvlunda/files) --copies 6 --pypdf
	$(BIN)/python bench/scale.py
	$(BIN)/python bench/kill.py --kills 50
	PYTHONPATH=. $(BIN)/python bench/search.py

clean:
	rm -rf $(VENV) out data .pytest_cache .mypy_cache .ruff_cache

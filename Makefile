# Two commands for newcomers: make demo, make test. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
DEMO := out/demo
# As many processes as the machine has processors, four at most; PROCESSES=0 runs all in one.
PROCESSES ?= auto
PYTEST := $(BIN)/pytest -q -n $(PROCESSES) --maxprocesses 4 --dist worksteal

.PHONY: setup browser demo test fast lint types layers domain slow bench clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: setup  ## the whole job on the invented municipality of Älvlunda
	KOMPASS_DATA_DIR=$(DEMO)/data $(BIN)/kompass demo --out $(DEMO)

# In the order in which a fault is found soonest.
test: lint types layers domain fast slow  ## everything that must hold before a change lands

lint: setup
	$(BIN)/ruff check -q assistant ingest tests tools
	$(BIN)/ruff format -q --check assistant ingest tests

types: setup
	$(BIN)/mypy

layers: setup
	$(BIN)/lint-imports --no-logo

CORE := tests/assistant/domain tests/assistant/catalog

domain: setup  ## every branch of the pure core
	$(PYTEST) -m "not slow" $(CORE) --cov=assistant.domain --cov-branch --cov-fail-under=100 --cov-report=

fast: domain  ## what "domain" has not tried already
	$(PYTEST) -m "not slow" $(CORE:%=--ignore=%)

# Pages are tested in Debian's Chromium. It is a package of the system: only root can install it.
browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && { \
		apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 || { apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends chromium >/dev/null; }; }; } || \
		echo "chromium is missing, so pages are not tested in a browser: apt-get install chromium"

slow: setup browser
	$(PYTEST) -m slow

bench: setup  ## speed and reliability figures; installs what the comparison needs
	$(BIN)/pip install --quiet -c constraints.txt -e '.[bench]'
	$(BIN)/python bench/intake.py eval_sets/alvlunda/files --copies 12 --recipe
	$(BIN)/python bench/intake.py $(or $(PDFS),eval_sets/alvlunda/files) --copies 6 --pypdf
	$(BIN)/python bench/scale.py
	$(BIN)/python bench/kill.py --kills 50
	PYTHONPATH=. $(BIN)/python bench/search.py

clean:
	rm -rf $(VENV) out data .pytest_cache .mypy_cache .ruff_cache

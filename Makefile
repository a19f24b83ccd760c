# A newcomer needs two of these: `make lab` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
EXTRAS := lab,grade,dev
UV := $(shell command -v uv 2>/dev/null)
WORKERS ?= 2

.PHONY: help setup lab test check format course mutants messages bench lock clean

help:
	@echo "make lab     set up, then open JupyterLab on the course"
	@echo "make test    set up, then run every check and test"
	@echo "make setup   set up only (.venv)"
	@echo "make check   formatting, lint, types, layers, spelling"
	@echo "make course  build notebooks, exercises and solutions from lessons/"
	@echo "make mutants print what each known mistake in an exercise earns"
	@echo "make messages collect what learners read, for translators"
	@echo "make bench   print and store the performance figures"
	@echo "make lock    pin the newest versions that work together"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "k8slab needs Python 3.11 or newer; found $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
ifneq ($(UV),)
	UV_PYTHON_DOWNLOADS=never $(UV) venv --quiet --clear --python "$$(command -v $(PYTHON))" $(VENV)
	$(UV) pip install --quiet --python $(BIN)/python --constraints constraints.txt --editable ".[$(EXTRAS)]"
else
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "This Python has no ensurepip. On Debian: apt-get install python3-venv (or install uv)."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[$(EXTRAS)]"
endif
	@touch $@

lab: setup
	$(BIN)/k8slab lab

test: setup check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: setup
	$(BIN)/ruff format --check k8slab tests tools benchmarks lessons nbgrader_config.py
	$(BIN)/ruff check k8slab tests tools benchmarks lessons nbgrader_config.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

format: setup
	$(BIN)/ruff format k8slab tests tools benchmarks lessons nbgrader_config.py
	$(BIN)/ruff check --fix k8slab tests tools benchmarks lessons nbgrader_config.py

course: setup
	$(BIN)/python -m k8slab.course build

mutants: setup
	$(BIN)/python -m tools.mutants

messages: setup
	$(BIN)/python -m tools.messages

bench: setup
	$(BIN)/python benchmarks/run.py

lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--no-header --no-annotate --no-emit-index-url --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

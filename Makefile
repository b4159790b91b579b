# The commands of this project. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BENCH := .venv-bench
FUZZ := .venv-fuzz
BIN := $(VENV)/bin
PIPFLAGS := --disable-pip-version-check --no-input --quiet
PIP := $(BIN)/python -m pip $(PIPFLAGS)
# Only wheels, only with a hash from the lock file; then the package itself, with the build tool from that lock.
INSTALL = $(PIP) install --require-hashes --only-binary :all: -r
LINK = $(PIP) install --no-deps --no-build-isolation -e .
export NO_MKDOCS_2_WARNING := 1

.PHONY: help site test serve lint format lock bench fuzz clean
.DEFAULT_GOAL := help

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

site: $(VENV)/.site ## Build the site into site/ and run every check that needs no network
	@$(BIN)/consentbook build

test: $(VENV)/.dev ## Install what the tests need, a browser and nginx included, and run all tests
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python tests/editions/hosting/install.py
	@$(BIN)/python -m pytest $(CORES)
# A file's tests stay in one process, as they share servers; files go out in their order, so that the browser's are last.
CORES = --numprocesses auto --dist loadfile --no-loadscope-reorder

serve: $(VENV)/.site ## Preview the site and rebuild it when a file is saved
	@$(BIN)/python -m mkdocs serve

lint: $(VENV)/.dev ## Check code, types, Markdown, spelling and workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/rumdl check --quiet .
	@$(BIN)/typos
	@$(BIN)/zizmor --offline --quiet --strict-collection .github

format: $(VENV)/.dev ## Mend what can be mended by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/rumdl fmt --quiet .

lock: $(VENV)/.dev ## Write the lock files anew, with the newest releases that pyproject.toml allows
	@$(BIN)/uv pip compile $(LOCK) -o requirements/site.txt pyproject.toml requirements/build.in
	@$(BIN)/uv pip compile $(LOCK) --group dev -c requirements/site.txt -o requirements/dev.txt pyproject.toml requirements/build.in
	@$(BIN)/uv pip compile $(LOCK) --group audit -o requirements/audit.txt
	@$(BIN)/uv pip compile $(LOCK) --group fuzz -o requirements/fuzz.txt
	@$(BIN)/uv pip compile $(LOCK) --group bench -o requirements/bench.txt
LOCK = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

bench: $(VENV)/.site $(BENCH)/.tools ## Measure link checking beside other tools (BENCH_FLAGS="--quick" for a short one)
	@$(BIN)/python -m bench $(BENCH_FLAGS)

fuzz: $(FUZZ)/.tools ## Try to make the readers fall over, for FUZZ_SECONDS=600; what did it is kept in fuzz-findings/
	@PYTHONPATH=$(FUZZ) $(BIN)/python -m tests.fuzz.long --seconds $(FUZZ_SECONDS)
FUZZ_SECONDS = 600

clean: ## Remove everything that these commands made
	rm -rf $(VENV) $(BENCH) $(FUZZ) site .site-* .cache .pytest_cache .mypy_cache .ruff_cache .rumdl_cache .hypothesis test-results

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make: Python 3.11 or newer is needed, %s is %s. Name another: make PYTHON=python3.12 ..." % (sys.executable, sys.version.split()[0]))'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.site: $(BIN)/python requirements/site.txt pyproject.toml
	@echo "Installing into $(VENV), once."
	@$(INSTALL) requirements/site.txt
	@$(LINK)
	@touch $@

$(VENV)/.dev: $(VENV)/.site requirements/dev.txt
	@echo "Installing what the tests need, once."
	@$(INSTALL) requirements/dev.txt
	@touch $@

# A tool that cannot be installed is left out of the table, and the bench says so.
$(BENCH)/.tools: requirements/bench.txt bench/package-lock.json
	@echo "Installing what is measured beside us, once."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip $(PIPFLAGS) install --require-hashes --only-binary :all: -r requirements/bench.txt || echo "The Python tools cannot be installed."
	@mkdir -p $(BENCH)/node && cp bench/package.json bench/package-lock.json $(BENCH)/node
	@npm --prefix $(BENCH)/node ci --silent --ignore-scripts || echo "linkinator cannot be installed."
	@touch $@

# Where there is no wheel of atheris, the input is made by Hypothesis, which the tests have.
$(FUZZ)/.tools: $(VENV)/.dev requirements/fuzz.txt
	@mkdir -p $(FUZZ)
	@$(INSTALL) requirements/fuzz.txt --target $(FUZZ) --upgrade || echo "atheris cannot be installed here."
	@touch $@

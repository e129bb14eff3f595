# Everything people, CI and hooks do. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv/bin
PY := $(VENV)/python
# The environment's own Python once it is there, else the first one that is new enough.
PYTHON ?= $(shell if [ -x $(PY) ]; then echo $(PY); else \
	for name in python3.11 python3.12 python3.13 python3.14 python3; do \
		$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& echo $$name && break; done; fi)

# Files of tests in two processes: each starts servers of its own, and half of the
# time goes by in waiting. The browser tests go apart: their event loop stays in the
# process that ran one.
TWO_AT_ONCE := -n 2 --dist loadfile

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: prepare
prepare:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed, and none was found on the PATH." >&2; \
		echo "On Debian and Ubuntu: sudo apt-get install python3.11 python3.11-venv" >&2; \
		echo "Or name one: make run PYTHON=/path/to/python3.11" >&2; \
		exit 1; \
	fi
	@$(PYTHON) tools/prepare.py

.PHONY: prepare-dev
prepare-dev: prepare
	@$(PY) tools/prepare.py dev

.PHONY: run
run: prepare ## Start with a sample workspace: make run [PORT=8123]
	@exec $(PY) -m inbox_app run $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST))

.PHONY: build
build: prepare ## Build the front end when its sources changed
	@$(PY) -m inbox_app.front_end

.PHONY: provision
provision: prepare-dev
	@$(PY) -m tests.provision

.PHONY: test
test: provision build ## Install what the tests need and run them all: make test [ARGS="-k word"]
	@status=0; for part in --ignore=tests/e2e tests/e2e; do \
		$(PY) -m pytest $(TWO_AT_ONCE) $$part $(ARGS) || { \
			code=$$?; [ $$code -eq 5 ] || status=$$code; }; \
	done; exit $$status

.PHONY: test-fast
test-fast: prepare-dev ## Run the tests without the browser ones
	@$(PY) -m pytest $(TWO_AT_ONCE) --ignore=tests/e2e $(ARGS)

.PHONY: test-e2e
test-e2e: provision build ## Run the browser tests
	@$(PY) -m pytest $(TWO_AT_ONCE) tests/e2e $(ARGS)

.PHONY: lint
lint: prepare-dev ## Check style and format
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

.PHONY: format
format: prepare-dev ## Repair style and format
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

.PHONY: types
types: prepare-dev ## Check types
	@PATH="$(CURDIR)/$(VENV):$$PATH" PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(VENV)/pyright

.PHONY: imports
imports: prepare-dev ## Check that imports point down only
	@$(VENV)/lint-imports --no-cache

.PHONY: migrate
migrate: prepare ## Bring the database to the newest schema
	@$(VENV)/alembic upgrade head

.PHONY: revision
revision: prepare ## Write a migration from the models: make revision NAME="Add labels"
	@test -n "$(NAME)" || { echo 'Name it: make revision NAME="Add labels"' >&2; exit 1; }
	@$(VENV)/alembic revision --autogenerate -m "$(NAME)"

.PHONY: check-migrations
check-migrations: prepare ## Check that migrations apply from empty and match the models
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	export INBOX_DATA_DIR="$$folder"; \
	$(VENV)/alembic upgrade head && $(VENV)/alembic check && \
	$(VENV)/alembic downgrade base && $(VENV)/alembic upgrade head

.PHONY: bench
bench: provision build ## Measure against the raw limits of this machine
	@$(PY) -m benchmarks $(ARGS)

.PHONY: docs-check
docs-check: prepare-dev ## Check that the documents name everything and link nowhere wrong
	@$(PY) -m pytest -q tests/test_docs.py

.PHONY: lock
lock: prepare-dev ## Write constraints.txt from what is installed
	@{ head -2 constraints.txt; $(PY) -m pip freeze --exclude pip --exclude setuptools; } \
		> constraints.new && mv constraints.new constraints.txt

.PHONY: ci
ci: lint types imports check-migrations ## Everything that must pass before a merge
	@$(MAKE) test || $(MAKE) try-again

# On a busy machine a browser may be too slow once. What fails alone as well is broken.
.PHONY: try-again
try-again:
	@echo "Some tests failed. They run once more, one at a time:"
	@$(PY) -m pytest --last-failed --last-failed-no-failures none

.PHONY: clean
clean: ## Remove what was built and installed; data/ stays
	rm -rf .venv .web .build .states .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

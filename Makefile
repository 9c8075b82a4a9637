# The commands of the headache diary. `make` alone lists them.
#
# One virtual environment, .venv. What it holds is remembered by empty files in .venv/.stamps whose names carry the
# Python version, the place of this folder and the checksum of the locks: nothing changed, nothing to do.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

BIN := .venv/bin
STAMPS := .venv/.stamps
WORKERS ?= 2
BROWSERS := chromium fonts-dejavu-core firefox-esr webkit2gtk-driver xvfb
LOCKS := requirements.lock requirements-build.lock

# The Python that .venv has is kept while it works; PYTHON=python3.13 asks for another one.
ask = for name in $(1); do "$$name" -c 'import sys; assert sys.version_info >= (3, 11); print($(2))' 2>/dev/null && break; done
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
VERSION := $(shell $(call ask,$(if $(PYTHON),,$(BIN)/python) $(PYTHONS),"%d.%d" % sys.version_info[:2]))
PLACE := $(shell pwd | cksum | cut -d ' ' -f 1)
checksum = $(shell { pwd; cat pyproject.toml $(1); } | cksum | cut -d ' ' -f 1)
VENV := $(STAMPS)/python-$(VERSION)-$(PLACE)
RUN := $(STAMPS)/run-$(call checksum,$(LOCKS))
DEV := $(STAMPS)/dev-$(call checksum,$(LOCKS) requirements-dev.lock)

# What npm installed and what was built carry the checksum of their sources in the same way. Node comes with the build lock.
sums = $(shell find $(1) -type f -not -path '*/paraglide/*' -exec cksum {} + 2>/dev/null | LC_ALL=C sort | cksum | cut -d ' ' -f 1)
PACKAGES := frontend/node_modules/.made-$(call sums,frontend/package.json frontend/package-lock.json frontend/.npmrc)
PAGES := frontend/build/.made-$(call sums,frontend/src frontend/static frontend/tools frontend/*.json frontend/*.ts messages)
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix frontend

.PHONY: help run dev test house lint frontend browser format openapi limits pictures bench proof lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

# With the developers' tools installed already, `run` keeps them.
run: $(if $(wildcard $(STAMPS)/dev-*),$(DEV),$(RUN)) $(PAGES) ## install, migrate and serve on http://localhost:8000
	@exec $(BIN)/headache-diary serve

# The pages on port 5173 hand /api on to the server on 8000; both look at their files.
dev: $(DEV) $(PACKAGES) ## serve while you work on it: http://localhost:5173, each change shown at once
	@trap 'trap - EXIT INT TERM; kill 0' EXIT INT TERM; \
	$(BIN)/uvicorn app.main:create_app --factory --port 8000 --reload --reload-dir app --reload-dir migrations & \
	$(NPM) run --silent dev

test: lint frontend browser ## everything that must hold before a change is accepted
	$(BIN)/coverage run --branch --source=app/rules -m pytest -q tests/rules
	$(BIN)/coverage report --fail-under=100
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations=25 --ignore=tests/rules

house: $(DEV) ## only the checks of the house's own rules
	$(BIN)/python -m pytest -q tests/house

lint: $(DEV) ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

frontend: $(DEV) $(PAGES) ## types, tests and unused code of the front end
	@$(NPM) run --silent check
	@$(NPM) run --silent test
	@$(NPM) run --silent unused

# Where one is missing and may be installed; elsewhere the tests that need one say that they did not run.
browser:
	@(for program in chromium firefox-esr WebKitWebDriver Xvfb; do command -v $$program || exit 1; done >/dev/null) \
	|| ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ] \
	|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(BROWSERS) >/dev/null; } \
	|| true

format: $(DEV) ## put the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: $(DEV) $(PACKAGES) ## write the golden OpenAPI document again, and the front end's types from it
	$(BIN)/python -m tests.contract.write_openapi
	$(NPM) run --silent types

limits: $(DEV) ## write docs/limits.md again, after a change of a limit
	$(BIN)/python -m tests.contract.write_limits

pictures: $(DEV) $(PAGES) browser ## make the pictures of the README and the install sheet anew
	$(BIN)/python -m tests.journeys.pictures

bench: $(DEV) $(PAGES) browser ## measure speed, memory and start-up; BEFORE=folder compares writes with a checkout
	$(BIN)/python -m $(if $(BEFORE),benchmarks.turns $(BEFORE),benchmarks)

proof: $(DEV) ## the fault tests at full size (long)
	DIARY_PROOF=full $(BIN)/python -m pytest tests/faults

COMPILE := $(BIN)/uv pip compile --quiet --system-certs --universal --generate-hashes --no-emit-index-url --no-header
lock: $(DEV) ## resolve the dependencies again; UPGRADE=--upgrade for newer ones
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -o requirements-dev.lock
	$(COMPILE) $(UPGRADE) pyproject.toml -c requirements-dev.lock -o requirements.lock
	printf 'uv\nhatchling\neditables\nnodejs-wheel>=24,<25\n' | $(COMPILE) $(UPGRADE) - -c requirements-dev.lock -o requirements-build.lock

clean: ## remove the environment and all caches; your data stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage mutants
	rm -rf benchmarks/lighthouse/node_modules frontend/node_modules frontend/build frontend/.svelte-kit frontend/src/lib/paraglide
	find app tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(VENV):
	@test -n "$(VERSION)" || { echo "Python 3.11 or newer is needed; PYTHON=/path/to/python names one." >&2; exit 1; }
	@echo "Making .venv with Python $(VERSION)"
	@"$$($(call ask,$(PYTHONS),sys.executable))" -m venv --clear .venv \
	|| { echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install -qq --require-hashes -r requirements-build.lock
	@mkdir -p $(STAMPS) && touch $@

# uv does not read pip's configuration, so an index configured there is handed over; where uv fails, pip does the work.
install = echo "Installing $(1)"; \
	index=$$($(BIN)/pip config list | sed -n "s/^.*[.]index-url='\(.*\)'$$/\1/p" | head -n 1); \
	if [ -n "$$index" ]; then UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$index}"; export UV_DEFAULT_INDEX; fi; \
	$(BIN)/uv pip sync -q --system-certs --python $(BIN)/python --require-hashes requirements-build.lock $(1) \
	|| { echo "uv could not install; trying pip" >&2; \
	     $(BIN)/pip install -qq --require-hashes -r requirements-build.lock -r $(1); }
editable = $(BIN)/pip install -qq --no-index --no-deps --no-build-isolation --editable .
stamp = rm -f $(STAMPS)/run-* $(STAMPS)/dev-* && touch $@

$(RUN): $(VENV)
	@$(call install,requirements.lock)
	@$(editable)
	@$(stamp)

$(DEV): $(VENV)
	@$(call install,requirements-dev.lock)
	@$(editable)
	@$(stamp)

$(PACKAGES): | $(VENV)
	@echo "Installing the front end's packages"
	@$(NPM) ci --loglevel error
	@touch $@

$(PAGES): $(PACKAGES)
	@echo "Building the pages"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@

# Everything that is done with a checkout. `make` alone prints the list.
#
# Needed beforehand: make and Python 3.11 or newer. Every other tool is installed below the checkout, from the
# hash-locked files in requirements/: .tools/ (uv, hatchling), .venv/ (the project). Nothing is written elsewhere,
# but for the Debian packages that `make test` installs when it runs as root.

ifneq ($(strip $(MAKEFILE_LIST)),Makefile)
# Called as `make -f /path/to/Makefile goal`: do it there.
.DEFAULT_GOAL := help
%: ; @cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && $(MAKE) --no-print-directory $@
help: ; @cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && $(MAKE) --no-print-directory help
else

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/sh

UV := .tools/bin/uv
INSTALL := $(UV) pip install --quiet --require-hashes
BIN := .venv/bin
# Where the system has a list of trusted authorities, uv takes it, as pip and curl do.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem),true,false)
WORKERS ?= 3
DEBIAN_PACKAGES := postgresql pgbouncer jq prometheus chromium \
	buildah podman runc netavark aardvark-dns iptables uidmap catatonit
SHELL_SCRIPTS := .ci/run tools/find-python tools/debian-packages tools/lock tools/run-tests tools/stand-in-images tools/stand-in-packages deploy/set-variable deploy/get-variable

BRIEF ?= examples/briefs/bicycle-workshop.md
OUT ?= demo

##@ Use it
.PHONY: help
help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9.-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@printf '\nOverride with NAME=value: BRIEF=%s OUT=%s WORKERS=%s PYTHON=...\n' '$(BRIEF)' '$(OUT)' '$(WORKERS)'

.PHONY: setup
setup: .venv/.runtime ## Make .venv with the command .venv/bin/combine
	@:

.PHONY: demo
demo: setup ## From a brief to accepted documents, offline: BRIEF=file OUT=folder
	@mkdir -p "$(OUT)"
	@DATABASE_URL="sqlite:///$(OUT)/combine.db" $(BIN)/combine produce "$(BRIEF)" --accept all --out "$(OUT)"
	@printf '\nLook next:\n'
	@printf '  %-37s %s\n' '$(OUT)/*.md, $(OUT)/E-*/*.md' 'the documents, each beside its JSON' \
		'$(OUT)/manifest.json' 'what was made from what, with digests' \
		'make demo' 'again: up to date, no call; after an edit: what is stale and why' \
		'make demo BRIEF=my-brief.md OUT=mine' 'your own brief' \
		'$(BIN)/combine --help' 'every command' \
		'README.md' 'models, gates, and where to go next'

.PHONY: serve
serve: setup ## Serve the HTTP interface on 127.0.0.1:8000
	@$(BIN)/combine serve

##@ Work on it
.PHONY: test
test: .venv/.dev .venv-tools/.ready tools/npm/node_modules/.ready ## Run every test but the container drills, on SQLite and on PostgreSQL: ARGS='-k words'
	@tools/debian-packages $(DEBIAN_PACKAGES)
	@tools/run-tests $(BIN)/python $(WORKERS) $(ARGS)

.PHONY: test-containers
test-containers: .venv/.dev .venv-tools/.ready ## Follow the staging manual and the runbook on real containers (root, Debian)
	@tools/debian-packages $(DEBIAN_PACKAGES)
	@$(BIN)/python -m pytest -m containers tests/operational $(ARGS); status=$$?; [ $$status = 1 ] || exit $$status; \
	echo "the drills failed on containers made for them; once more, on new ones:"; \
	$(BIN)/python -m pytest -m containers tests/operational $(ARGS)

.PHONY: test-3.13
test-3.13: ## Run the levels below the doors on Python 3.13, where one is installed
	@python=$$(tools/find-python 3.13) || { echo "skipped: no Python 3.13 on this machine"; exit 0; }; \
	$(MAKE) .venv-3.13/.dev PYTHON_3_13="$$python" && \
	.venv-3.13/bin/python -m pytest -n $(WORKERS) --dist worksteal -p no:cacheprovider \
		$(wildcard tests/core tests/domain tests/store tests/llm tests/services) $(ARGS)

.PHONY: check
check: .venv/.dev .venv-tools/.ready ## Lint, formatting, types, import contracts, shell and YAML
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy
	@$(BIN)/mypy $(wildcard bench/*.py)
	@.venv-tools/bin/shellcheck $(SHELL_SCRIPTS)
	@.venv-tools/bin/yamllint --strict .

.PHONY: tools
tools: .venv-tools/.ready tools/npm/node_modules/.ready ## Install the programs that only check, each kind in an environment of its own
	@:

.PHONY: format
format: .venv/.dev ## Format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: bench
bench: .venv/.bench ## Measure speed and memory; the figures go to bench/results/
	@for script in $(wildcard bench/*.py); do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

.PHONY: lock
lock: .tools/.ready ## Write requirements/*.txt anew from pyproject.toml (UPGRADE=--upgrade for newer releases)
	@tools/lock $(UPGRADE)

.PHONY: clean
clean: ## Remove what these commands made: environments, caches, demo output
	rm -rf .venv .venv-3.13 .venv-tools .tools tools/npm/node_modules demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# -- environments ---------------------------------------------------------------------------------------------------
# A stamp stands for "installed from this lock". Each installs only what is missing, so a second run costs nothing.

.tools/.ready: requirements/bootstrap.txt
	@python=$$(tools/find-python) || exit 1; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then tools/debian-packages python3-venv; fi; \
	"$$python" -m venv --clear .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

.venv/.made: .tools/.ready
	@python=$$(tools/find-python) && $(UV) venv --quiet --clear --python "$$python" .venv
	@touch $@

.venv/.runtime: .venv/.made requirements/runtime.txt pyproject.toml
	@$(INSTALL) --python .venv -r requirements/runtime.txt
	@$(UV) pip install --quiet --python .venv --no-deps --build-constraints requirements/bootstrap.txt --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@$(INSTALL) --python .venv -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	@$(INSTALL) --python .venv -r requirements/bench.txt
	@touch $@

.venv-tools/.ready: .tools/.ready requirements/tools.txt
	@python=$$(tools/find-python) && $(UV) venv --quiet --clear --python "$$python" .venv-tools
	@$(INSTALL) --python .venv-tools -r requirements/tools.txt
	@touch $@

# A registry may fail for a moment. Without the stamp the next call tries again.
tools/npm/node_modules/.ready: tools/npm/package-lock.json
	@if ! command -v npm >/dev/null 2>&1; then echo "skipped: the tests with tools/npm, no npm on this machine" >&2; exit 0; fi; \
	for attempt in 1 2 3; do \
		npm ci --prefix tools/npm --ignore-scripts --no-audit --no-fund --silent && touch $@ && exit 0; \
		echo "npm ci failed, attempt $$attempt of 3" >&2; sleep $$((attempt * 5)); \
	done; \
	echo "skipped: the tests with tools/npm, npm could not install it in three attempts" >&2

.venv-3.13/.dev: .tools/.ready requirements/dev.txt
	@$(UV) venv --quiet --clear --python "$(PYTHON_3_13)" .venv-3.13
	@$(INSTALL) --python .venv-3.13 -r requirements/dev.txt
	@$(UV) pip install --quiet --python .venv-3.13 --no-deps --build-constraints requirements/bootstrap.txt --editable .
	@touch $@

endif

# `make` alone lists the verbs. Works with GNU make 3.81 (macOS) and newer.
PY ?= python3
PYTHON = .venv/bin/python
DATABASE ?= postgres
# Three on two cores: browsers and servers are waited for.
PYTEST = $(PYTHON) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder
UV = .venv.tools/bin/uv pip compile --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header --quiet --python-version 3.11 pyproject.toml

.PHONY: help run test check format bench lock
help:
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

run: .venv/run ## start the site; the first time it makes everything it needs
	@exec $(PYTHON) manage.py up

test: .venv/test ## run every test on PostgreSQL, in real browsers and against real servers; DATABASE=sqlite is the other one
	@CHBAS_TEST_DATABASE=$(DATABASE) $(PYTEST) $(if $(filter sqlite,$(DATABASE)),-m "not once")

# Checks for production: https, a database that forgets, keys that are thrown away.
check: .venv/test ## look at the code without running it: style, types, rooms, settings, migrations, curriculum, Khmer texts
	$(PYTHON) -m ruff check --quiet .
	$(PYTHON) -m ruff format --quiet --check . || { echo "make format mends this"; exit 1; }
	$(PYTHON) -m mypy cms courses quizzes learning sms_gateway
	.venv/bin/lint-imports --no-logo
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; set -e; \
	export CHBAS_DATA="$$scratch" CHBAS_URL=https://chbas.example DATABASE_URL=sqlite://:memory: REDIS_URL=; \
	for command in "check --deploy --fail-level WARNING" "makemigrations --check --dry-run" check_curriculum check_bots check_catalogue; do \
	  echo "$(PYTHON) manage.py $$command"; $(PYTHON) manage.py $$command; \
	done

format: .venv/test ## put code and curriculum files in their canonical form
	$(PYTHON) -m ruff check --quiet --fix-only .
	$(PYTHON) -m ruff format --quiet .
	$(PYTHON) manage.py check_curriculum --write

bench: .venv/test ## measure what docs/ and budgets promise
	$(PYTHON) -m bench

lock: .venv.tools/bin/uv ## choose the newest versions that pyproject.toml allows
	$(UV) --upgrade -o requirements.txt
	$(UV) --upgrade --group test -c requirements.txt -o requirements-test.txt

# One stamp per set of requirements: pip runs only when a set has changed.
INSTALL = $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r
HELP_INSTALL = { echo "The requirements could not be installed; pip says why above. If it asks for a compiler: apt-get install build-essential python3-dev" >&2; exit 1; }

.venv/run: requirements.txt
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Chbas needs Python 3.11 or newer as $(PY); name yours: make PY=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PY) -m venv --clear .venv >/dev/null 2>&1 \
	  || { rm -rf .venv; echo "$(PY) cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the requirements (a minute, once) ..."
	@$(INSTALL) requirements.txt || $(HELP_INSTALL)
	@touch $@

.venv/test: .venv/run requirements-test.txt
	@echo "Installing what the tests need ..."
	@$(INSTALL) requirements-test.txt || $(HELP_INSTALL)
	@touch $@

.venv.tools/bin/uv:
	@$(PY) -m venv .venv.tools && .venv.tools/bin/python -m pip install --quiet --disable-pip-version-check uv

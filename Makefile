# Everything a person does with this tree. `make` alone says what.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo run test check types style locale docs tools lock wheel clean

VENV := .venv
PY := $(VENV)/bin/python
WORKERS ?= 3
SERVE ?= 1
export AVAL_HOME ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first Python that is at least 3.11 and can make a virtual environment.
FIND_PYTHON := for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; \
  echo "Il faut Python 3.11 ou plus, avec venv (Debian : apt install python3 python3-venv)." >&2; exit 1

help: ## Dire ce que make sait faire
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: $(VENV)/base ## La tâche entière sur les listes de démonstration, puis le bureau (SERVE=0 : sans le bureau)
	@$(PY) -m aval demo $(if $(filter 0,$(SERVE)),--no-serve)

run: $(VENV)/base ## Servir le bureau et un travailleur (après « make demo » ou « aval init »)
	@$(PY) -m aval serve

test: tools $(VENV)/dev style types ## Tout éprouver : style, types, étages, langues, les deux bases, le navigateur
	AVAL_TEST_ENGINE=postgresql $(PY) -m pytest -n $(WORKERS) --dist loadgroup -q
	$(PY) -m pytest -n $(WORKERS) --dist loadgroup -q

check: $(VENV)/dev style types ## Éprouver en une minute, avant de livrer
	$(PY) -m pytest -q tests/architecture tests/law

style: $(VENV)/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/dev
	$(PY) -m mypy

locale: $(VENV)/dev ## Relever les phrases à traduire et compiler les traductions
	@cd aval && ../$(PY) -m django makemessages -l en --no-location --no-obsolete --settings aval.config.settings --pythonpath ..
	@cd aval && ../$(PY) -m django compilemessages --settings aval.config.settings --pythonpath ..

docs: $(VENV)/dev ## Refaire les pages de référence tirées du code
	@$(PY) docs/generate.py

tools: ## Poser ce que les épreuves demandent au système : PostgreSQL, Chromium, gettext, iproute2
	@bash .ci/tools

lock: $(VENV)/dev ## Refaire les verrous après un changement dans requirements/*.in
	@for name in base dev; do $(VENV)/bin/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --universal requirements/$$name.in -o requirements/$$name.txt; done

wheel: $(VENV)/dev ## Construire la roue dans dist/
	@$(PY) -m build --no-isolation --wheel

clean: ## Effacer l’environnement, la démonstration et ce qui est construit
	@rm -rf $(VENV) var dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/base: requirements/base.txt
	@test -x $(PY) || "$$($(FIND_PYTHON))" -m venv $(VENV)
	@$(PY) -m pip install -q --require-hashes -r requirements/base.txt
	@printf '#!%s\nimport sys\n\nsys.path.insert(0, "%s")\nfrom aval.console.main import main\n\nsys.exit(main())\n' \
	  "$(CURDIR)/$(PY)" "$(CURDIR)" > $(VENV)/bin/aval
	@chmod +x $(VENV)/bin/aval
	@touch $@

$(VENV)/dev: $(VENV)/base requirements/dev.txt
	@$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

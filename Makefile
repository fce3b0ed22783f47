# The project's verbs. Everything lands in .venv; `make clean` takes it away again.
# Another Python than the first suitable one: make install PYTHON=python3.12

VENV = .venv
BIN = $(VENV)/bin
SUITABLE = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
    if "$$python" -c '$(SUITABLE)' 2>/dev/null; then echo "$$python"; break; fi; done)
PIP_INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
SERVERS = alpine dovecot-imapd dovecot-lmtpd exim4-daemon-light neomutt openssl s-nail

.PHONY: help install demo test check bench lock clean servers

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

install: $(VENV)/.installed $(VENV)/.learned ## make .venv/bin/triage

demo: install ## run the daemon against an embedded mail server with sample customers
	$(BIN)/triage demo $(ARGS)

test: servers $(VENV)/.installed-test $(VENV)/.learned ## install real mail servers for the tests, and run these
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.installed-test $(VENV)/.installed-check ## format, lint, types, import contracts, dependencies, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/codespell

bench: servers $(VENV)/.installed-test $(VENV)/.learned ## measure: from the mailbox to the answer, within ten minutes
	$(BIN)/python -m bench $(ARGS)

lock: ## renew constraints.txt: the newest versions that pyproject.toml allows
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet --upgrade pip
	build/lock/bin/pip install --quiet '.[opinion]' --group dev
	{ echo "# Tried versions; renew with: make lock"; build/lock/bin/pip freeze --exclude triage; } > constraints.txt
	rm -rf build/lock

clean: ## remove .venv and everything that was built
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find triage tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Without the servers the other tests still tell something; only the build server insists.
servers:
	@.ci/system-packages $(SERVERS) || test -z "$(CI)"

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "triage needs Python 3.11 or newer, and found none. Install one," \
	    "or name it: make install PYTHON=/path/to/python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c '$(SUITABLE)' || { echo "triage needs Python 3.11 or newer;" \
	    "'$(PYTHON) --version' says: $$("$(PYTHON)" --version 2>&1)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || .ci/system-packages python3-venv
	@test -x $(BIN)/python || rm -rf $(VENV)
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP_INSTALL) --editable '.[opinion]'
	@$(BIN)/python -m compileall -q triage # as pip does with what it copies: the first start need not
	@touch $@

$(VENV)/.learned: $(VENV)/.installed rules.yaml $(wildcard triage/policy/starter/*.yaml)
	$(BIN)/triage learn
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP_INSTALL) --group test
	@touch $@

$(VENV)/.installed-check: $(VENV)/.installed
	$(PIP_INSTALL) --group check
	@touch $@

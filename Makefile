# One verb per act. Each sets up what it needs in .venv from the hash-pinned locks.
PYTHON3 ?= python3
PROFILE ?= quick
TARGET ?= cpu-x86-64
TORCH ?= cpu
PY := .venv/bin/python
RUN := PYTHONDONTWRITEBYTECODE=1 $(PY)
SETUP := $(PYTHON3) locks/install.py

.PHONY: help verify test test-training check gates docs dossier train wheel locks release format clean

help:
	@echo "make verify         tests, protocols, records, gates and the report; PROFILE=quick|full TARGET=name"
	@echo "make test           the tests"
	@echo "make check          ruff, mypy, import contracts, bandit and the gates that need no run"
	@echo "make dossier        both submissions, from the records there are, in build/dossier/submission"
	@echo "make docs           the documentation, in build/docs"
	@echo "make train          train the eye network anew (hours); make test-training tests the workshop;"
	@echo "                    .venv/bin/python -m training --help lists what trains the other networks;"
	@echo "                    TORCH=cpu needs a CPU build of torch where pip finds it, TORCH=cuda downloads gigabytes"
	@echo "make wheel          the device alone, in build/dist"
	@echo "make locks          the locks anew from pyproject.toml"
	@echo "make release        refuses while a judgement is outstanding"

# make cannot pass exit 3 (nothing failed but what a problem report says, something is open) through: it is printed.
verify:
	@$(SETUP) bench
	@$(RUN) -m bench verify --profile $(PROFILE) --target $(TARGET); code=$$?; \
	if [ $$code -eq 3 ]; then echo "make verify: nothing failed but what problem reports say, and something asked for is open (exit 3, see above)"; exit 0; fi; \
	exit $$code

test:
	@$(SETUP) bench
	@$(RUN) -m pytest -q

test-training:
	@$(SETUP) bench training training-$(TORCH)
	@$(RUN) -m pytest -q tests/training

check:
	@$(SETUP) bench check
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(RUN) -m bandit -q -c pyproject.toml -r src
	@$(MAKE) --no-print-directory gates

gates:
	@$(SETUP) bench
	@$(RUN) -m bench gate trace risk soup model review clauses threats audit

docs:
	@$(SETUP) bench docs
	@$(RUN) -m sphinx -q -W -n -b html docs build/docs
	@echo "documentation: build/docs/index.html"

dossier:
	@$(SETUP) bench docs
	@$(RUN) -m bench dossier

train:
	@$(SETUP) bench training training-$(TORCH)
	@$(RUN) -m training eye-movement --out build/model

wheel:
	@$(SETUP) bench
	@$(RUN) -m hatchling build -t wheel -d build/dist

locks:
	@$(SETUP) check
	@$(RUN) locks/compile.py

release:
	@$(SETUP) bench
	@$(RUN) -m bench gate all release

format:
	@$(SETUP) check
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

clean:
	rm -rf build .venv

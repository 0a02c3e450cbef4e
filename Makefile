# Everything runs in .venv, which tools/prepare.py makes and keeps up to date.
PYTHON ?= $(firstword $(shell command -v python3 python3.11 python3.12 python3.13 python3.14 python) python3)
BIN = .venv/bin
# Each demo and each test starts a dozen Pythons: what one has compiled, the next need not.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: setup demo test check bench lock format screenshots

setup:
	@$(PYTHON) tools/prepare.py

# ONCE=1 stops after the calls instead of serving the browser phone.
demo: setup
	@$(BIN)/wismo demo

# ARGS are pytest's: make test ARGS="tests/calls -k spanish". Three at once on two cores: many tests wait for processes
# to start and to die.
test: setup
	$(BIN)/python -m pytest -n 3 --dist loadfile $(ARGS)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/wismo flows check
	$(BIN)/wismo prompts check
	$(BIN)/python -m pytest -n 3 --dist loadfile $(ARGS)

bench: setup
	$(BIN)/python -m tools.bench $(ARGS)

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Newer versions within pyproject.toml's bounds; needs uv on PATH. No index address is written.
lock:
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 --extra dev --output-file requirements.lock pyproject.toml

# Needs Chromium. ARGS is a part of the names wanted: make screenshots ARGS=board
screenshots: setup
	$(BIN)/python -m tools.screenshots $(ARGS)

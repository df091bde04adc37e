# `make run` and `make test` work from an empty clone: setup.sh makes .venv and installs what is needed, once.

HOST ?= 127.0.0.1
PORT ?= 8501

IN_VENV := .venv/bin/python -m

.SILENT:
.PHONY: help run test check lint format types clean env env-dev

help:
	echo "make run     the workbench on http://$(HOST):$(PORT) (PORT=9000 make run: on another port)"
	echo "make test    every test, browser tests included where a Chromium is found"
	echo "make check   lint, format and types"
	echo "make format  rewrite the code in the house format"
	echo "make clean   remove .venv and caches; the workspace with runs and conversations stays"

run: env
	echo "LSTM Workbench on http://$(HOST):$(PORT). Ctrl+C closes it; trainings go on."
	exec $(IN_VENV) streamlit run streamlit_app.py --server.address=$(HOST) --server.port=$(PORT) \
		--server.headless=true --browser.gatherUsageStats=false --client.showErrorDetails=none

# Two workers, whose BLAS threads would wait for each other; the browser tests that time what a page does run one by one behind
# them, with the processors for themselves.
test: export OPENBLAS_NUM_THREADS ?= 1
test: env-dev
	$(IN_VENV) pytest -n 2 --ignore=tests/browser
	$(IN_VENV) pytest -n 2 --dist loadfile tests/browser -m "not alone"
	$(IN_VENV) pytest tests/browser -m alone

check: lint types

lint: env-dev
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .

types: env-dev
	$(IN_VENV) mypy

format: env-dev
	$(IN_VENV) ruff check --fix .
	$(IN_VENV) ruff format .

env:
	./setup.sh requirements.txt

env-dev:
	./setup.sh requirements.txt requirements-dev.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache
	find . -path ./workspace -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# Every command of the project. `make` shows this list.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
export KAIBO_DATA ?= $(CURDIR)/var

##@ Use
.PHONY: help run setup
help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## Set everything up and start the platform with the demo shop and a show on air
	@exec .venv/bin/kaibo up --demo

setup: .venv/.run web/node_modules/.ready src/kaibo/console/static/web/.vite/manifest.json

.venv/.run: requirements/run.txt
	@echo "Installing Python packages …"
	@test -x $(PY) || python3 -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

web/node_modules/.ready: web/package-lock.json
	@echo "Installing front-end packages …"
	@cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.ready

src/kaibo/console/static/web/.vite/manifest.json: web/node_modules/.ready $(shell find web/src web/*.html web/*.ts -type f 2>/dev/null)
	@echo "Building the pages …"
	@cd web && npm run --silent build && touch ../$@

##@ Trust
.PHONY: test check dev tools
dev: .venv/.dev setup
.venv/.dev: requirements/dev.txt .venv/.run
	@echo "Installing what tests need …"
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

tools: ## Install Chromium, ffmpeg, redis, nats-server, nginx … and a Chinese font where missing (Debian, as root)
	@tools/install-test-tools

test: dev tools ## Run all tests on real PostgreSQL, sockets, video and Chromium
	@KAIBO_FULL_RUN=1 $(PY) -m pytest

check: dev ## Lint, types, layers, hot SQL, OpenAPI snapshot, capability ledger
	@.venv/bin/ruff format --check src tests tools
	@.venv/bin/ruff check src tests tools
	@.venv/bin/mypy
	@$(PY) tools/layers.py --check
	@cd web && npm run --silent check && npm run --silent lint
	@$(PY) -m pytest -q tests/checks

##@ Measure
.PHONY: bench bench-room bench-orders bench-media bench-insight bench-journeys bench-promotions soak screens
bench: bench-room bench-orders bench-promotions bench-media bench-insight bench-journeys ## All benchmarks; each prints one last line of JSON
bench-room: dev ## The room against the physical limit, ten thousand viewers; QUICK=1 stays under a minute
	@$(PY) -m tests.bench.room
bench-orders: dev ## Orders per second against row locks, one hot SKU, fsync on
	@$(PY) -m tests.bench.orders
bench-insight: dev ## Events taken in, folded, shown and recovered, journeys against DuckDB and ClickHouse; QUICK=1 for 5 M events
	@$(PY) -m tests.bench.insight
bench-promotions: dev ## CPU of pricing a 20-line cart under 50 promotions
	@$(PY) -m tests.bench.promotions
bench-journeys: dev ## Funnel, retention, attribution, RFM against DuckDB and ClickHouse; QUICK=1 for 5 M events
	@$(PY) -m tests.bench.journeys
bench-media: dev tools ## Ingest, remux and fan-out of video
	@$(PY) -m tests.bench.media
soak: dev tools ## Long trials: kill -9 in mid-rush, again and again
	@KAIBO_SOAK_TRIALS=100 KAIBO_SOAK_STEPS=100000 KAIBO_SOAK_FRAMES=1000000 $(PY) -m pytest -q tests/soak
screens: dev tools ## Screenshots of all pages, phone and desktop, into screens/
	@$(PY) -m tests.screens

##@ Keep
.PHONY: lock format openapi messages
lock: ## Renew the lock files (hashes, no addresses)
	@tools/lock
format: dev ## Format Python and front-end code
	@.venv/bin/ruff check -q --fix src tests tools; .venv/bin/ruff format -q src tests tools
openapi: dev ## Write docs/openapi.json
	@$(PY) tools/openapi.py
messages: dev ## Extract and compile the message catalogs; list what is not translated
	@$(PY) tools/messages.py

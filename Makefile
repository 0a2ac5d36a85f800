# make run    build everything and serve a demo with the July 2024 file, on this machine, at once
# make test   all tests on both databases; brings its own PostgreSQL up and takes it down
# make torture  the same of the ledger, for minutes: servers and databases killed, cut off, starved of disk; root only
# make e2e    the pages: their own tests, then in real Chromium with the real server
# make check-api  generated requests, as every role, against the API's own description
# make lint   form, lints and licences
# make bench  measures everything beside its peers, writes bench/RESULTS.md; make bench-short shows that it runs
# make openapi  writes docs/openapi.json anew, and the pages' types from it
# make screenshots    a picture of every page in both languages, to docs/screenshots
# make measure-pages  how soon a slow phone on a slow line can use the first page; wants a machine that does nothing else
#
# Needs cargo, npm and make; what else is missing is installed with apt, for which it must run as root.

.DELETE_ON_ERROR:
.PHONY: help run build web test torture e2e check-api bench bench-short lint openapi screenshots measure-pages needs

help:
	@sed -n 's/^# \{0,1\}//p' Makefile

run: build
	./target/release/golden-beans demo

build: needs web
	cargo build --release --locked

# The pages are compiled into the program, so they come first.
web:
	@if [ -f web/package.json ]; then cd web && npm ci --no-audit --no-fund && npm run build; fi

test:
	@scripts/install-needs.sh test
	scripts/with-postgres.sh scripts/run-tests.sh

torture:
	@scripts/install-needs.sh test
	scripts/with-postgres.sh scripts/torture.sh

# `make test` has built the same program already.
e2e: web
	@scripts/install-needs.sh pages
	cd web && npm run types:check && npm test
	cargo build --locked
	cd web && npm run e2e

# More with EXAMPLES=200; CI runs a few.
EXAMPLES ?= 50
check-api:
	@scripts/install-needs.sh api
	cargo build --locked
	scripts/check-api.sh target/debug/golden-beans $(EXAMPLES)

screenshots: web
	@scripts/install-needs.sh pages
	cargo build --locked
	cd web && npm run screenshots

measure-pages: build
	@scripts/install-needs.sh pages
	cd web && GOLDEN_BEANS_BIN=../target/release/golden-beans npm run measure

bench: needs
	cargo build --release --locked -p golden-beans -p golden-beans-bench
	scripts/with-postgres.sh --durable target/release/golden-beans-bench --program target/release/golden-beans \
		--write bench/RESULTS.md $(BENCH)

# With a debug build: shows that everything runs and says nothing of speed.
bench-short: needs
	cargo build --locked
	scripts/with-postgres.sh --durable target/debug/golden-beans-bench --program target/debug/golden-beans --short

lint: needs
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny --offline check licenses bans sources; \
	else echo "cargo-deny is not installed; licences and sources were not checked"; fi

openapi:
	mkdir -p docs
	cargo run --locked --quiet -- openapi > target/openapi.json
	mv target/openapi.json docs/openapi.json
	@if [ -d web/node_modules ]; then cd web && npm run types; fi

# libpq is compiled from source against OpenSSL.
needs:
	@scripts/install-needs.sh

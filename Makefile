# make run    build everything and serve a demo with the July 2024 file, on this machine, at once
# make test   all tests on both databases; brings its own PostgreSQL up and takes it down
# make lint   form, lints and licences
# make openapi  writes docs/openapi.json anew
#
# Needs cargo, npm and make; what else is missing is installed with apt, for which it must run as root.

.DELETE_ON_ERROR:
.PHONY: help run build web test lint openapi needs

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

lint: needs
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny --offline check licenses bans sources; \
	else echo "cargo-deny is not installed; licences and sources were not checked"; fi

openapi:
	mkdir -p docs
	cargo run --locked --quiet -- openapi > docs/openapi.json

# libpq is compiled from source against OpenSSL.
needs:
	@scripts/install-needs.sh

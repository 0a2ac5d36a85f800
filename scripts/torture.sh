#!/usr/bin/env bash
# Tortures the ledger for minutes: 50 of each disaster on each database, and hundreds of random histories against the
# model. `make test` does a little of each. Arguments choose tests, as with scripts/run-tests.sh.
#
#   GOLDEN_BEANS_TORTURE_ROUNDS      how often each disaster strikes (50)
#   GOLDEN_BEANS_TORTURE_HISTORIES   random histories for each database (500)
set -euo pipefail
cd "$(dirname "$0")"

export GOLDEN_BEANS_TORTURE_ROUNDS=${GOLDEN_BEANS_TORTURE_ROUNDS:-50}
export GOLDEN_BEANS_TORTURE_HISTORIES=${GOLDEN_BEANS_TORTURE_HISTORIES:-500}
exec ./run-tests.sh --test torture --test ledger "$@"

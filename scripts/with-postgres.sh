#!/usr/bin/env bash
# Runs a command with a private PostgreSQL: a cluster in a temporary folder, on a free port of 127.0.0.1, not as
# root, taken down at the end. The command finds it in GOLDEN_BEANS_TEST_POSTGRES_URL.
#
# usage: scripts/with-postgres.sh [--durable] COMMAND [ARGUMENT…]
#   --durable   commit to disk as in production (for measuring); without it the cluster forgets how to survive a
#               power cut, and tests run several times faster
set -euo pipefail

durable=off
if [ "${1:-}" = --durable ]; then
    durable=on
    shift
fi
if [ $# -eq 0 ]; then
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi

# The newest installed server, or nothing.
find_server() {
    local initdb
    initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
    [ -n "$initdb" ] || initdb=$(command -v initdb || true)
    [ -n "$initdb" ] && dirname "$initdb"
}

if ! bin=$(find_server); then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "PostgreSQL's server is not installed; install Debian's package postgresql, or run this as root" >&2
        exit 1
    fi
    echo "installing PostgreSQL" >&2
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    bin=$(find_server)
fi

# PostgreSQL refuses to run as root; Debian's package brings the user postgres.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/golden-beans-postgres.XXXXXX")
stop() {
    local status=$?
    trap - EXIT
    as_postgres "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" > "$folder/password"
if [ "$(id -u)" = 0 ]; then
    chown -R postgres: "$folder"
fi
as_postgres "$bin/initdb" -D "$folder/data" -U postgres --encoding=UTF8 --locale=C.UTF-8 \
    --auth=scram-sha-256 --pwfile="$folder/password" --no-sync >"$folder/initdb.log" 2>&1 || {
    cat "$folder/initdb.log" >&2
    exit 1
}
cat >> "$folder/data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 400
shared_buffers = 256MB
max_wal_size = 4GB
fsync = $durable
synchronous_commit = $durable
full_page_writes = $durable
EOF

# A port may be taken between choosing and using it: choose again.
for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    if as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/log" -o "-p $port" -w -t 60 start >/dev/null 2>&1; then
        export GOLDEN_BEANS_TEST_POSTGRES_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
        export GOLDEN_BEANS_TEST_POSTGRES_BIN="$bin"
        set +e
        "$@"
        exit $?
    fi
done
cat "$folder/data/log" >&2
echo "PostgreSQL did not start" >&2
exit 1

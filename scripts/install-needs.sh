#!/usr/bin/env bash
# Installs what is needed from the system, if it is missing. For the build: a C compiler, pkg-config, OpenSSL's
# headers. With the argument `test` also what the README's walk is made of, curl and jq, and what an auditor checks an
# export with, Python; with `pages` what the pages are tried in: Chromium, and a font with Chinese letters; with `api`
# Python, which what generates requests is made of.
set -euo pipefail

missing=()
command -v cc >/dev/null || missing+=(build-essential)
command -v pkg-config >/dev/null || missing+=(pkg-config)
[ -e /usr/include/openssl/ssl.h ] || missing+=(libssl-dev)
if [ "${1:-}" = test ]; then
    command -v curl >/dev/null || missing+=(curl)
    command -v jq >/dev/null || missing+=(jq)
    command -v python3 >/dev/null || missing+=(python3)
fi
if [ "${1:-}" = pages ]; then
    command -v chromium >/dev/null || missing+=(chromium)
    [ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || missing+=(fonts-wqy-microhei)
fi

if [ "${1:-}" = api ]; then
    command -v curl >/dev/null || missing+=(curl)
    python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
fi

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]}; install these packages (names as in Debian), or run this as root" >&2
    exit 1
fi
echo "installing ${missing[*]}" >&2
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

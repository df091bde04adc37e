#!/usr/bin/env bash
# Makes .venv and installs requirements into it, once: ./setup.sh requirements.txt [requirements-dev.txt]
#
# A stamp named after each list's checksum says that it is installed; a changed list installs again, an interrupted
# install begins anew. A second make waits for the first.
set -euo pipefail
cd "$(dirname "$0")"

find_python() {
    local candidate version lacks_venv=""
    for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14; do
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null) || continue
        if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$candidate
            return
        fi
        lacks_venv=${lacks_venv:-$version}
    done
    if [ -n "$lacks_venv" ]; then
        echo "Python $lacks_venv cannot make virtual environments here: sudo apt install python$lacks_venv-venv" >&2
    else
        echo "Python 3.11 or newer is needed and was not found: sudo apt install python3 python3-venv" >&2
    fi
    exit 1
}

stamp() { echo ".venv/$1-$(cksum <"$1" | tr ' ' -).installed"; }

installed() {
    local list
    for list in "$@"; do [ -e "$(stamp "$list")" ] || return 1; done
    .venv/bin/python -c '' 2>/dev/null
}

if installed "$@"; then exit; fi
exec 9<requirements.txt
if command -v flock >/dev/null && ! flock --nonblock 9; then
    echo "Another make is installing; waiting for it."
    flock 9
    if installed "$@"; then exit; fi
fi

if [ -e .venv/unfinished ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    find_python
    echo "Making .venv with $("$python" --version)."
    rm -rf .venv
    "$python" -m venv .venv
fi
touch .venv/unfinished
for list in "$@"; do rm -f ".venv/$list"-*.installed; done
echo "Installing $* into .venv. This happens once and takes some minutes."
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
    "${@/#/--requirement=}"; then
    echo "The installation did not finish; pip says why above. The same command begins it anew." >&2
    exit 1
fi
for list in "$@"; do touch "$(stamp "$list")"; done
rm .venv/unfinished
echo "Installed."

#!/bin/sh
# The program against a real Home Assistant core, a real mosquitto and the simulated network, all on loopback. Not part of `npm test`.
#
#   test/homeassistant/run.sh                   the oldest and the newest core that can be had
#   test/homeassistant/run.sh 2026.8 newest     these
#   HA_ONLY=base,counts test/homeassistant/run.sh newest   some chapters alone: half an hour is for all; see verify.ts
#   UPGRADE_FROM=<folder of a built 0.1.0> test/homeassistant/run.sh   what an upgrade leaves of a registry
#
# What is proved is printed line by line and written to goldens/<version>.json, which replay.test.ts reads. Needs: node, mosquitto, and per
# core a Python of its age. One that is missing here is taken from Debian sid, as root, with debootstrap. Environments are kept in HA_HOME;
# HA_VENV_OLD and HA_VENV_NEW name ready ones instead. Nothing outside HA_HOME and a temporary folder is written but the goldens.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
HA_HOME=${HA_HOME:-/opt/ha}
PATH=$PATH:/usr/sbin:/usr/local/sbin
export UV_CACHE_DIR="$HA_HOME/cache" UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
# the first with device-based discovery
OLDEST=2024.11

say() { echo "run.sh: $*" >&2; }

# The Python a release asks for: "3.12.0".
floor() {
  case $1 in
    2024.* | 2025.1 | 2025.1.*) echo 3.12.0 ;;
    2025.[234] | 2025.[234].*) echo 3.13.0 ;;
    2025.* | 2026.[12] | 2026.[12].*) echo 3.13.2 ;;
    *) echo 3.14.2 ;;
  esac
}

# A Python of the same minor that is new enough, on this machine.
python() {
  minor=${1%.*}
  for candidate in "python$minor" "$HOME/.pyenv/versions/$minor".*/bin/python /opt/python*/bin/"python$minor"; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    "$path" -c "import sys; sys.exit(sys.version_info < tuple(map(int, '$1'.split('.'))))" 2>/dev/null || continue
    echo "$path"
    return
  done
}

# Debian sid in a folder, for its Python.
sid() {
  root=$HA_HOME/sid
  [ -x "$root/usr/bin/python3" ] && return
  say "no Python $1 here: taking the one of Debian sid"
  command -v debootstrap >/dev/null || apt-get install -y -q debootstrap >&2
  debootstrap --variant=minbase --include=python3,python3-venv,python3-dev,gcc,g++,ca-certificates sid "$root" \
    "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >&2
}

# prepare NAME VERSION: sets HA_COMMAND (to start hass) and HA_ROOT (where its files are).
prepare() {
  needed=$(floor "$2")
  own=$(python "$needed")
  case $2 in newest) what=homeassistant ;; *.*.*) what="homeassistant==$2" ;; *) what="homeassistant==$2.*" ;; esac
  if [ -n "$own" ]; then
    HA_ROOT='' venv=$HA_HOME/$1 inside=''
  else
    sid "$needed"
    HA_ROOT=$HA_HOME/sid venv=/$1 inside="chroot $HA_HOME/sid"
    own=/usr/bin/python3
    cp -L /etc/resolv.conf /etc/hosts "$HA_ROOT/etc/"
    cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$HA_ROOT/etc/ssl/certs/ca-certificates.crt"
  fi
  HA_COMMAND="$inside $venv/bin/hass"
  [ -f "$HA_ROOT$venv/ready" ] && return
  say "installing $what with $own"
  rm -rf "$HA_ROOT$venv"
  install="nice -n 10 $inside env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt $venv/bin/uv pip install -q --python $venv/bin/python"
  $inside "$own" -m venv "$venv"
  $inside "$venv/bin/pip" install -q uv
  # the oldest do not say which josepy they need, and a later one broke them
  case $needed in 3.12.0) $install "$what" 'josepy<2' ;; *) $install "$what" ;; esac
  core=$(echo "$HA_ROOT$venv"/lib/python3*/site-packages/homeassistant)
  python3 "$here/requirements.py" "$core" >"$HA_ROOT$venv/requirements.txt"
  $install -c "${core#"$HA_ROOT"}/package_constraints.txt" -r "$venv/requirements.txt"
  touch "$HA_ROOT$venv/ready"
}

command -v mosquitto >/dev/null || apt-get install -y -q mosquitto >&2
mkdir -p "$HA_HOME"
(cd "$here/../.." && npm run --silent build)
[ $# -gt 0 ] || set -- old new
failed=0
for wanted in "$@"; do
  HA_COMMAND='' HA_ROOT=''
  case $wanted in
    old) [ -n "${HA_VENV_OLD:-}" ] && HA_COMMAND=$HA_VENV_OLD/bin/hass || prepare "ha-$OLDEST" "$OLDEST" ;;
    new | newest) [ -n "${HA_VENV_NEW:-}" ] && HA_COMMAND=$HA_VENV_NEW/bin/hass || prepare ha-newest newest ;;
    *) prepare "ha-$wanted" "$wanted" ;;
  esac
  export HA_COMMAND HA_ROOT
  if [ -n "${UPGRADE_FROM:-}" ]; then
    (cd "$here/../.." && BEFORE=$UPGRADE_FROM NODE_OPTIONS=--experimental-websocket npx tsx test/homeassistant/upgrade.ts) || failed=1
    continue
  fi
  # Node 20 has a WebSocket only when asked
  (cd "$here/../.." && NODE_OPTIONS=--experimental-websocket npx tsx test/homeassistant/verify.ts) || failed=1
done
exit $failed

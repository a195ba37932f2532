#!/bin/sh
# What openapi.json promises, asked of the running program by a fuzzer: the demo with its simulated network, on loopback. Not part of `npm test`.
#
#   test/fuzz/run.sh               10,000 cases and more
#   CASES=2000 test/fuzz/run.sh    fewer
#   SEED=7 test/fuzz/run.sh        the same ones again
#
# Three runs: with the key of REST, with that of MCP (which is wrong here), and with none, by every check and in every phase of Schemathesis. What is
# asked of GET /events is its page, since a stream has no end. Fails when any check fails, when the log of the program has an error, or when there were fewer cases.
# Needs node and Python 3; Schemathesis is installed into FUZZ_HOME, or SCHEMATHESIS names one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
CASES=${CASES:-10000}
SEED=${SEED:-$(date +%s)}
FUZZ_HOME=${FUZZ_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/mikrotik-presence-fuzz}
SCHEMATHESIS=${SCHEMATHESIS:-$FUZZ_HOME/bin/schemathesis}
VERSION=4.32.5

if [ ! -x "$SCHEMATHESIS" ]; then
  python3 -m venv "$FUZZ_HOME"
  "$FUZZ_HOME/bin/pip" install --quiet "schemathesis==$VERSION"
fi

scratch=$(mktemp -d)
program=
end() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  rm -rf "$scratch"
}
trap end EXIT
trap 'exit 1' INT TERM

(cd "$root" && npm run --silent build)
cd "$scratch" # where no .env is
LOG_FORMAT=json LOG_LEVEL=info node "$root/dist/main.js" demo >out 2>log &
program=$!
tries=0
until grep -q 'Stop with' out; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$program" 2>/dev/null; then
    cat out log >&2
    echo 'run.sh: the demo does not start' >&2
    exit 1
  fi
  sleep 0.2
done
url=$(sed -n 's/^  service *\([^ ]*\).*/\1/p' out)
rest_key=$(sed -n 's/^  REST key *//p' out)
mcp_key=$(sed -n 's/^  MCP key *//p' out)
until [ "$(curl -s -o /dev/null -w '%{http_code}' -H "X-API-Key: $rest_key" "$url/devices")" = 200 ]; do sleep 0.2; done

operations=$(grep -c '"operationId"' "$root/openapi.json")
failed=0
total=0

died() {
  status=0
  wait "$program" || status=$?
  program=
  tail -5 log >&2
  echo "run.sh: the program ended by itself, with $status" >&2
  exit 1
}

# fuzz TITLE CASES KEY
fuzz() {
  title=$1
  per_operation=$(($2 / operations))
  [ "$per_operation" -ge 5 ] || per_operation=5
  { printf 'hooks = "%s/hooks.py"\n' "$here" && cat "$here/schemathesis.toml"; } >config.toml
  [ -z "$3" ] || printf '\n[auth.openapi.apiKey]\napi_key = "%s"\n' "$3" >>config.toml
  echo
  echo "== $title: up to $per_operation cases for each of $operations operations, seed $SEED"
  "$SCHEMATHESIS" --config-file config.toml run "$root/openapi.json" --url "$url" --checks all \
    --max-examples "$per_operation" --continue-on-failure --request-timeout 10 --seed "$SEED" --warnings off \
    -H 'Accept: application/json' >report 2>&1 || failed=1
  # without the progress: what failed, and the summary; all of it when the fuzzer did not come so far
  if grep -q '^=\{3,\} SUMMARY =\{3,\}$' report; then sed -n '/^=\{3,\} [A-Z]* =\{3,\}$/,$p' report; else cat report; fi
  generated=$(sed -n 's/^ *\([0-9]*\) generated.*/\1/p' report)
  total=$((total + ${generated:-0}))
  kill -0 "$program" 2>/dev/null || died
}

# what is not made up of each operation alone comes on top, half as much again
fuzz 'the key of REST' $((CASES * 6 / 10)) "$rest_key"
fuzz 'the key of MCP' $((CASES / 10)) "$mcp_key"
fuzz 'no key' $((CASES / 10)) ''

echo
if grep '"level":"error"' log; then
  failed=1
  echo 'run.sh: the log has errors' >&2
else
  echo "no error in the log of the program ($(wc -l <log) lines)"
fi
echo "$total cases in all"
[ "$total" -ge "$CASES" ] || failed=1
exit $failed

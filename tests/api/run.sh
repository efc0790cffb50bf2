#!/bin/sh
# Schemathesis against the real gateway: it makes calls out of the published document, good ones and bad ones, and holds every
# answer to it. No 5xx, no undocumented status or content type, no answer that breaks its schema.
set -eu

cd "$(dirname "$0")/../.."
scripts/needs.sh c-compiler python
target=${CARGO_TARGET_DIR:-$(pwd)/target}
kept=$target/api-test
examples=${EXAMPLES:-40}

cargo build --locked -p assistant
[ -x "$kept/venv/bin/python" ] || python3 -m venv "$kept/venv"
"$kept/venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5

folder=$(mktemp -d)
program=
clean_up() {
  trap - EXIT HUP INT TERM
  if [ -n "$program" ]; then kill "$program" 2>/dev/null || true; wait "$program" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

ASSISTANT_DATA_DIR=$folder/data
ASSISTANT_BIND=127.0.0.1:0
LLM_PROVIDER=demo
export ASSISTANT_DATA_DIR ASSISTANT_BIND LLM_PROVIDER
"$target/debug/assistant" up --free-ports >"$folder/said" 2>"$folder/log" &
program=$!
waited=0
until grep -q '^Or talk here' "$folder/said"; do
  kill -0 "$program" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  waited=$((waited + 1))
  [ "$waited" -lt 300 ] || { echo 'the program does not get ready' >&2; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/^gateway *\(http:[^ ]*\)$/\1/p' "$folder/said")
key=$("$target/debug/assistant" keys create --user tester --role admin --json | sed 's/.*"key":"\([^"]*\)".*/\1/')

# it keeps notes in the folder it is run from
cd "$folder"
# /api/events goes on for ever by design, and ending the own session is no test of the rest; the suite's tests hold both
"$kept/venv/bin/schemathesis" run "$url/api/openapi.json" \
  --header "Authorization: Bearer $key" --exclude-path /api/events --exclude-path /api/session \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
  --max-examples "$examples" --workers 2 --request-timeout 30 --rate-limit 80/s

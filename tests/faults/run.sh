#!/bin/sh
# Talks through llmock, a provider that fails more often than not, and prints llmock's verdict on the client.
set -eu
cd "$(dirname "$0")/../.."

cargo build --quiet --locked -p llm --example under_faults

work=$(mktemp -d)
server=''
stop() {
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet llmock==0.2.2

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
address="http://127.0.0.1:$port"
"$work/venv/bin/llmock" serve --port "$port" --log-level warning \
  --error-rate 529=0.4 --error-rate 429=0.2 --stream-fault truncate=0.3 >"$work/llmock.log" 2>&1 &
server=$!
tries=0
until python3 -c "import urllib.request; urllib.request.urlopen('$address/health')" 2>/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$server" 2>/dev/null; then
    cat "$work/llmock.log" >&2
    echo "llmock does not start" >&2
    exit 1
  fi
  sleep 0.2
done

cargo run --quiet --locked -p llm --example under_faults -- "$address"
"$work/venv/bin/llmock" report --strict --url "$address"

#!/bin/sh
# The official MCP conformance suite and the official clients, against the fixture and the real journal service.
# What it fetches stays in the target folder: the suite and the inspector from npm, the client from PyPI.
set -eu

cd "$(dirname "$0")/../.."
scripts/needs.sh c-compiler python
target=${CARGO_TARGET_DIR:-$(pwd)/target}
kept=$target/conformance
mkdir -p "$kept/npm"

cargo build --locked -p assistant
cargo build --locked -p mcp-kit --example conformance_fixture

[ -x "$kept/venv/bin/python" ] || python3 -m venv "$kept/venv"
"$kept/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0

[ -f "$kept/npm/package.json" ] || echo '{"private":true}' >"$kept/npm/package.json"
web/node.sh npm --prefix "$kept/npm" install --silent --no-audit --no-fund --ignore-scripts --save-exact \
  @modelcontextprotocol/conformance@0.2.0-alpha.12 @modelcontextprotocol/inspector@2.12.0

status=0
web/node.sh "$kept/venv/bin/python" tests/conformance/suite.py "$target" || status=1
web/node.sh "$kept/venv/bin/python" tests/conformance/official_clients.py "$target" || status=1
exit $status

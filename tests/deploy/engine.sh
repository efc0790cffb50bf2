#!/bin/sh
# engine.sh start FOLDER   sees that a Docker engine answers, and prints the DOCKER_HOST to reach it by. One that runs already is
#                          used and left alone; else one is started by hand, with all that it writes in FOLDER. That needs root.
# engine.sh stop FOLDER    ends the engine that was started so, and removes FOLDER. Another engine is left alone.
set -eu

folder=${2:-}
if [ -z "$folder" ]; then
  echo 'engine.sh: say what to do and where: engine.sh start|stop FOLDER' >&2
  exit 2
fi
socket=unix://$folder/docker.sock

engine_start() {
  if docker version >/dev/null 2>&1; then
    echo "${DOCKER_HOST:-unix:///var/run/docker.sock}"
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo 'No Docker engine answers, and only root can start one: run this as root, or start Docker first.' >&2
    exit 1
  fi
  mkdir -p "$folder"
  dockerd --host "$socket" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
    >"$folder/log" 2>&1 </dev/null &
  waited=0
  until DOCKER_HOST=$socket docker version >/dev/null 2>&1; do
    waited=$((waited + 1))
    if ! kill -0 $! 2>/dev/null || [ "$waited" -gt 300 ]; then
      tail -n 20 "$folder/log" >&2
      echo 'The Docker engine does not start; the lines above are what it said last.' >&2
      exit 1
    fi
    sleep 0.2
  done
  echo "$socket"
}

engine_stop() {
  [ -f "$folder/pid" ] || return 0
  engine=$(cat "$folder/pid")
  kill "$engine" 2>/dev/null || true
  waited=0
  while kill -0 "$engine" 2>/dev/null; do
    waited=$((waited + 1))
    [ "$waited" -lt 300 ] || { echo 'The Docker engine does not end.' >&2; exit 1; }
    sleep 0.2
  done
  grep -o " $folder/[^ ]*" /proc/mounts | sort -r | while read -r mount; do umount "$mount"; done
  rm -rf "$folder"
}

case $1 in
  start) engine_start ;;
  stop) engine_stop ;;
  *)
    echo "engine.sh: say start or stop, not $1." >&2
    exit 2 ;;
esac

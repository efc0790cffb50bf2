# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# The containers of this deployment.

# in_time SECONDS COMMAND… ends a command that hangs. In the foreground, so that Ctrl-C reaches it.
in_time() {
  seconds=$1
  shift
  timeout --foreground --kill-after=10 "$seconds" "$@"
}

# compose SECONDS ARGUMENT… calls Docker Compose with the files of this deployment; 0 seconds are no limit. Its environment is clean:
# a variable that the operator has exported would otherwise count more than deploy/.env.production.
compose() {
  limit=$1
  shift
  case $deployment in
    sqlite) files="-f $deploy/docker-compose.sqlite.yml" ;;
    bundled) files="-f $deploy/docker-compose.yml -f $deploy/docker-compose.postgres.yml" ;;
    *) files="-f $deploy/docker-compose.yml" ;;
  esac
  # shellcheck disable=SC2086 # the command and the files are several words
  in_time "$limit" env -i PATH="$PATH" HOME="$(operator_home)" ${DOCKER_HOST:+DOCKER_HOST="$DOCKER_HOST"} \
    COMPOSE_PROJECT_NAME="$project" $compose_command --project-name "$project" --env-file "$env_file" $files "$@"
}

database_start() {
  [ "$deployment" = bundled ] || return 0
  step 'Starting PostgreSQL'
  compose 1800 up -d postgres || fail 'PostgreSQL could not be started; the reason stands above.'
  container_wait postgres 90
}

# oneoff_remove takes away the stopped containers of checks and set-ups that were interrupted.
oneoff_remove() {
  in_time 60 docker container prune --force --filter "label=com.docker.compose.project=$project" \
    --filter label=com.docker.compose.oneoff=True >/dev/null || :
}

# container_wait SERVICE SECONDS waits until it is healthy.
container_wait() {
  deadline=$(($(date +%s) + $2))
  while :; do
    container=$(compose 30 ps --all -q "$1" | head -n 1)
    health=$(container_health "$container")
    [ "$health" != healthy ] || return 0
    if [ "$(date +%s)" -ge "$deadline" ]; then
      compose 30 logs --no-color --tail 20 "$1" >&2
      fail "$1 is $health after $2 seconds; the end of its log stands above."
    fi
    sleep 1
  done
}

# What Docker says of a container: its health, or where it has none its state.
container_health() {
  in_time 20 docker inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' "$1" 2>/dev/null || echo gone
}

# The five steps of a new deployment. Alone on SQLite the program does them by itself at each start.
setup_steps_run() {
  [ "$deployment" != sqlite ] || return 0
  step 'Setting up databases, key, agents and schedules'
  compose 600 run --rm -T setup </dev/null ||
    fail 'the set-up could not be finished; the reason stands above. What was made stays. Once the cause is gone, run this again.'
}

containers_start() {
  step 'Starting the containers'
  compose 300 up -d --remove-orphans ||
    fail 'not all containers could be started; the reason stands above. If it is an overlapping network, set EDGE_PREFIX to another private network.'
}

# The home that ~ in a path means: that of the person who called sudo.
operator_home() {
  if is_root && [ -n "${SUDO_USER:-}" ]; then getent passwd "$SUDO_USER" | cut -d : -f 6; else printf '%s' "$HOME"; fi
}

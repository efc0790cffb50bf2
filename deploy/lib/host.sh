# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# Whether this machine can do it, looked at before anything is made. What a Debian package brings is installed where root asks.

host_check() {
  step 'Checking this machine'
  [ "$(date +%Y)" -ge 2026 ] || refuse "this machine's clock says $(date): set it (timedatectl set-ntp true), or no certificate will be believed."
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) refuse "the image is built for x86_64 and aarch64, not for $(uname -m)." ;;
  esac
  host_root_check
  host_packages_install
  engine_check
  host_memory_check
  host_disk_check
  port_check 8080 "the assistant listens there for nginx"
  if [ "$tls" != none ]; then
    port_check 80 'nginx listens there'
    port_check 443 'nginx listens there'
  fi
  edge_check
  say "This machine can do it: Docker $engine_version, $compose_name, $(host_memory) MB of memory."
}

host_root_check() {
  [ "$tls" = none ] || is_root ||
    refuse "nginx and its certificate need root: run this with sudo. (TLS_CERTIFICATE=none in $env_label does without, behind a proxy of your own.)"
}

host_packages_install() {
  packages=
  has curl || packages="$packages curl"
  if [ "$tls" != none ]; then
    # not on the path of everybody
    [ -x /usr/sbin/nginx ] || has nginx || packages="$packages nginx"
    has openssl || packages="$packages openssl"
    [ "$tls" != certbot ] || has certbot || packages="$packages certbot"
  fi
  [ -n "$packages" ] || return 0
  has apt-get || refuse "install these first, which are not here:$packages"
  is_root || refuse "install these first, as root: apt-get install$packages"
  say "Installing with apt-get:$packages"
  # a machine whose package lists are fresh needs no update
  # shellcheck disable=SC2086 # the names are to be split
  DEBIAN_FRONTEND=noninteractive in_time 900 apt-get install --yes --quiet --quiet --no-install-recommends $packages >/dev/null 2>&1 ||
    { in_time 300 apt-get update --quiet --quiet && DEBIAN_FRONTEND=noninteractive in_time 900 apt-get install --yes --quiet --quiet --no-install-recommends $packages >/dev/null; } ||
    refuse "apt-get could not install$packages: its message stands above."
}

# engine_check finds Docker and Compose, and sets what calls them.
engine_check() {
  has docker || refuse 'Docker is not installed. On Debian, as root: apt-get install docker.io docker-compose'
  engine_version=$(in_time 20 docker version --format '{{.Server.Version}}' 2>&1) || {
    case $engine_version in
      *'permission denied'*) refuse "you may not use Docker. Run this with sudo, or as root: adduser $(id -un) docker (and log in again)" ;;
      *) refuse "Docker does not answer: $engine_version. Start it, as root: systemctl start docker" ;;
    esac
  }
  client=$(in_time 20 docker version --format '{{.Client.Version}}')
  if [ "${client%%.*}" -ge 23 ] && ! in_time 20 docker buildx version >/dev/null 2>&1; then
    refuse 'this Docker builds with buildx, which is not there. As root: apt-get install docker-buildx'
  fi
  if version=$(in_time 20 docker compose version --short 2>/dev/null); then
    compose_command='docker compose'
  elif version=$(in_time 20 docker-compose version --short 2>/dev/null); then
    compose_command=docker-compose
  else
    refuse 'Docker Compose is not installed. On Debian, as root: apt-get install docker-compose'
  fi
  compose_name="Compose $version"
  case $version in
    1.29.* | v[2-9]* | [2-9]* | [1-9][0-9]*) ;;
    *) refuse "Compose $version is too old: 1.29 or newer is needed. On Debian 12 and newer: apt-get install docker-compose" ;;
  esac
}

# Whether the engine runs on this machine, so that its files and ports are ours to look at.
engine_is_here() {
  case ${DOCKER_HOST:-unix://} in
    unix://*) ;;
    *) return 1 ;;
  esac
}

# Megabytes of memory and swap.
host_memory() { awk '/^(MemTotal|SwapTotal):/ { kilobytes += $2 } END { printf "%d", kilobytes / 1024 }' /proc/meminfo; }

# The containers' own limits sum up to less than 2 GB, 3 with PostgreSQL; the compiler takes as much, for a while.
host_memory_check() {
  if [ "$(host_memory)" -lt 900 ]; then
    refuse "this machine has $(host_memory) MB of memory and swap; the assistant needs 1 GB, and 2 GB to build its image."
  elif [ "$(host_memory)" -lt 1900 ] && image_is_built_here; then
    warn "this machine has $(host_memory) MB of memory and swap, and building the image takes about 2 GB. If it is killed, add swap."
  fi
}

host_disk_check() {
  engine_is_here && image_is_built_here || return 0
  folder=$(in_time 20 docker info --format '{{.DockerRootDir}}')
  [ -d "$folder" ] || folder=/
  free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge 4000 ] || image_is_there ||
    refuse "$folder has $free MB free, and building the image takes 4 GB. Make room (docker builder prune), and run this again."
}

# The network that nginx and the assistant share is new, or is one of ours: none of the machine's own.
edge_check() {
  engine_is_here && has ip || return 0
  prefix=$(env_file_value EDGE_PREFIX)
  prefix=${prefix:-10.130.80}
  ! in_time 20 docker network inspect "${project}_edge_$prefix" >/dev/null 2>&1 || return 0
  taken=$(ip -4 route show match "$prefix.1" | grep -v '^default' | head -n 1)
  [ -z "$taken" ] ||
    refuse "$env_label$(value_place EDGE_PREFIX): this machine has the network $taken already. Write EDGE_PREFIX with the first three numbers of a private network that is free, such as 10.131.80."
}

# A port is free, or used by what is to use it.
port_check() { # PORT WHY
  engine_is_here && has ss || return 0
  listening=$(ss -Hltnp "sport = :$1")
  [ -n "$listening" ] || return 0
  if [ "$1" = 8080 ]; then
    [ -z "$(in_time 20 docker ps --quiet --filter "label=com.docker.compose.project=$project" --filter publish=8080)" ] || return 0
  else
    case $listening in *'"nginx"'*) return 0 ;; esac
  fi
  refuse "port $1 is taken by another program, and $2: $(printf '%s' "$listening" | sed -n '1s/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, process \2/p'). Stop it, and run this again."
}

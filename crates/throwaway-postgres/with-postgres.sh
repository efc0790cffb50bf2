#!/bin/sh
# with-postgres.sh COMMAND… runs COMMAND beside a fresh PostgreSQL cluster, named to it as a superuser's URL in
# TEST_POSTGRES_URL, and removes the cluster when COMMAND ends, however it ends. Answers with COMMAND's exit code.
#
# The cluster listens on a Unix socket in a folder of mode 0700 and nowhere else: no port to collide with, and nobody
# else on the machine can reach it, so it needs no password. Nothing is flushed to disk.
#
# With POSTGRES_TLS_PORT set it listens on that port of localhost too: over TLS alone, with a certificate of an authority made
# for this run, which TEST_POSTGRES_CA names, and with passwords. It may then be stopped and started while COMMAND runs, by the
# script that TEST_POSTGRES_CTL names, which is pg_ctl for this cluster.
set -eu

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
if [ ! -x "$programs/initdb" ]; then
  # elsewhere than on Debian the programs stand in the path
  programs=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
fi
if [ ! -x "$programs/initdb" ]; then
  echo 'PostgreSQL is missing: install postgresql-15: apt-get install postgresql' >&2
  exit 1
fi

# PostgreSQL refuses to run as root
as_owner() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# /tmp and not TMPDIR: the path of a socket has at most 107 characters
folder=$(mktemp -d /tmp/throwaway-postgres.XXXXXXXX)
if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
cd "$folder"

remove_cluster() {
  trap - EXIT HUP INT TERM
  as_owner "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap remove_cluster EXIT
trap 'exit 130' HUP INT TERM

as_owner "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
  --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 400
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 256MB
SETTINGS
port=${POSTGRES_TLS_PORT:-}
if [ -n "$port" ]; then
  new_key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'
  # shellcheck disable=SC2086 # they are several words
  { as_owner openssl req -x509 $new_key -subj '/CN=throwaway authority' -keyout "$folder/ca.key" -out "$folder/ca.crt" &&
    as_owner openssl req -x509 $new_key -subj '/CN=localhost' -CA "$folder/ca.crt" -CAkey "$folder/ca.key" \
      -addext 'subjectAltName=DNS:localhost' -addext 'basicConstraints=critical,CA:FALSE' \
      -keyout "$folder/server.key" -out "$folder/server.crt"
  } >"$folder/openssl.log" 2>&1 || { cat "$folder/openssl.log" >&2; exit 1; }
  cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = 'localhost'
port = $port
ssl = on
ssl_cert_file = '$folder/server.crt'
ssl_key_file = '$folder/server.key'
SETTINGS
  printf 'local all all trust\nhostssl all all ::1/128 scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n' \
    >"$folder/data/pg_hba.conf"
  # a crash of the server must not take what it had said was committed
  echo 'synchronous_commit = on' >>"$folder/data/postgresql.conf"
  TEST_POSTGRES_CA=$folder/ca.crt
  TEST_POSTGRES_CTL=$folder/pg_ctl
  export TEST_POSTGRES_CA TEST_POSTGRES_CTL
  runner=
  if [ "$(id -u)" -eq 0 ]; then runner='runuser -u postgres -- '; fi
  cat >"$TEST_POSTGRES_CTL" <<PG_CTL
#!/bin/sh
cd '$folder'
exec $runner'$programs/pg_ctl' --pgdata='$folder/data' --log='$folder/server.log' --wait --silent "\$@"
PG_CTL
  chmod +x "$TEST_POSTGRES_CTL"
fi
as_owner "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent start >/dev/null \
  || { cat "$folder/server.log" >&2; exit 1; }

cd "$OLDPWD"
TEST_POSTGRES_URL="postgresql://postgres@$(echo "$folder" | sed 's|/|%2F|g')${port:+:$port}/postgres"
export TEST_POSTGRES_URL
code=0
"$@" || code=$?
exit "$code"

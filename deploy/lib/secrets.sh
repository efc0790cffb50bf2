# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# Secrets that the operator left empty are made. One that is there is never replaced.

secrets_make() {
  secrets_made=
  [ "$deployment" != bundled ] || secrets_lost_check
  secret_make ASSISTANT_API_KEY secret_api_key
  secret_make CREDENTIALS_ENCRYPTION_KEY secret_hex
  [ "$deployment" = sqlite ] || secret_make MCP_INTERNAL_SECRET secret_hex
  if [ "$deployment" = bundled ]; then
    secret_make POSTGRES_PASSWORD secret_hex
    secret_make DB_PASSWORD secret_hex
    secret_make SYSTEM_DB_URL secret_database_url
  fi
  if [ -z "$secrets_made" ]; then
    say "Secrets: all there in $env_label."
    return
  fi
  say "Secrets made, in $env_label:$secrets_made."
  case $secrets_made in
    *CREDENTIALS_ENCRYPTION_KEY*)
      say 'Keep a copy of CREDENTIALS_ENCRYPTION_KEY apart from the backups of the databases: with both, a thief opens the connected'
      say 'accounts; without the key, nobody does, and everybody has to connect theirs again.' ;;
  esac
}

secret_make() { # NAME COMMAND
  [ -z "$(env_file_value "$1")" ] || return 0
  "$2" | env_file_set "$1"
  secrets_made="$secrets_made $1"
}

secret_bytes() { head -c 32 /dev/urandom; }

# 64 hexadecimal characters
secret_hex() { secret_bytes | od -An -v -tx1 | tr -d ' \n'; }

# as the program makes its keys: ask_ and 43 characters that may stand in a URL
secret_api_key() { printf 'ask_%s' "$(secret_bytes | base64 | tr '+/' '-_' | tr -d '=\n')"; }

# Nobody else is on the network of the bundled PostgreSQL, so it speaks without TLS.
secret_database_url() { printf 'postgresql://assistant:%s@postgres:5432/assistant_system?sslmode=disable' "$(secret_hex)"; }

# New passwords do not open a database that was made with others.
secrets_lost_check() {
  volume=${project}_postgres-data
  in_time 20 docker volume inspect "$volume" >/dev/null 2>&1 || return 0
  for name in POSTGRES_PASSWORD DB_PASSWORD SYSTEM_DB_URL CREDENTIALS_ENCRYPTION_KEY; do
    [ -n "$(env_file_value "$name")" ] ||
      refuse "$env_label$(value_place "$name"): $name is missing, but the volume $volume holds a database that was set up with it. Put the old value back. Only if that database is to be thrown away: docker volume rm $volume"
  done
}

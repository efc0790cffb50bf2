# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# What must be right in deploy/.env.production before anything is built or started. Shape and names are looked at here, within a
# second; what a value means to the program is the program's to say, once it is there (values_check_by_program).

postgres_url='postgres(ql)?://[^:/@]+(:[^/@]*)?@[^/@]+/[^/]+'
key_hint='leave it empty and one is made'

values_check() {
  problems=$(awk -v task=check -v label="$env_label" -v example="$env_example" -f "$deploy/lib/env-file.awk" "$env_example" "$env_file")
  # what cannot be read has no values to look at
  [ -n "$problems" ] || values_of_deployment_check
  [ -z "$problems" ] || refuse "$(printf 'what is wrong in %s:\n%s' "$env_label" "$problems")"
}

values_of_deployment_check() {
  value_match DEPLOYMENT 'external|bundled|sqlite' 'write external (your own PostgreSQL), bundled (PostgreSQL in a container) or sqlite (one container)'
  value_match TLS_CERTIFICATE 'certbot|self-signed|none' 'write certbot (a public authority), self-signed (local network) or none (your own proxy)'
  value_need ASSISTANT_DOMAIN 'write the name that people will open, such as home.your-domain.net'
  value_match ASSISTANT_DOMAIN '([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?' 'write a host name in lower case, without https:// and without a port'
  value_match CERTBOT_EMAIL '[^@ ]+@[^@ ]+\.[^@ .]+' 'write an address of mail, or leave it empty'
  value_match ASSISTANT_PUBLIC_URL 'https?://[^,/ ]+/?(,https?://[^,/ ]+/?)*' 'write addresses such as https://assistant.lan, set apart by commas and without a path'
  value_match ASSISTANT_TAG '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}' 'write an image tag: letters, digits, dots and dashes'
  value_match EDGE_PREFIX '(10\.[0-9]{1,3}|172\.(1[6-9]|2[0-9]|3[01])|192\.168)\.[0-9]{1,3}' 'write the first three numbers of a private network, such as 10.130.80'
  value_match SKILLS_HOST_DIR '(/|~/).+' 'write a path that begins with / or ~/'
  value_match DATA_HOST_DIR '(/|~/).+' 'write a path that begins with / or ~/'

  value_match ASSISTANT_API_KEY '.{32,}' "it needs 32 characters or more; $key_hint"
  value_match MCP_INTERNAL_SECRET '.{32,}' "it needs 32 characters or more; $key_hint"
  value_match CREDENTIALS_ENCRYPTION_KEY '[0-9A-Fa-f]{64}' "it is 64 hexadecimal characters; $key_hint"
  value_match CREDENTIALS_ENCRYPTION_KEY_PREVIOUS '[0-9A-Fa-f]{64}' 'it is 64 hexadecimal characters'

  value_match LLM_PROVIDER 'claude|anthropic|openai|ollama|demo' 'write claude, openai, ollama or demo'
  case $(env_file_value LLM_PROVIDER) in
    '' | claude | anthropic) value_need ANTHROPIC_API_KEY 'LLM_PROVIDER=claude needs it; LLM_PROVIDER=demo needs no key' ;;
    openai)
      value_need LLM_MODEL 'say which model to ask'
      [ -n "$(env_file_value OPENAI_BASE_URL)" ] || value_need OPENAI_API_KEY 'LLM_PROVIDER=openai needs it, unless OPENAI_BASE_URL names a server that wants none' ;;
    ollama) value_need LLM_MODEL 'say which model to ask' ;;
  esac
  for name in ANTHROPIC_BASE_URL OPENAI_BASE_URL OLLAMA_BASE_URL; do
    value_match "$name" 'https?://.+' 'it begins with http:// or https://'
  done

  value_match DB_PORT '[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]' 'a port is a number from 1 to 65535'
  value_match DB_SSLMODE 'disable|prefer|require|verify-ca|verify-full' 'write verify-full, or what your server can do of require, verify-ca and verify-full'
  case $(env_file_value DEPLOYMENT) in
    '' | external) values_of_external_check ;;
    bundled) values_of_bundled_check ;;
  esac
}

# The operator's own PostgreSQL.
values_of_external_check() {
  value_need SYSTEM_DB_URL 'write postgresql://user:password@host:5432/assistant_system?sslmode=verify-full'
  for name in DB_HOST DB_USER DB_PASSWORD; do
    value_need "$name" 'the database of the journal needs it; DEPLOYMENT=bundled brings a PostgreSQL along'
  done
  for name in SYSTEM_DB_URL SYSTEM_DB_ADMIN_URL DB_ADMIN_URL; do
    value_match "$name" "$postgres_url" 'write postgresql://user:password@host:5432/database, with other characters of a password as %XX'
  done
  value_match DB_HOST '[A-Za-z0-9._-]+' 'write the host name or address of the server alone'
}

# PostgreSQL in a container: its values are made, so whoever writes some means another deployment.
values_of_bundled_check() {
  value_match POSTGRES_PASSWORD '[A-Za-z0-9._~-]{16,}' "it becomes part of a URL: 16 or more letters, digits and . _ ~ -; $key_hint"
  value_match DB_PASSWORD '.{16,}' "it needs 16 characters or more; $key_hint"
  value_match SYSTEM_DB_URL 'postgresql://[^:/@]+:[^/@]+@postgres:5432/.+' "with DEPLOYMENT=bundled the server is the container postgres; $key_hint, or write DEPLOYMENT=external"
  value_match DB_HOST 'postgres' 'with DEPLOYMENT=bundled the server is the container postgres; leave it empty, or write DEPLOYMENT=external'
}

# value_match NAME PATTERN HOW: the value, where there is one, is as the extended regular expression says.
value_match() {
  value=$(env_file_value "$1")
  [ -n "$value" ] || return 0
  printf '%s\n' "$value" | LC_ALL=C grep -Exq -- "$2" || value_problem "$1" "cannot be used: $3"
}

# value_need NAME HOW: there is a value.
value_need() {
  [ -n "$(env_file_value "$1")" ] || value_problem "$1" "is missing: $2"
}

value_problem() { # NAME TEXT
  problems=$(printf '%s\n%s%s: %s %s' "$problems" "$env_label" "$(value_place "$1")" "$1" "$2" | sed '/^$/d')
}

# Where NAME stands, or where it would have to.
value_place() { # NAME
  line=$(env_file_line "$1")
  if [ -n "$line" ]; then printf ', line %s' "$line"; else printf ' (add a line %s=)' "$1"; fi
}

# values_check_by_program asks the program itself about the values of each container, as that container will be given them.
values_check_by_program() {
  step 'Checking every value with the program itself'
  case $deployment in
    sqlite) checks='assistant=up' ;;
    *) checks='assistant=gateway journal-mcp=journal garmin=garmin google-workspace=google-workspace google-places=google-places splitwise=splitwise setup=setup' ;;
  esac
  oneoff_remove
  problems=
  for check in $checks; do
    said=$(compose 120 run --rm --no-deps -T "${check%%=*}" config check "${check#*=}" 2>&1 </dev/null) || value_problem_of_program "${check%%=*}" "$said"
  done
  [ -z "$problems" ] || refuse "$(printf 'what the program cannot use:\n%s' "$problems")"
  say "Every container's values can be used."
}

# The program names the setting; the operator wants the line.
value_problem_of_program() { # SERVICE SAID
  name=$(printf '%s\n' "$2" | grep -Eo '\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b' | head -n 1)
  [ -n "$name" ] || fail "the values for the container $1 could not be checked: $2"
  sentence=$(printf '%s\n' "$2" | grep -F -m 1 "$name" | sed 's/^assistant: //')
  problems=$(printf '%s\n%s%s: %s' "$problems" "$env_label" "$(value_place "$name")" "$sentence" | sed '/^$/d' | awk '!told[$0]++')
}

# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# Whether the assistant can do its work, asked as its clients ask.

gateway_url=http://127.0.0.1:8080
# Seconds from the start of the containers; and how long services may then take to be found before they count as missing.
ready_within=120
whole_within=15

# readiness_ask sets what /api/ready says: ready_code (000 when nothing answers) and ready_body.
readiness_ask() {
  ready_body=$(curl --silent --max-time 5 --write-out ' %{http_code}' "$gateway_url/api/ready") || :
  ready_code=${ready_body##* }
  ready_body=${ready_body% *}
}

readiness_wait() {
  step 'Waiting until the assistant is ready'
  deadline=$(($(date +%s) + ready_within))
  until readiness_ask && [ "$ready_code" = 200 ]; do
    if [ "$(date +%s)" -ge "$deadline" ]; then
      readiness_explain
      fail "the assistant is not ready after $ready_within seconds; what is known stands above. Its whole log: deploy/deploy.sh logs assistant"
    fi
    sleep 1
  done
  deadline=$(($(date +%s) + whole_within))
  until readiness_is_whole || [ "$(date +%s)" -ge "$deadline" ]; do
    sleep 1
    readiness_ask
  done
  readiness_print
}

readiness_is_whole() {
  case $ready_code,$ready_body in
    200,*'"status":"ok"'*) ;;
    *) return 1 ;;
  esac
}

# readiness_print says how it is; it returns 1 when the assistant cannot do its work.
readiness_print() {
  if readiness_is_whole; then
    say 'Ready: everything is there.'
  elif [ "$ready_code" = 200 ]; then
    say "Ready, but degraded: without $(readiness_missing). What comes back is used again by itself."
  elif [ "$ready_code" = 000 ]; then
    say "Not ready: nothing answers at $gateway_url. Start it with deploy/deploy.sh deploy, or read why in deploy/deploy.sh logs assistant."
    return 1
  else
    say "Not ready: without $(readiness_missing). It says: $ready_body"
    return 1
  fi
}

# The names of the checks that failed.
readiness_missing() { printf '%s' "$ready_body" | tr '{' '\n' | sed -n 's/.*"name":"\([^"]*\)","ok":false.*/\1/p' | paste -s -d ' '; }

# The last words of every container that is not well.
readiness_explain() {
  readiness_print >&2 || :
  for service in $(compose 30 config --services); do
    container=$(compose 30 ps --all -q "$service" | head -n 1)
    [ -n "$container" ] || continue
    health=$(container_health "$container")
    case $health in healthy | running) continue ;; esac
    printf '\n%s is %s. The end of its log:\n' "$service" "$health" >&2
    compose 30 logs --no-color --tail 15 "$service" >&2
  done
}

# door_check comes in as a person does: by name, through nginx and TLS.
door_check() {
  [ "$tls" != none ] || return 0
  set -- --resolve "$domain:443:127.0.0.1"
  # a self-made certificate is its own authority
  [ "$tls" = certbot ] || set -- "$@" --cacert "$tls_folder/fullchain.pem"
  trust=0
  code=$(door_ask "$@") || trust=$?
  # 60: the certificate is of an authority that is not in this machine's list
  if [ "$trust" -eq 60 ] && [ "$tls" = certbot ]; then
    warn "this machine does not trust the authority of the certificate, and browsers may not either."
    trust=0
    code=$(door_ask --insecure "$@") || trust=$?
  fi
  [ "$trust" -eq 0 ] ||
    fail "the assistant is ready, but not through nginx at https://$domain: the reason stands above, and more in /var/log/nginx/error.log."
  [ "$code" = 200 ] || fail "the assistant is ready, but nginx at https://$domain answers $code: see /var/log/nginx/assistant.error.log."
  say "https://$domain answers."
}

# Status of /api/ready through the door, and on standard error why there is none.
door_ask() { # CURL-OPTION…
  curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code}' "$@" "https://$domain/api/ready"
}

sign_in_link_print() {
  link=$(compose 60 exec -T assistant assistant sign-in-link --url "https://$domain" </dev/null) ||
    fail 'no link to sign in with could be made; the reason stands above.'
  say ''
  say 'Open this to sign in. It works once, within 15 minutes; running this again makes another.'
  say "$link"
}

# status_print ends with exit code 0 only when the assistant is ready.
status_print() {
  say "Deployment: $deployment, image assistant:$tag$(image_label), Docker $engine_version, $compose_name"
  compose 30 ps
  status_certificate_print
  say "Disk: $(df -Ph "$deploy" | awk 'NR == 2 { print $4 " free of " $2 }')"
  readiness_ask
  readiness_print || exit 1
}

# Version and revision that the image says it is of.
image_label() {
  in_time 20 docker image inspect --format ' (version {{index .Config.Labels "org.opencontainers.image.version"}}, revision {{index .Config.Labels "org.opencontainers.image.revision"}})' "assistant:$tag" 2>/dev/null || echo ' (not built)'
}

# What nginx shows, so that it can be asked without root.
status_certificate_print() {
  [ "$tls" != none ] && has openssl || return 0
  until=$(in_time 10 openssl s_client -connect 127.0.0.1:443 -servername "$domain" </dev/null 2>/dev/null | openssl x509 -noout -enddate 2>/dev/null | cut -d = -f 2)
  say "Certificate of $domain: ${until:+until }${until:-nginx shows none}"
}

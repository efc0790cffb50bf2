# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# nginx on this machine, in front of the gateway: TLS for people outside, and the answers to the certificate authority.

acme_folder=/var/www/assistant-acme

nginx_setup() {
  if [ "$tls" = none ]; then
    say 'nginx and TLS: left to your own proxy, which passes https://'"$domain"' on to http://127.0.0.1:8080.'
    return
  fi
  step "Setting up nginx and the certificate of $domain"
  mkdir -p "$acme_folder"
  # nginx does not start without a certificate, and the authority gives none without nginx
  certificate_ready || certificate_self_make
  nginx_site_install
  nginx_load
  if [ "$tls" = certbot ] && ! certificate_of_authority_is_used; then
    certificate_of_authority_get
    nginx_load
  fi
  certificate_print
}

# nginx_site_install puts our file where nginx reads it. If nginx does not take it, what was there before comes back.
nginx_site_install() {
  if [ -d /etc/nginx/sites-enabled ]; then
    site=/etc/nginx/sites-available/assistant.conf
    enabled=/etc/nginx/sites-enabled/assistant.conf
  else
    # nginx.org's own package
    site=/etc/nginx/conf.d/assistant.conf
    enabled=$site
  fi
  "$deploy/nginx/render.sh" "$domain" >"$site.new"
  if cmp -s "$site.new" "$site" && [ -e "$enabled" ]; then
    rm "$site.new"
    nginx_test || fail "nginx does not take its configuration: $(nginx_test_words)"
    say "nginx: $site is as it was."
    return
  fi
  rm -f "$site.old"
  [ ! -e "$site" ] || cp -p "$site" "$site.old"
  mv "$site.new" "$site"
  [ -e "$enabled" ] || ln -s "$site" "$enabled"
  if ! nginx_test; then
    words=$(nginx_test_words)
    if [ -e "$site.old" ]; then mv "$site.old" "$site"; else rm -f "$enabled" "$site"; fi
    fail "nginx does not take the new configuration, so the one before was put back: $words"
  fi
  rm -f "$site.old"
  say "nginx: $site was written."
}

nginx_program() { command -v nginx || echo /usr/sbin/nginx; }

nginx_test() { in_time 30 "$(nginx_program)" -t -q 2>/dev/null; }

nginx_test_words() { in_time 30 "$(nginx_program)" -t -q 2>&1 | tail -n 3; }

# nginx_load sees to it that a running nginx works with the files that are there now. What it was last told to load is kept in /run,
# so that a run that was interrupted before the reload does it now, and one that changed nothing disturbs nobody's connection.
nginx_load() {
  stamp=/run/assistant-nginx-loaded
  now=$(cat "$site" "$tls_folder/fullchain.pem" | sha256sum)
  if ! nginx_runs; then
    if [ -d /run/systemd/system ]; then
      in_time 60 systemctl enable --quiet --now nginx || fail 'nginx could not be started; its words: journalctl -u nginx'
    else
      # without the lock, which would be held as long as nginx runs
      in_time 30 "$(nginx_program)" 9<&- || fail 'nginx could not be started; the reason stands above.'
    fi
    say 'nginx: started.'
  elif [ "$now" != "$(cat "$stamp" 2>/dev/null)" ]; then
    in_time 30 "$(nginx_program)" -s reload || fail 'nginx could not be told to read its files again; the reason stands above.'
    say 'nginx: told to read its files again.'
  fi
  printf '%s\n' "$now" >"$stamp"
}

nginx_runs() {
  [ -s /run/nginx.pid ] && kill -0 "$(cat /run/nginx.pid)" 2>/dev/null
}

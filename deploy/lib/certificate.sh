# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# The certificate that nginx shows. /etc/assistant/tls/HOST-NAME is a link to a folder with fullchain.pem and privkey.pem, so that
# both change at once: to certbot's folder, or to one of our own making.

# Seconds before its end at which a certificate is too old: a week for certbot's, which its timer renews a month before; a month for
# our own, which only a run of deploy.sh renews.
certbot_margin=604800
self_made_margin=2592000
# Days. Apple's systems take none that lasts longer (https://support.apple.com/en-us/103769).
self_made_days=825

# certificate_ready tells whether there is one that nginx can show, and sets tls_folder.
certificate_ready() {
  tls_folder=/etc/assistant/tls/$domain
  authority_folder=/etc/letsencrypt/live/$domain
  if [ "$tls" = certbot ]; then
    if certificate_holds "$authority_folder" 0; then certificate_use "$authority_folder"; fi
    certificate_holds "$tls_folder" 0
  else
    # whoever changes from certbot to self-signed wants another one
    [ "$(readlink "$tls_folder" 2>/dev/null)" != "$authority_folder" ] && certificate_holds "$tls_folder" "$self_made_margin"
  fi
}

# certificate_holds FOLDER SECONDS: there is a certificate for this host with its key, good for so long.
certificate_holds() {
  [ -s "$1/fullchain.pem" ] && [ -s "$1/privkey.pem" ] &&
    openssl x509 -in "$1/fullchain.pem" -noout -checkend "$2" >/dev/null 2>&1 &&
    openssl x509 -in "$1/fullchain.pem" -noout -checkhost "$domain" 2>/dev/null | grep -q 'does match' &&
    [ "$(openssl x509 -in "$1/fullchain.pem" -noout -pubkey)" = "$(openssl pkey -in "$1/privkey.pem" -pubout 2>/dev/null)" ]
}

# certificate_use FOLDER swings the link, in one step.
certificate_use() {
  [ "$(readlink "$tls_folder" 2>/dev/null)" != "$1" ] || return 0
  mkdir -p "$(dirname "$tls_folder")"
  ln -sfn "$1" "$tls_folder.new"
  mv -T "$tls_folder.new" "$tls_folder"
}

certificate_self_make() {
  mkdir -p "$(dirname "$tls_folder")"
  folder=$(umask 077 && mktemp -d "/etc/assistant/tls/self-made-$domain.XXXXXX")
  (
    umask 077
    in_time 30 openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -days "$self_made_days" \
      -subj "/CN=$domain" -addext "subjectAltName=DNS:$domain" -addext basicConstraints=critical,CA:FALSE \
      -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=serverAuth \
      -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
  ) || fail "openssl could not make a certificate for $domain in $folder."
  certificate_use "$folder"
  self_made_remove
  say "Made a certificate for $domain with openssl."
}

# self_made_remove takes away those that are not shown: of earlier runs, also of interrupted ones.
self_made_remove() {
  for folder in "/etc/assistant/tls/self-made-$domain".*; do
    if [ -d "$folder" ] && [ "$folder" != "$(readlink "$tls_folder")" ]; then rm -r "$folder"; fi
  done
}

certificate_of_authority_is_used() {
  [ "$(readlink "$tls_folder")" = "$authority_folder" ] && certificate_holds "$authority_folder" "$certbot_margin"
}

# certificate_of_authority_get asks Let's Encrypt, or the server that /etc/letsencrypt/cli.ini names. certbot's own timer renews it,
# and nginx is told to read it then.
certificate_of_authority_get() {
  getent ahosts "$domain" >/dev/null || fail "no name server knows $domain, so no authority gives a certificate for it. Point the name at this machine's public address, wait until it is known, and run this again."
  email=$(env_file_value CERTBOT_EMAIL)
  if [ -n "$email" ]; then set -- --email "$email"; else set -- --register-unsafely-without-email; fi
  say "Asking for a certificate of $domain with certbot, which takes half a minute."
  in_time 300 certbot certonly --non-interactive --agree-tos --webroot --webroot-path "$acme_folder" --domain "$domain" \
    --cert-name "$domain" --keep-until-expiring --deploy-hook 'nginx -t -q && nginx -s reload' "$@" ||
    fail "certbot got no certificate for $domain; its reason stands above. The authority must reach http://$domain/ (port 80) from outside: look at the name's address and the firewall, and run this again. Until then nginx shows a self-made certificate."
  certificate_holds "$authority_folder" "$certbot_margin" || fail "certbot says that it is done, but there is no good certificate in $authority_folder."
  certificate_use "$authority_folder"
  self_made_remove
}

certificate_print() {
  until=$(openssl x509 -in "$tls_folder/fullchain.pem" -noout -enddate | cut -d = -f 2)
  if [ "$tls" = certbot ]; then
    say "Certificate: of $(openssl x509 -in "$tls_folder/fullchain.pem" -noout -issuer | cut -d = -f 2-), until $until; certbot renews it."
  else
    say "Certificate: self-made, until $until. Browsers ask before they trust it; compare its SHA-256 fingerprint there:"
    openssl x509 -in "$tls_folder/fullchain.pem" -noout -fingerprint -sha256 | cut -d = -f 2
  fi
}

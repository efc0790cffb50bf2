#!/bin/sh
# render.sh HOST-NAME [TLS-FOLDER] prints assistant.conf for that host name. TLS-FOLDER holds fullchain.pem and privkey.pem.
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo 'render.sh: name the host that people will open, and if you like the folder of its certificate: render.sh HOST-NAME [TLS-FOLDER]' >&2
  exit 2
fi
host=$1
tls_folder=${2:-/etc/assistant/tls/$host}

case $host in
  '' | *[!a-z0-9.-]*)
    echo "render.sh: $host is no host name in lower case." >&2
    exit 2 ;;
esac
case $tls_folder in
  *[!A-Za-z0-9/._-]* | [!/]*)
    echo "render.sh: $tls_folder is no absolute path of plain characters." >&2
    exit 2 ;;
esac

rendered() {
  sed -e "s|/etc/assistant/tls/assistant\\.example\\.org|$tls_folder|" -e "s|assistant\\.example\\.org|$host|g" "$(dirname "$0")/assistant.conf"
}

if [ -s /proc/net/if_inet6 ]; then
  rendered
else
  # nginx does not start on an address of a kind that the machine has not
  rendered | sed '/^ *listen \[::\]/d'
fi

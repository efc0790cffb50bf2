#!/bin/sh
# needs.sh THING… sees that each THING is on this machine, and installs the Debian package it comes in when it is not.
# THING is one of: c-compiler, postgresql, chromium, python, shellcheck, docker, docker-compose, debootstrap, nginx,
# certbot, curl, iproute2.
set -eu

packages=''
need() { # PACKAGE REASON: PACKAGE is missing
  echo "$1 is missing: $2" >&2
  packages="$packages $1"
}

has() { command -v "$1" >/dev/null 2>&1; }

for thing in "$@"; do
  case $thing in
    c-compiler)
      # SQLite and the TLS primitives are C and assembler
      has cc || need build-essential 'SQLite and the cryptography are compiled with a C compiler' ;;
    postgresql)
      ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb ||
        need postgresql 'the tests run on both databases, and start a throw-away server for themselves' ;;
    chromium)
      has chromium || has chromium-browser || has google-chrome ||
        need chromium 'the web app is tested in a real browser' ;;
    python)
      { has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; } ||
        need python3-venv 'Node.js and the official MCP clients come from PyPI' ;;
    shellcheck)
      has shellcheck || need shellcheck 'the scripts are checked with it' ;;
    docker)
      has dockerd || need docker.io 'the deployment is tested in a real Docker engine'
      # since Debian 13 the client and its builder are packages of their own
      if [ "$(cut -d . -f 1 /etc/debian_version)" -ge 13 ] 2>/dev/null; then
        has docker || need docker-cli 'the engine is told with it what to do'
        docker buildx version >/dev/null 2>&1 || need docker-buildx 'the image is built with it'
      fi ;;
    docker-compose)
      has docker-compose || need docker-compose 'the Compose files are read with it' ;;
    debootstrap)
      has debootstrap || need debootstrap 'the images that the test begins from are made with it' ;;
    certbot)
      has certbot || need certbot 'the test gets a certificate with it, as the deployment does' ;;
    curl)
      has curl || need curl 'the deployment asks itself with it whether it is ready' ;;
    iproute2)
      { has ip && has ss; } || need iproute2 'the test sees with it which ports are free, and makes a network that is not ours' ;;
    nginx)
      [ -x /usr/sbin/nginx ] || need nginx-light 'its configuration is tested with it'
      has openssl || need openssl 'the certificate of the test is made with it' ;;
    *)
      echo "needs.sh: there is no thing called $thing" >&2
      exit 2 ;;
  esac
done

[ -n "$packages" ] || exit 0
if ! has apt-get; then
  echo "This machine has no apt-get: install what answers to$packages on your system, then try again." >&2
  exit 1
fi
as_root=''
if [ "$(id -u)" -ne 0 ]; then
  if ! has sudo; then
    echo "Run this as root, then try again: apt-get install$packages" >&2
    exit 1
  fi
  as_root=sudo
fi
echo "Installing with apt-get:$packages" >&2
$as_root apt-get update --quiet >&2
# shellcheck disable=SC2086 # the names are to be split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $packages >&2

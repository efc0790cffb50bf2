#!/bin/sh
# bases.sh FOLDER makes the images that deploy/Dockerfile and deploy/docker-compose.postgres.yml begin from, where the engine does not
# have them. A deployment takes them from a registry; a test must not need one, so they are made of Debian's packages and of
# the Rust that this machine has, under the same names and near enough to the real ones for what is built on them. It works in FOLDER, needs
# root, and takes some minutes once.
set -eu

folder=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"

DEBIAN=debian:bookworm-slim
RUST=rust:1.95-slim-bookworm
POSTGRES=postgres:15-bookworm

has() { docker image inspect "$1" >/dev/null 2>&1; }

# Debian's smallest system, without what slim images leave out.
debian_make() {
  root=$folder/debian
  mkdir "$root"
  debootstrap --variant=minbase bookworm "$root" >"$folder/debootstrap.log" 2>&1 ||
    { tail -n 20 "$folder/debootstrap.log" >&2; exit 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/var/log/*.log \
    "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/info/* "$root"/usr/share/locale/*
  tar -C "$root" -c . | docker import --change 'CMD ["bash"]' - "$DEBIAN" >/dev/null
  rm -rf "$root"
}

# Debian with a C compiler and this machine's Rust, where the real image has them. The authorities of this machine come along: behind
# a proxy that opens TLS, nothing could be fetched without them.
rust_make() {
  context=$folder/rust
  mkdir -p "$context"
  cp /etc/ssl/certs/ca-certificates.crt "$context/authorities.crt"
  toolchain=$(rustc --print sysroot)
  mkdir "$context/toolchain"
  cp -r "$toolchain/bin" "$toolchain/lib" "$context/toolchain/"
  cat >"$context/Dockerfile" <<'DOCKERFILE'
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
COPY authorities.crt /etc/ssl/certs/ca-certificates.crt
COPY toolchain /usr/local/rustup/toolchains/stable
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/rustup/toolchains/stable/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
DOCKERFILE
  DOCKER_BUILDKIT=1 docker build --quiet --tag "$RUST" "$context" >/dev/null
  rm -rf "$context"
}

# Debian's PostgreSQL, behind an entry of our own that keeps as much of the real image's contract as the deployment uses.
postgres_make() {
  DOCKER_BUILDKIT=1 docker build --quiet --tag "$POSTGRES" "$here/postgres-image" >/dev/null
}

has "$DEBIAN" || { echo "Making $DEBIAN of Debian's packages" >&2; debian_make; }
has "$RUST" || { echo "Making $RUST of it and this machine's Rust" >&2; rust_make; }
has "$POSTGRES" || { echo "Making $POSTGRES of it and Debian's PostgreSQL" >&2; postgres_make; }

# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# What is said to the operator: progress on standard output, what is wrong on standard error.

say() { printf '%s\n' "$*"; }

# A heading of what follows, which may take a while.
step() { printf '\n== %s\n' "$*"; }

warn() { printf 'Note: %s\n' "$*" >&2; }

# Something did not work. Running the command again is safe.
fail() {
  printf '\nFailed: %s\n' "$*" >&2
  exit 1
}

# Something must be changed first; nothing was started.
refuse() {
  printf '\nRefused: %s\nNothing was started.\n' "$*" >&2
  exit 2
}

has() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# run_lock keeps a second run out until this one ends, however it ends.
run_lock() {
  has flock || return 0
  exec 9<"$deploy/deploy.sh"
  flock --nonblock 9 || refuse 'Another deploy.sh is at work here. Wait until it has ended.'
}

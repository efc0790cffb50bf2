#!/bin/sh
# deploy.sh brings the assistant up on this machine, from one file that a person fills in: deploy/.env.production.
#
#   deploy/deploy.sh setup            makes everything that the assistant stands on, and starts none of it
#   deploy/deploy.sh deploy           the same, then starts it, waits until it is ready and prints a link to sign in with
#   deploy/deploy.sh status           what runs, and whether it is ready (exit 0) or not (exit 1)
#   deploy/deploy.sh logs [SERVICE]   follows the logs
#   deploy/deploy.sh stop             stops it; nothing is removed
#
# Each can be repeated, also after it was interrupted: it looks at what is there, does what is missing, and says what it did.
# Exit 0: done. 1: something failed. 2: refused before anything was started, because something must be changed first.
#
# nginx, certificates and missing Debian packages need root; with TLS_CERTIFICATE=none the right to use Docker is enough.
# From the caller's environment it takes DOCKER_HOST (another engine) and COMPOSE_PROJECT_NAME (a name other than assistant).
set -eu
# what others must not read says so itself; nginx and the containers read the rest
umask 022

deploy=$(cd "$(dirname "$0")" && pwd)
source_tree=$(dirname "$deploy")
env_file=$deploy/.env.production
project=${COMPOSE_PROJECT_NAME:-assistant}

# shellcheck source-path=SCRIPTDIR
{
  . "$deploy/lib/words.sh"
  . "$deploy/lib/env-file.sh"
  . "$deploy/lib/values.sh"
  . "$deploy/lib/secrets.sh"
  . "$deploy/lib/host.sh"
  . "$deploy/lib/containers.sh"
  . "$deploy/lib/image.sh"
  . "$deploy/lib/folders.sh"
  . "$deploy/lib/nginx.sh"
  . "$deploy/lib/certificate.sh"
  . "$deploy/lib/readiness.sh"
}

main() {
  command=${1:-help}
  [ $# -eq 0 ] || shift
  case $command in
    setup)
      setup
      say "Everything is set up. Start it with: $0 deploy" ;;
    deploy)
      setup
      containers_start
      readiness_wait
      door_check
      sign_in_link_print ;;
    status)
      env_file_read
      engine_check
      status_print ;;
    logs)
      env_file_read
      engine_check
      compose 0 logs --follow --tail 100 "$@" ;;
    stop)
      env_file_read
      engine_check
      # not `down`, which removes the containers with their logs
      compose 120 stop
      say 'Stopped. All data is kept; it is started again with: deploy/deploy.sh deploy' ;;
    help | --help | -h)
      sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0" ;;
    *)
      refuse "There is no command $command, only setup, deploy, status, logs and stop." ;;
  esac
}

# What is cheap and may refuse comes first. What is seen by others comes last.
setup() {
  run_lock
  env_file_make
  values_check
  env_file_read
  host_check
  secrets_make
  folders_make
  image_make
  tokens_folder_make
  values_check_by_program
  database_start
  setup_steps_run
  nginx_setup
}

main "$@"

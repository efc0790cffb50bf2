# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# Folders of this machine that containers see. What is there is never changed.

# The user that the program is in its containers.
program_user=10001

folders_make() {
  folder_make "$(env_file_value SKILLS_HOST_DIR)" .claude/skills
  folder_make "$(env_file_value DATA_HOST_DIR)" .claude/data
}

# folder_make PATH ELSE makes the folder PATH, or ELSE in the operator's home, with those above it.
folder_make() {
  engine_is_here || return 0
  # shellcheck disable=SC2088 # the file says ~, and no shell has read it
  case $1 in
    '') path=$(operator_home)/$2 ;;
    '~/'*) path=$(operator_home)/${1#??} ;;
    *) path=$1 ;;
  esac
  [ ! -d "$path" ] || return 0
  topmost=$path
  while [ ! -e "$(dirname "$topmost")" ]; do topmost=$(dirname "$topmost"); done
  mkdir -p "$path" || refuse "the folder $path cannot be made. Make it, or name another in $env_label."
  owner_set "$topmost"
  say "Made the folder $path."
}

# tokens_folder_make makes deploy/tokens, in which the program keeps the tokens of connected accounts: for it alone.
tokens_folder_make() {
  tokens=$deploy/tokens
  [ -d "$tokens" ] || { mkdir -m 700 "$tokens" && say "Made the folder $tokens, for the program alone."; }
  # an earlier run may have been interrupted here
  [ "$(stat -c %u "$tokens")" != "$program_user" ] || return 0
  [ -z "$(ls -A "$tokens" 2>/dev/null)" ] || {
    warn "$tokens does not belong to the program's user $program_user. If it cannot read its tokens: chown -R $program_user $tokens"
    return
  }
  if is_root; then
    chown "$program_user:$program_user" "$tokens"
  else
    # who may use Docker may do this through a container
    in_time 60 docker run --rm --network none --user 0:0 --cap-drop ALL --cap-add CHOWN --entrypoint chown --volume "$tokens:/tokens" \
      "assistant:$tag" "$program_user:$program_user" /tokens || fail "$tokens could not be given to the program's user $program_user."
  fi
}

# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# The one image of all services.

# image_make builds assistant:local from the sources beside this folder. An image of another tag that is there already is taken as it is.
image_make() {
  if ! image_is_built_here; then
    say "Image: assistant:$tag is there."
    return
  fi
  step "Building the image assistant:$tag (the first time takes many minutes, later ones seconds)"
  [ -f "$source_tree/Cargo.toml" ] ||
    refuse "the sources are not beside $deploy, so the image assistant:$tag cannot be built. Take the whole repository, or name an image that is there in ASSISTANT_TAG."
  before=$(image_id)
  DOCKER_BUILDKIT=1 in_time 7200 docker build --file "$deploy/Dockerfile" --tag "assistant:$tag" --build-arg "REVISION=$(image_revision)" "$source_tree" ||
    fail 'the image could not be built; the reason stands above. Nothing that runs was touched.'
  if [ "$(image_id)" = "$before" ]; then say "Image: assistant:$tag is as it was."; else say "Image: assistant:$tag was built."; fi
}

image_is_built_here() { [ "$tag" = local ] || ! image_is_there; }

image_is_there() { [ -n "$(image_id)" ]; }

image_id() { in_time 20 docker image inspect --format '{{.Id}}' "assistant:$tag" 2>/dev/null || :; }

image_revision() {
  # sudo's root may not ask git about another's repository without this
  git -c safe.directory="$source_tree" -C "$source_tree" rev-parse HEAD 2>/dev/null || echo unknown
}

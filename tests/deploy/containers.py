"""The containers of the deployment, from the outside: Docker's commands, and what the kernel tells of their processes."""

import contextlib
import ipaddress
import json
import os
import signal
import subprocess
import time
from typing import Callable, Iterator, TypeVar

T = TypeVar("T")

PROJECT = os.environ["COMPOSE_PROJECT_NAME"]

# Compose's name of each container, and its port.
SERVICES = {"assistant": 8080, "journal-mcp": 3333, "garmin": 5555, "google-workspace": 3000, "google-places": 1111, "splitwise": 4000}


def run(*command: str, seconds: float = 120, **options) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds, text=True, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()[-1000:]}")
    return done.stdout


def docker(*arguments: str, seconds: float = 120) -> str:
    return run("docker", *arguments, seconds=seconds)


def container(service: str) -> str:
    ids = docker("ps", "--all", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}",
                 "--filter", f"label=com.docker.compose.service={service}", "--filter", "label=com.docker.compose.oneoff=False").split()
    assert len(ids) == 1, f"{service} has {len(ids)} containers"
    return ids[0]


def inspect(service: str) -> dict:
    return json.loads(docker("inspect", container(service)))[0]


def stop(service: str) -> None:
    docker("stop", container(service))


def start(service: str) -> None:
    docker("start", container(service))


def pause(service: str) -> None:
    docker("pause", container(service))


def unpause(service: str) -> None:
    docker("unpause", container(service))


def kill_process(service: str) -> None:
    """As if it had crashed: Docker's own kill counts as a wish of the operator's, and nothing would restart it."""
    os.kill(inspect(service)["State"]["Pid"], signal.SIGKILL)


def address(service: str, network: str) -> str:
    return inspect(service)["NetworkSettings"]["Networks"][f"{PROJECT}_{network}"]["IPAddress"]


def host_address() -> str:
    """An address of this machine that is on no network of the deployment: that of Docker's own bridge."""
    subnet = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Subnet}}").strip()
    return str(next(ipaddress.ip_network(subnet).hosts()))


@contextlib.contextmanager
def outside() -> Iterator[tuple[str, int]]:
    """A server that is on no machine of ours, for as long as the block: in a network of its own behind this machine, as the
    Internet is. An address of this machine itself would not do: Docker lets containers without a way out reach those."""
    name, ours, theirs = "outside-of-assistant", "198.51.100.1", "198.51.100.2"  # RFC 5737: addresses that nobody has
    listen = f"import socket, sys; server = socket.create_server(({theirs!r}, 443), backlog=64); print('ready', flush=True); sys.stdin.read()"
    run("ip", "netns", "add", name)
    try:
        run("ip", "link", "add", "assistant-out", "type", "veth", "peer", "name", "eth0", "netns", name)
        run("ip", "address", "add", f"{ours}/30", "dev", "assistant-out")
        run("ip", "link", "set", "assistant-out", "up")
        run("ip", "-n", name, "address", "add", f"{theirs}/30", "dev", "eth0")
        run("ip", "-n", name, "link", "set", "eth0", "up")
        server = subprocess.Popen(["ip", "netns", "exec", name, "python3", "-c", listen], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with server:
            assert server.stdout.readline() == b"ready\n"
            yield theirs, 443
    finally:
        # the pair of devices goes with it
        run("ip", "netns", "delete", name)


def process_file(service: str, name: str) -> str:
    """A file that the kernel has of the container's first process."""
    with open(f"/proc/{inspect(service)['State']['Pid']}/{name}") as file:
        return file.read()


def inside(service: str, *command: str, seconds: float = 20) -> subprocess.CompletedProcess:
    """Runs a program of this machine in the network of a container."""
    pid = inspect(service)["State"]["Pid"]
    return subprocess.run(["nsenter", "--net", f"--target={pid}", *command], capture_output=True, text=True, timeout=seconds)


def reaches(service: str, host: str, port: int) -> bool:
    """Whether a TCP connection can be opened from within the container's network."""
    attempt = f"import socket; socket.create_connection(({host!r}, {port}), 2)"
    return inside(service, "python3", "-c", attempt).returncode == 0


def until(what: str, look: Callable[[], T], seconds: float = 60) -> T:
    """Looks again and again until there is something to see; how long it took is for the caller to measure."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if seen := look():
                return seen
            problem = "no"
        except (RuntimeError, OSError, KeyError, AssertionError) as error:
            problem = str(error)
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:.0f} s ({problem})")
        time.sleep(0.1)


def cgroup_file(service: str, controller: str, *names: str) -> str:
    """The first of these files that the container's control group has: the two versions of Linux's control groups name them differently."""
    for line in process_file(service, "cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        root = f"/sys/fs/cgroup/{controllers}" if controllers else "/sys/fs/cgroup"
        if controllers and controller not in controllers.split(","):
            continue
        for name in names:
            if os.path.exists(f"{root}{path}/{name}"):
                with open(f"{root}{path}/{name}") as file:
                    return file.read()
    raise AssertionError(f"{service} has none of {names}")


def cpu_seconds(service: str) -> float:
    text = cgroup_file(service, "cpuacct", "cpuacct.usage", "cpu.stat")
    return int(text.split()[1]) / 1e6 if text.startswith("usage_usec") else int(text) / 1e9


def memory(service: str) -> tuple[int, int]:
    """Bytes that are charged to the container without what can be dropped at once, as docker stats counts; and of those, what its first process has resident."""
    used = int(cgroup_file(service, "memory", "memory.usage_in_bytes", "memory.current"))
    stat = dict(line.split() for line in cgroup_file(service, "memory", "memory.stat").splitlines())
    dropped = int(stat.get("total_inactive_file", stat.get("inactive_file", "0")))
    status = dict(line.split(":\t", 1) for line in process_file(service, "status").splitlines() if ":\t" in line)
    return used - dropped, int(status["VmRSS"].split()[0]) * 1024

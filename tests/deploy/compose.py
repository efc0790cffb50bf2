"""What the Compose files come to, as docker-compose itself reads them, held to the deployment model: names, ports, volumes, networks, limits."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

# The services of the deployment model, with their ports; only the first is to be had from outside, and from this machine alone.
SERVICES = {"assistant": 8080, "journal-mcp": 3333, "garmin": 5555, "google-workspace": 3000, "google-places": 1111, "splitwise": 4000}

URLS = {
    "MCP_JOURNAL_URL": "http://journal-mcp:3333",
    "MCP_GARMIN_URL": "http://garmin:5555",
    "MCP_GOOGLE_URL": "http://google-workspace:3000",
    "MCP_PLACES_URL": "http://google-places:1111",
    "MCP_SPLITWISE_URL": "http://splitwise:4000",
}

VOLUMES = {
    "assistant": {"assistant-sqlite:/app/sqlite:rw", "SKILLS:/app/skills:ro", "DATA:/app/data:ro"},
    "garmin": {"garmin-tokens:/app/.garth:rw"},
    "google-workspace": {"TOKENS:/app/tokens:rw"},
    "postgres": {"postgres-data:/var/lib/postgresql/data:rw"},
}

FOUR_GIGABYTES = 4 << 30
HOME = "/home/somebody"


def read(*files: str) -> dict:
    """The files with the example's values. `setup` is among its services."""
    command = ["docker-compose", "--env-file", DEPLOY / ".env.production.example", "--profile", "setup"]
    for file in files:
        command += ["-f", DEPLOY / file]
    done = subprocess.run([*command, "config"], capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"], "HOME": HOME})
    assert done.returncode == 0, f"{files}: {done.stderr}"
    return yaml.safe_load(done.stdout)


def megabytes(limit: str | int) -> int:
    text = str(limit).lower().removesuffix("b")
    units = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
    return int(float(text[:-1]) * units[text[-1]]) if text[-1] in units else int(text)


def volumes(service: dict) -> set[str]:
    """Each as NAME:TARGET:MODE, whatever of its two ways of writing Compose chose."""
    places = {f"{HOME}/.claude/skills": "SKILLS", f"{HOME}/.claude/data": "DATA", f"{DEPLOY}/tokens": "TOKENS"}
    found = set()
    for volume in service.get("volumes", []):
        if isinstance(volume, dict):
            source, target, mode = volume["source"], volume["target"], "ro" if volume.get("read_only") else "rw"
        else:
            source, target, mode = (volume.split(":") + ["rw"])[:3]
        found.add(f"{places.get(source, source)}:{target}:{mode}")
    return found


def ports(service: dict) -> list[str]:
    return [p.removesuffix("/tcp") if isinstance(p, str) else f"{p['host_ip']}:{p['published']}:{p['target']}" for p in service.get("ports", [])]


def check_hardening(name: str, service: dict) -> None:
    assert service["read_only"] is True, name
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service, name
    assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "privileged" not in service and "network_mode" not in service and "env_file" not in service, name
    assert service["mem_limit"] and service["cpus"] and service["pids_limit"], name
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
    assert ports(service) == (["127.0.0.1:8080:8080"] if name == "assistant" else []), name
    if name != "setup":
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"][0] == "CMD", name


def check_networks(config: dict, bundled: bool) -> None:
    networks = {name for name in config["networks"]}
    members = {network: {name for name, service in config["services"].items() if network in service["networks"]} for network in networks}
    private = {"garmin": "garmin", "google-places": "google-places", "google-workspace": "google-workspace", "journal": "journal-mcp",
               "splitwise": "splitwise"}
    for network, service in private.items():
        assert members[network] == {"assistant", service} and config["networks"][network]["internal"] is True, network
    assert members["edge"] == {"assistant"}
    assert members["outside"] == {"garmin", "google-places", "google-workspace", "splitwise"}
    assert config["networks"]["outside"]["driver_opts"]["com.docker.network.bridge.enable_icc"] == "false"
    assert members["database"] == {"journal-mcp", "setup"} | ({"assistant", "postgres"} if bundled else set())
    database = config["networks"]["database"] or {}
    assert bool(database.get("internal")) == bundled
    # whoever goes from one deployment to the other does not keep the other's
    assert database.get("name", "").endswith("_internal") == bundled
    assert config["networks"]["edge"]["name"].endswith("_edge_10.130.80")
    # with two ways out, Docker might publish the port through the wrong one, and nginx would have another address
    ways_out = [network for network, who in members.items() if "assistant" in who and not (config["networks"][network] or {}).get("internal")]
    assert ways_out == ["edge"], ways_out


def check_six(config: dict, bundled: bool) -> None:
    services = config["services"]
    assert set(services) == set(SERVICES) | {"setup"} | ({"postgres"} if bundled else set()), set(services)
    for name, service in services.items():
        check_hardening(name, service)
        assert volumes(service) == VOLUMES.get(name, set()), f"{name}: {volumes(service)}"
    assert {name: services["assistant"]["environment"][name] for name in URLS} == URLS
    assert services["assistant"]["environment"]["LLM_MODEL"] == "claude-sonnet-4-6"
    for name in set(SERVICES) - {"assistant"}:
        assert services["assistant"]["depends_on"][name]["condition"] == "service_started", name
    for name in ["assistant", "journal-mcp", "setup"] if bundled else []:
        assert services[name]["depends_on"]["postgres"]["condition"] == "service_healthy", name
    # the set-up has ended when the others start
    together = sum(megabytes(service["mem_limit"]) for name, service in services.items() if name != "setup")
    assert together < FOUR_GIGABYTES * 3 // 4, f"{together >> 20} MB of 4 GB, and the host needs some, too"
    check_networks(config, bundled)


def check_one(config: dict) -> None:
    assert set(config["services"]) == {"assistant"}
    service = config["services"]["assistant"]
    check_hardening("assistant", service)
    assert service["command"] == ["up"]
    everything = VOLUMES["assistant"] | VOLUMES["garmin"] | VOLUMES["google-workspace"]
    assert volumes(service) == everything, volumes(service)


def main() -> int:
    check_six(read("docker-compose.yml"), bundled=False)
    check_six(read("docker-compose.yml", "docker-compose.postgres.yml"), bundled=True)
    check_one(read("docker-compose.sqlite.yml"))
    print("The three deployments are as they should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

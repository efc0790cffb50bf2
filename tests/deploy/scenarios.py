"""What the deployment promises, seen as its people and its operator see it: scenarios.py TREE. Each line is a promise with the time it took.

Run by run.sh, which sees to it that nothing here touches the machine.
"""

import contextlib
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Callable, Iterator

import containers
from client import Client, Event
from containers import SERVICES, until
from deployment import Deployment

DOMAIN = "assistant.test"
CERTIFICATE = f"/etc/assistant/tls/{DOMAIN}/fullchain.pem"

# By which question each service is heard, and what its name is in /api/ready and in answers.
QUESTIONS = {
    "journal-mcp": ("journal", "What did I do yesterday?"),
    "garmin": ("garmin", "How did I sleep on Monday?"),
    "google-workspace": ("google-workspace", "Show my unread mail"),
    "google-places": ("google-places", "Find a café near home"),
    "splitwise": ("splitwise", "Who owes whom?"),
}

# Who may know what.
KNOWN_BY = {
    "ASSISTANT_API_KEY": {"assistant"},
    "CREDENTIALS_ENCRYPTION_KEY": {"assistant"},
    "SYSTEM_DB_URL": {"assistant"},
    "DB_PASSWORD": {"journal-mcp"},
    "POSTGRES_PASSWORD": {"postgres"},
    "MCP_INTERNAL_SECRET": set(SERVICES),
}


class Stage:
    """What the scenarios share: the operator's deployment, and a client with the operator's key."""

    def __init__(self, tree: Path):
        self.deployment = Deployment(tree)
        self.link = ""
        self.thread = ""

    @property
    def owner(self) -> Client:
        return Client(DOMAIN, CERTIFICATE, {"Authorization": f"Bearer {self.deployment.value('ASSISTANT_API_KEY')}"})


SCENARIOS: list[tuple[str, Callable[[Stage], str | None]]] = []


def scenario(promise: str):
    def add(play: Callable[[Stage], str | None]):
        SCENARIOS.append((promise, play))
        return play
    return add


# ---- bring-up ----

@scenario("the first run makes the file to fill in, and starts nothing")
def first_run(stage: Stage) -> None:
    said = stage.deployment.run("deploy", expect=2)
    assert "Nothing was started" in said, said
    assert stage.deployment.file.stat().st_mode & 0o777 == 0o600


@scenario("a wrong value is refused with its line, before anything is started")
def wrong_value(stage: Stage) -> None:
    stage.deployment.fill_in(DEPLOYMENT="bundled", ASSISTANT_DOMAIN=DOMAIN, TLS_CERTIFICATE="self-signed", LLM_PROVIDER="demoo")
    said = stage.deployment.run("deploy", expect=2)
    assert f"line {stage.deployment.line('LLM_PROVIDER')}: LLM_PROVIDER" in said, said
    stage.deployment.fill_in(LLM_PROVIDER="demo")


@scenario("one command builds, sets up, starts, and prints a link to sign in with")
def bring_up(stage: Stage) -> str:
    said = stage.deployment.run("deploy", seconds=3600)
    found = re.search(f"https://{DOMAIN}/sign-in#code=(\\S+)", said)
    assert found, said
    stage.link = found[1]
    return containers.run(sys.executable, str(Path(__file__).with_name("image.py")), "assistant:local").strip()


@scenario("a second run changes nothing, and says that all is well")
def second_run(stage: Stage) -> None:
    before = stage.deployment.file.read_text(), [containers.inspect(service)["State"]["StartedAt"] for service in SERVICES]
    said = stage.deployment.run("deploy")
    after = stage.deployment.file.read_text(), [containers.inspect(service)["State"]["StartedAt"] for service in SERVICES]
    assert before == after, said
    assert "Everything was there; nothing was changed." in said, said
    assert "Everything was there; nothing was changed." in stage.deployment.run("setup")
    assert "Ready: everything is there." in stage.deployment.run("status")


# ---- talking ----

@scenario("the link signs in through nginx and TLS, once; cookie and headers are what they should be")
def sign_in(stage: Stage) -> None:
    browser = stage.owner.with_headers({"Origin": f"https://{DOMAIN}"})
    answer = browser.ask("POST", "/api/session", {"link": stage.link})
    assert answer.status == 204, answer.body
    cookie = answer.headers["Set-Cookie"]
    for part in ["HttpOnly", "SameSite=Strict", "Secure"]:
        assert part in cookie, cookie
    assert browser.ask("POST", "/api/session", {"link": stage.link}).status == 401
    signed_in = browser.with_headers({"Origin": f"https://{DOMAIN}", "Cookie": cookie.partition(";")[0]})
    assert signed_in.ask("GET", "/api/me").json()["user_id"] == "owner"
    # nginx is believed about who asks: the account of deeds has the client's address and not nginx's
    deeds = signed_in.ask("GET", "/api/audit").json()["items"]
    assert next(deed for deed in deeds if deed["action"] == "session.begun")["address"] == "127.0.0.1", deeds
    for path in ["/", "/api/me"]:
        headers = signed_in.ask("GET", path).headers
        for name in ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"]:
            assert len(headers.get_all(name) or []) == 1, f"{path} has {name} {headers.get_all(name)}"
    curl = ["curl", "--silent", "--max-time", "20", "--cacert", CERTIFICATE, "--resolve", f"{DOMAIN}:443:127.0.0.1",
            "--resolve", f"{DOMAIN}:80:127.0.0.1", "--output", "/dev/null"]
    assert containers.run(*curl, "--http2", "--write-out", "%{http_version} %{http_code}", f"https://{DOMAIN}/") == "2 200"
    redirected = containers.run(*curl, "--write-out", "%{http_code} %{redirect_url}", f"http://{DOMAIN}/threads?a=b")
    assert redirected == f"301 https://{DOMAIN}/threads?a=b", redirected


@scenario("the demo household moves in, and COS answers from all five services")
def talk(stage: Stage) -> None:
    assert stage.owner.ask("POST", "/api/demo").status in (200, 204)
    for name, question in QUESTIONS.values():
        said = stage.owner.chat(question)
        stage.thread = said["thread_id"]
        assert any(call["server"] == name and call["ok"] for call in calls_of(stage.owner, said)), said


@scenario("events come through nginx as they happen, not when the turn is over")
def unbuffered(stage: Stage) -> None:
    containers.pause("journal-mcp")
    try:
        events = stage.owner.stream("POST", "/api/chat", {"message": "What did I do yesterday?"})
        kinds = []
        for event in events:
            kinds.append(event.type)
            if event.type == "tool.started":
                break
        # the tool is still waiting, so nothing of this came because the turn was over
        assert kinds[0] == "turn.started" and kinds[-1] == "tool.started", kinds
    finally:
        containers.unpause("journal-mcp")
    rest = [event.type for event in events]
    assert rest[-1] == "turn.finished" and "text.delta" in rest, rest


@scenario("a conversation over WebSocket through nginx")
def talk_over_socket(stage: Stage) -> None:
    with stage.owner.socket() as ws:
        events = say(ws, "Who owes whom?")
    assert [event.type for event in events][-1] == "turn.finished"
    text = "".join(event.data["text"] for event in events if event.type == "text.delta")
    assert text == events[-1].data["text"] and "owe" in text, text


# ---- degrade, do not fall ----

def degrades(service: str, away: Callable[[str], None], back: Callable[[str], None]) -> Callable[[Stage], str]:
    name, question = QUESTIONS[service]
    other_name, other_question = QUESTIONS["splitwise" if service != "splitwise" else "garmin"]

    def play(stage: Stage) -> str:
        owner, begun = stage.owner, time.monotonic()
        away(service)
        until(f"{name} is missed", lambda: owner.readiness() == (200, "degraded", {name}))
        missed = time.monotonic() - begun
        said = owner.chat(question)
        assert said["state"] == "done", said
        assert not any(call["ok"] for call in calls_of(owner, said) if call["server"] == name), said
        text = said["message"]["text"].lower()
        assert any(word in text for word in ["cannot", "not be reached", "away", "could not"]), text
        other = owner.chat(other_question)
        assert any(call["server"] == other_name and call["ok"] for call in calls_of(owner, other)), other
        begun = time.monotonic()
        back(service)
        until(f"{name} is used again", lambda: owner.readiness() == (200, "ok", set()))
        said = owner.chat(question)
        assert any(call["server"] == name and call["ok"] for call in calls_of(owner, said)), said
        return f"noticed after {missed:.1f} s, used again {time.monotonic() - begun:.1f} s after the start"
    return play


for _service in QUESTIONS:
    scenario(f"{_service} stopped: COS says so, the rest works, and it comes back")(degrades(_service, containers.stop, containers.start))
scenario("garmin hangs: the same")(degrades("garmin", containers.pause, containers.unpause))


@scenario("garmin crashes: Docker starts it again, and it is used")
def crash_of_a_service(stage: Stage) -> str:
    begun = time.monotonic()
    containers.kill_process("garmin")
    until("it runs again", lambda: containers.inspect("garmin")["State"]["Running"] and containers.inspect("garmin")["RestartCount"] > 0)
    until("it is used", lambda: stage.owner.readiness() == (200, "ok", set()))
    assert any(call["ok"] for call in calls_of(stage.owner, stage.owner.chat(QUESTIONS["garmin"][1])))
    return f"{time.monotonic() - begun:.1f} s"


@scenario("PostgreSQL stopped: 503 with Retry-After, nothing accepted is lost, no restart is needed")
def database_stops(stage: Stage) -> str:
    owner, note = stage.owner, f"marker {uuid.uuid4().hex}"
    started = containers.inspect("assistant")["State"]["StartedAt"]
    containers.pause("journal-mcp")
    events = owner.stream("POST", "/api/chat", {"message": f"Note: {note}"})
    turn = next(event for event in events if event.type == "tool.started").data["turn_id"]
    containers.stop("postgres")
    containers.unpause("journal-mcp")
    begun = time.monotonic()
    answer = owner.ask("GET", "/api/threads")
    refused = time.monotonic() - begun
    assert answer.status == 503, (answer.status, answer.body)
    assert int(answer.headers["Retry-After"]) > 0, answer.headers
    assert answer.headers.get_content_type() == "application/problem+json", answer.headers
    assert answer.json()["code"] == "database_unavailable", answer.body
    assert owner.ask("GET", "/api/health").status == 200, "the gateway itself lives"
    assert owner.readiness()[0] == 503, owner.readiness()
    begun = time.monotonic()
    containers.start("postgres")
    until("it answers again", lambda: owner.ask("GET", "/api/threads").status == 200)
    recovered = time.monotonic() - begun
    last = follow(owner, turn, 0)[-1]
    assert last.type == "turn.finished", last
    assert entries_with(owner, note) == 1, owner.says(f"Search my journal for {note.split()[-1]}")
    until("everything is there again", lambda: owner.readiness() == (200, "ok", set()))
    assert containers.inspect("assistant")["State"]["StartedAt"] == started, "the gateway was restarted"
    return f"503 after {refused:.2f} s, answers {recovered:.1f} s after the start"


@scenario("the gateway killed during a turn: it goes on, and clients over SSE and WebSocket resume")
def gateway_crashes(stage: Stage) -> str:
    owner = stage.owner
    over_sse, over_socket = f"marker {uuid.uuid4().hex}", f"marker {uuid.uuid4().hex}"
    containers.pause("journal-mcp")
    seen: list[Event] = []
    for event in owner.stream("POST", "/api/chat", {"message": f"Note: {over_sse}"}):
        seen.append(event)
        if event.type == "tool.started":
            break
    with owner.socket() as ws:
        heard = say(ws, f"Note: {over_socket}", until_type="tool.started")
    begun = time.monotonic()
    containers.kill_process("assistant")
    answer = owner.ask("GET", "/api/me")
    # in the moment before Docker has started it again nginx answers for it, in words that a client understands
    if answer.status != 200:
        assert answer.status == 502 and answer.json()["code"] == "gateway_away", (answer.status, answer.body)
        assert answer.headers["Retry-After"]
    until("it answers again", lambda: owner.readiness()[0] == 200)
    back = time.monotonic() - begun
    containers.unpause("journal-mcp")
    turn = seen[0].data["turn_id"]
    rest = follow(owner, turn, seen[-1].id)
    assert rest[-1].type == "turn.finished", rest
    assert all(event.id > seen[-1].id for event in rest), "an event came twice"
    turn = heard[0].data["turn_id"]
    with owner.socket() as ws:
        ws.send(frame({"type": "resume", "turn_id": turn, "after": heard[-1].id}))
        rest = hear(ws, turn, "turn.finished")
    assert all(event.id > heard[-1].id for event in rest), "an event came twice"
    for note in [over_sse, over_socket]:
        assert entries_with(owner, note) == 1, f"{note} was written {entries_with(owner, note)} times"
    return f"answers again after {back:.1f} s"


@scenario("everything stopped and started again: all that was said and kept is there")
def restart(stage: Stage) -> None:
    owner = stage.owner
    before = owner.ask("GET", f"/api/threads/{stage.thread}/messages").json()
    stage.deployment.run("stop")
    assert owner.ask("GET", "/api/ready").status == 502
    assert "Not ready: nothing answers" in stage.deployment.run("status", expect=1)
    stage.deployment.run("deploy")
    assert owner.ask("GET", f"/api/threads/{stage.thread}/messages").json() == before
    assert owner.ask("GET", "/api/me").json()["demo"] is True
    assert any(call["ok"] for call in calls_of(owner, owner.chat(QUESTIONS["journal-mcp"][1])))


@scenario("certbot gets a certificate of an authority, browsers are shown it, and a renewed one as well")
def certificate(stage: Stage) -> None:
    with tempfile.TemporaryDirectory() as folder, authority(Path(folder)) as directory:
        # where certbot itself lets an operator name another authority than Let's Encrypt
        Path("/etc/letsencrypt/cli.ini").write_text(f"server = {directory}\n")
        stage.deployment.fill_in(TLS_CERTIFICATE="certbot", CERTBOT_EMAIL=f"somebody@{DOMAIN}")
        try:
            said = stage.deployment.run("deploy")
            assert re.search("of CN ?= ?authority of the test", said), said
            trusting = Client(DOMAIN, f"{folder}/authority.crt", {})
            assert trusting.ask("GET", "/api/ready").status == 200
            first = trusting.certificate()
            stage.deployment.run("deploy")
            assert trusting.certificate() == first, "a certificate that is good was asked for again"
            containers.run("certbot", "renew", "--quiet", "--force-renewal", "--no-random-sleep-on-renew")
            until("nginx shows the renewed one", lambda: trusting.certificate() != first)
        finally:
            stage.deployment.fill_in(TLS_CERTIFICATE="self-signed")
            stage.deployment.run("deploy")
    assert stage.owner.ask("GET", "/api/ready").status == 200


# ---- what each container must not reach or know ----

@scenario("no container knows a secret that is not its own")
def no_container_knows_a_secret_of_another(stage: Stage) -> None:
    secrets = stage.deployment.secrets()
    for service in [*SERVICES, "postgres"]:
        environment = containers.process_file(service, "environ")
        told = {name for name, secret in secrets.items() if secret in environment}
        assert told == {name for name, who in KNOWN_BY.items() if service in who}, f"{service} knows {told or 'nothing'}"


@scenario("no container reaches what it does not need")
def no_container_reaches_what_it_does_not_need(stage: Stage) -> None:
    others = [service for service in SERVICES if service != "assistant"]
    with containers.outside() as (host, port):
        for service in others:
            for other in others:
                # the way that is meant is there, or its absence elsewhere would prove nothing
                network = "journal" if other == "journal-mcp" else other
                there = containers.address(other, network)
                assert containers.reaches("assistant", there, SERVICES[other])
                if service == other:
                    continue
                assert not containers.reaches(service, there, SERVICES[other]), f"{service} reaches {other}"
                if other != "journal-mcp":
                    shared = containers.address(other, "outside")
                    assert not containers.reaches(service, shared, SERVICES[other]), f"{service} reaches {other} outside"
            database = containers.reaches(service, containers.address("postgres", "database_internal"), 5432)
            assert database == (service == "journal-mcp"), f"{service} reaches PostgreSQL: {database}"
        for service in [*SERVICES, "postgres"]:
            assert containers.reaches(service, host, port) == (service not in ("journal-mcp", "postgres")), f"{service} to the outside"
    published = {service: containers.inspect(service)["HostConfig"]["PortBindings"] for service in [*SERVICES, "postgres"]}
    assert {service for service, ports in published.items() if ports} == {"assistant"}, published
    assert published["assistant"]["8080/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": "8080"}]


@scenario("every container runs as nobody in particular, on a file system that it cannot write")
def every_container_is_nobody_on_a_file_system_it_cannot_write(stage: Stage) -> None:
    for service in [*SERVICES, "postgres"]:
        status = dict(line.split(":\t", 1) for line in containers.process_file(service, "status").splitlines() if ":\t" in line)
        assert status["CapEff"] == "0" * 16 and status["CapBnd"] == "0" * 16, f"{service} has capabilities"
        assert status["NoNewPrivs"] == "1", service
        assert set(status["Uid"].split()) == {"999" if service == "postgres" else "10001"}, service
        root = next(line for line in containers.process_file(service, "mountinfo").splitlines() if line.split()[4] == "/")
        assert "ro" in root.split()[5].split(","), f"{service} can write {root}"
        assert "docker.sock" not in containers.process_file(service, "mountinfo"), service
        assert containers.inspect(service)["State"]["Health"]["Status"] == "healthy", service
        assert containers.inspect(service)["HostConfig"]["Memory"] > 0, f"{service} has no limit"


@scenario("when nothing happens")
def idle(stage: Stage) -> str:
    until("everything is there", lambda: stage.owner.readiness() == (200, "ok", set()))
    watched = [*SERVICES, "postgres"]
    seconds = 60
    before = {service: containers.cpu_seconds(service) for service in watched}
    # the one place where time itself is what is measured
    threading.Event().wait(seconds)
    rows, sum_of_six = [], 0.0
    for service in watched:
        used, resident = containers.memory(service)
        cpu = (containers.cpu_seconds(service) - before[service]) / seconds * 100
        sum_of_six += used if service in SERVICES else 0
        rows.append(f"| {service} | {used / 1e6:.1f} MB | {resident / 1e6:.1f} MB | {cpu:.2f} % |")
    table = ["| container | memory | of which resident in its process | CPU, health checks included |", "|---|---|---|---|", *rows,
             f"| the six together | {sum_of_six / 1e6:.1f} MB | | |"]
    assert sum_of_six < 300e6, "\n".join(table)
    return "\n" + "\n".join(table)


@scenario("no secret stands in a log")
def no_secret_stands_in_a_containers_log(stage: Stage) -> None:
    said = {service: containers.run("docker", "logs", containers.container(service)) for service in [*SERVICES, "postgres"]}
    said |= {str(file): file.read_text() for file in Path("/var/log/nginx").glob("*.log")}
    link = stage.link
    for name, secret in {**stage.deployment.secrets(), "the sign-in link": link}.items():
        for place, text in said.items():
            assert secret not in text, f"{name} stands in the log of {place}"


# ---- the other two deployments ----

@scenario("one container on SQLite: comes up, survives kill -9, keeps everything")
def alone(stage: Stage) -> None:
    stage.deployment.fill_in(DEPLOYMENT="sqlite")
    stage.deployment.run("deploy")
    owner = stage.owner
    until("it is there", lambda: owner.readiness() == (200, "ok", set()))
    assert owner.ask("POST", "/api/demo").status in (200, 204)
    said = owner.chat("Who owes whom?")
    assert any(call["ok"] for call in calls_of(owner, said)), said
    before = owner.ask("GET", f"/api/threads/{said['thread_id']}/messages").json()
    containers.kill_process("assistant")
    until("it is there again", lambda: containers.inspect("assistant")["RestartCount"] > 0 and owner.readiness() == (200, "ok", set()))
    assert owner.ask("GET", f"/api/threads/{said['thread_id']}/messages").json() == before


@scenario("six containers on a PostgreSQL elsewhere: come up and answer")
def elsewhere(stage: Stage) -> None:
    password, port = uuid.uuid4().hex, 15432
    host = containers.host_address()
    server = containers.docker("run", "--detach", "--network", "host", "--label", f"com.docker.compose.project={containers.PROJECT}",
                               "--env", f"POSTGRES_PASSWORD={password}", "postgres:15-bookworm",
                               "postgres", "-c", f"port={port}").strip()
    until("it takes connections", lambda: containers.docker("exec", server, "pg_isready", "--host=127.0.0.1", f"--port={port}"))
    new = uuid.uuid4().hex
    stage.deployment.fill_in(
        DEPLOYMENT="external",
        SYSTEM_DB_URL=f"postgresql://assistant:{new}@{host}:{port}/assistant_system?sslmode=disable",
        SYSTEM_DB_ADMIN_URL=f"postgresql://postgres:{password}@{host}:{port}/postgres?sslmode=disable",
        DB_HOST=host, DB_PORT=str(port), DB_SSLMODE="disable", EDGE_PREFIX="10.131.80")
    stage.deployment.run("deploy")
    # nothing is left of the networks before: they had another subnet, and no way to a server elsewhere
    assert any(network["IPAddress"].startswith("10.131.80.") for network in containers.inspect("assistant")["NetworkSettings"]["Networks"].values())
    owner = stage.owner
    until("it is there", lambda: owner.readiness() == (200, "ok", set()))
    assert owner.ask("POST", "/api/demo").status in (200, 204)
    said = owner.chat("What did I do yesterday?")
    assert any(call["ok"] for call in calls_of(owner, said)), said


# ---- what the scenarios share ----

@contextlib.contextmanager
def authority(folder: Path) -> Iterator[str]:
    """A certificate authority for as long as the block; its directory's address."""
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, str(Path(__file__).with_name("authority.py")), str(folder)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
    with server:
        directory = server.stdout.readline().strip()
        assert directory, (folder / "log").read_text()[-2000:]
        yield directory


def frame(content: dict) -> str:
    return json.dumps(content)


def say(ws, text: str, until_type: str = "turn.finished") -> list[Event]:
    """Says something over a socket, and hears it up to an event of that type."""
    name = uuid.uuid4().hex
    ws.send(frame({"type": "message", "text": text, "client_id": name}))
    while True:
        got = json.loads(ws.recv(timeout=60))
        if got["type"] == "ack" and got["client_id"] == name:
            return hear(ws, got["turn_id"], until_type)


def hear(ws, turn: str, until_type: str) -> list[Event]:
    events: list[Event] = []
    while not events or events[-1].type != until_type:
        got = json.loads(ws.recv(timeout=60))
        if got.get("data", {}).get("turn_id") == turn:
            events.append(Event(got["id"], got["type"], got["data"]))
    return events


def follow(owner: Client, turn: str, after: int) -> list[Event]:
    """The events of a turn behind one, up to its end, over as many connections as it takes."""
    events: list[Event] = []
    deadline = time.monotonic() + 90
    while not events or events[-1].type not in ("turn.finished", "turn.failed", "turn.cancelled"):
        assert time.monotonic() < deadline, f"turn {turn} does not end: {[event.type for event in events]}"
        after = events[-1].id if events else after
        events.extend(owner.stream("GET", f"/api/turns/{turn}/events", **{"Last-Event-ID": str(after)}))
    return events


def calls_of(owner: Client, said: dict) -> list[dict]:
    """The tool calls of an answer: which server, and whether it went well."""
    events = follow(owner, said["turn_id"], 0)
    servers = {event.data["call_id"]: event.data["server"] for event in events if event.type == "tool.started"}
    return [{"server": servers[event.data["call_id"]], "ok": event.data["ok"]} for event in events if event.type == "tool.finished"]


def entries_with(owner: Client, words: str) -> int:
    """How often a note stands in the journal, by its own search."""
    said = owner.says(f"Search my journal for {words.split()[-1]}")
    return said.count(words)


def main(tree: str) -> int:
    stage, failed, begun = Stage(Path(tree)), 0, time.monotonic()
    for promise, play in SCENARIOS:
        started = time.monotonic()
        try:
            more = play(stage)
        except Exception as error:  # whatever it is: the others are still of interest
            failed += 1
            print(f"FAILED  {promise}\n        {type(error).__name__}: {error}", flush=True)
            if play in (bring_up, first_run):
                break
            for service in [*SERVICES, "postgres"]:
                try:
                    containers.unpause(service)
                except (RuntimeError, AssertionError):
                    pass
        else:
            print(f"ok {time.monotonic() - started:5.1f} s  {promise}{f': {more}' if more else ''}", flush=True)
    print(f"{len(SCENARIOS) - failed} of {len(SCENARIOS)} promises kept, in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""A client of the public contract, through nginx and TLS, as a browser or a program of somebody else's would be."""

import http.client
import json
import socket
import ssl
from contextlib import closing
from typing import Iterator, NamedTuple

from websockets.sync.client import ClientConnection, connect

# Longer than anything takes that does not wait for a person.
PATIENCE = 60.0


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)


class Event(NamedTuple):
    id: int
    type: str
    data: dict


class _Connection(http.client.HTTPSConnection):
    """Reaches a name at this machine, whatever name servers say."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", 443), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


class Client:
    """Who asks, and by what right. A self-made certificate is its own authority."""

    def __init__(self, domain: str, certificate: str, headers: dict[str, str]):
        self.domain = domain
        self.headers = headers
        self.tls = ssl.create_default_context(cafile=certificate)

    def with_headers(self, headers: dict[str, str]) -> "Client":
        other = object.__new__(Client)
        other.domain, other.tls, other.headers = self.domain, self.tls, headers
        return other

    def certificate(self) -> bytes:
        """What the door shows."""
        with closing(_Connection(self.domain, timeout=PATIENCE, context=self.tls)) as connection:
            connection.connect()
            return connection.sock.getpeercert(binary_form=True)

    def ask(self, method: str, path: str, body: dict | None = None, **headers: str) -> Answer:
        with closing(_Connection(self.domain, timeout=PATIENCE, context=self.tls)) as connection:
            response = self._send(connection, method, path, body, headers)
            return Answer(response.status, response.headers, response.read())

    def stream(self, method: str, path: str, body: dict | None = None, **headers: str) -> Iterator[Event]:
        """The events of a turn as they arrive; ends where the stream ends or the connection breaks."""
        with closing(_Connection(self.domain, timeout=PATIENCE, context=self.tls)) as connection:
            response = self._send(connection, method, path, body, {"Accept": "text/event-stream", **headers})
            if response.status != 200:
                raise RuntimeError(f"{method} {path}: {response.status} {response.read().decode()}")
            fields: dict[str, str] = {}
            try:
                while line := response.readline().decode():
                    name, _, value = line.rstrip("\n").partition(": ")
                    if name:
                        fields[name] = value
                    elif "data" in fields and "event" in fields:
                        yield Event(int(fields.get("id", 0)), fields["event"], json.loads(fields["data"]))
                        fields = {}
            except (http.client.IncompleteRead, ConnectionError, ssl.SSLError):
                return

    def socket(self) -> ClientConnection:
        plain = socket.create_connection(("127.0.0.1", 443), PATIENCE)
        return connect(f"wss://{self.domain}/ws", sock=plain, ssl=self.tls, server_hostname=self.domain,
                       additional_headers=self.headers, open_timeout=PATIENCE)

    def _send(self, connection: _Connection, method: str, path: str, body: dict | None, headers: dict[str, str]):
        sent = {name.replace("_", "-"): value for name, value in {**self.headers, **headers}.items()}
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        return connection.getresponse()

    # ---- what people do ----

    def chat(self, message: str, thread: str | None = None, **headers: str) -> dict:
        """Says something and waits for the answer."""
        answer = self.ask("POST", "/api/chat", {"message": message, "thread_id": thread}, **headers)
        if answer.status != 200:
            raise RuntimeError(f"“{message}”: {answer.status} {answer.body.decode()}")
        return answer.json()

    def says(self, message: str) -> str:
        """The text of the answer."""
        return self.chat(message)["message"]["text"]

    def readiness(self) -> tuple[int, str, set[str]]:
        """Status code, status and the names of what is away."""
        answer = self.ask("GET", "/api/ready")
        if answer.headers.get_content_type() != "application/json":
            return answer.status, answer.body.decode(), set()
        ready = answer.json()
        return answer.status, ready["status"], {check["name"] for check in ready["checks"] if not check["ok"]}

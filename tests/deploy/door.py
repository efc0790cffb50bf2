"""What nginx does in front of the gateway: the real assistant.conf on free ports, before a stand-in that answers as a gateway may.

    python3 tests/deploy/door.py

Needs nginx and openssl, and no root.
"""

import base64
import contextlib
import gzip
import http.client
import json
import os
import queue
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "assistant.test"
# Seconds for whatever is waited for.
DEADLINE = 10

OWN_HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class StandIn(BaseHTTPRequestHandler):
    """Answers by address; what it was sent it remembers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    seen: "queue.Queue[tuple[str, dict[str, str]]]"
    may_go_on: threading.Event

    def do_GET(self) -> None:
        self.seen.put((self.path, {name.lower(): value for name, value in self.headers.items()}))
        match self.path:
            case "/api/events":
                self.stream()
            case "/api/busy":
                self.answer(503, b"{}", "application/problem+json", {"Retry-After": "7"})
            case "/ws":
                self.socket()
            case "/index.js":
                self.answer(200, b"let x = 1;\n" * 500, "text/javascript", {})
            case _:
                self.answer(200, b'{"text":"' + b"a" * 5000 + b'"}', "application/json", {})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(413, b'{"code":"too_large"}', "application/problem+json", {})

    def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**OWN_HEADERS, **headers, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        """One event, and the second only when the first has arrived."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in (b"data: 1\n\n", b"data: 2\n\n"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            self.wfile.flush()
            self.may_go_on.wait(DEADLINE)
        self.wfile.write(b"0\r\n\r\n")

    def socket(self) -> None:
        """Takes the upgrade, and sends back what comes."""
        if self.headers.get("Upgrade", "").lower() != "websocket" or self.headers.get("Connection", "").lower() != "upgrade":
            self.answer(426, b"{}", "application/problem+json", {})
            return
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        self.wfile.flush()
        self.wfile.write(self.rfile.read(5))

    def log_message(self, *_: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Door:
    """nginx with the rendered file, its ports and folders replaced by ones that need no root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="door-"))
        # started by root, nginx answers as another user
        self.folder.chmod(0o755)
        self.open = contextlib.ExitStack()
        self.http, self.https, self.gateway = free_port(), free_port(), free_port()
        for name in ("tls", "log", "acme/.well-known/acme-challenge"):
            (self.folder / name).mkdir(parents=True)
        tls = self.folder / "tls"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2",
             "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
             "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"],
            check=True, capture_output=True, timeout=DEADLINE,
        )  # fmt: skip
        (self.folder / "site.conf").write_text(self.site(tls))
        (self.folder / "nginx.conf").write_text(
            f"pid {self.folder}/pid;\nerror_log {self.folder}/log/error.log;\nworker_processes 1;\nevents {{}}\nhttp {{\n"
            f"access_log off;\ninclude /etc/nginx/mime.types;\ngzip on;\n"
            + "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            + f"include {self.folder}/site.conf;\n}}\n"
        )
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "nginx is not installed: apt-get install nginx"
        self.nginx = subprocess.Popen([program, "-c", self.folder / "nginx.conf", "-g", "daemon off;"], stderr=subprocess.PIPE)
        self.wait_until_open()
        self.tls = ssl.create_default_context(cafile=str(tls / "fullchain.pem"))

    def site(self, tls: Path) -> str:
        rendered = subprocess.run(
            [REPOSITORY / "deploy/nginx/render.sh", HOST, tls], text=True, capture_output=True, check=True, timeout=DEADLINE
        ).stdout
        for old, new in [
            (r"^ *listen \[::\].*\n", ""),
            (r"listen 80;", f"listen 127.0.0.1:{self.http};"),
            (r"listen 443 ", f"listen 127.0.0.1:{self.https} "),
            (r"127\.0\.0\.1:8080", f"127.0.0.1:{self.gateway}"),
            (r"/var/log/nginx", f"{self.folder}/log"),
            (r"/var/www/assistant-acme", f"{self.folder}/acme"),
        ]:
            rendered, found = re.subn(old, new, rendered, flags=re.M)
            assert found or "::" in old, old
        return rendered

    def wait_until_open(self) -> None:
        deadline = time.monotonic() + DEADLINE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.https), timeout=DEADLINE).close()
                return
            except ConnectionRefusedError:
                if self.nginx.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(self.nginx.stderr.read().decode()) from None
                time.sleep(0.02)

    def connect(self, name: str = HOST, alpn: str | None = None) -> ssl.SSLSocket:
        if alpn:
            self.tls.set_alpn_protocols([alpn])
        plain = socket.create_connection(("127.0.0.1", self.https), timeout=DEADLINE)
        return self.open.enter_context(self.tls.wrap_socket(plain, server_hostname=name))

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection(HOST, self.https, context=self.tls, timeout=DEADLINE)
        connection.sock = self.connect()
        connection.request(method, path, body, headers)
        return self.open.enter_context(connection.getresponse())

    def ask_plain(self, path: str, host: str = HOST) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=DEADLINE)
        self.open.callback(connection.close)
        connection.request("GET", path, headers={"Host": host})
        return self.open.enter_context(connection.getresponse())

    @contextlib.contextmanager
    def gateway_is_there(self):
        stand_in = type("Gateway", (StandIn,), {"seen": queue.Queue(), "may_go_on": threading.Event()})
        server = ThreadingHTTPServer(("127.0.0.1", self.gateway), stand_in)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            server.server_close()
            thread.join(DEADLINE)

    def close(self) -> None:
        self.open.close()
        self.nginx.terminate()
        self.nginx.communicate(timeout=DEADLINE)
        shutil.rmtree(self.folder)


class DoorTest(unittest.TestCase):
    def setUp(self) -> None:
        self.door = Door()
        self.addCleanup(self.door.close)

    def test_a_gateway_that_is_away_is_told_in_words_its_clients_know(self) -> None:
        answer = self.door.ask("/api/ready")
        problem = json.loads(answer.read())
        self.assertEqual((answer.status, problem["status"], problem["code"]), (502, 502, "gateway_away"))
        self.assertEqual(answer.headers.get_all("Content-Type"), ["application/problem+json"])
        self.assertEqual(answer.headers.get_all("Retry-After"), ["2"])
        self.assertEqual(answer.headers.get_all("X-Content-Type-Options"), ["nosniff"])
        page = self.door.ask("/")
        self.assertEqual((page.status, page.headers["Content-Type"]), (502, "text/html; charset=utf-8"))
        self.assertIn(b"The assistant is away", page.read())

    def test_its_own_refusals_come_through_as_they_are(self) -> None:
        with self.door.gateway_is_there():
            busy = self.door.ask("/api/busy")
            self.assertEqual((busy.status, busy.headers.get_all("Retry-After")), (503, ["7"]))
            large = self.door.ask("/api/chat", "POST", b"a" * 1_500_000)
            self.assertEqual((large.status, large.read()), (413, b'{"code":"too_large"}'))
            larger = self.door.ask("/api/chat", "POST", b"a" * 2_500_000)
            self.assertEqual((larger.status, json.loads(larger.read())["code"]), (413, "too_large"))

    def test_no_header_is_set_twice_and_none_is_missing(self) -> None:
        with self.door.gateway_is_there():
            for path in ("/api/x", "/page"):
                headers = self.door.ask(path).headers
                for name, value in OWN_HEADERS.items():
                    self.assertEqual(headers.get_all(name), [value])
                self.assertEqual(headers.get_all("Strict-Transport-Security"), ["max-age=63072000"])
                self.assertEqual(headers["Server"], "nginx")

    def test_what_a_client_says_of_itself_is_replaced(self) -> None:
        with self.door.gateway_is_there() as gateway:
            claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.test", "Forwarded": "for=203.0.113.9"}
            self.door.ask("/api/x", **claims, **{"X-Forwarded-Proto": "http", "Upgrade": "h2c", "Connection": "Upgrade"}).read()
            _, seen = gateway.seen.get(timeout=DEADLINE)
            self.assertEqual(seen["x-forwarded-for"], "127.0.0.1")
            self.assertEqual(seen["x-forwarded-proto"], "https")
            self.assertEqual((seen["host"], seen["x-forwarded-host"]), (HOST, HOST))
            self.assertEqual({"forwarded", "upgrade", "connection"} & seen.keys(), set())

    def test_events_arrive_one_by_one(self) -> None:
        with self.door.gateway_is_there() as gateway:
            answer = self.door.ask("/api/events", **{"Accept-Encoding": "gzip"})
            self.assertEqual(answer.readline(), b"data: 1\n")
            gateway.may_go_on.set()
            self.assertEqual(answer.read(), b"\ndata: 2\n\n")

    def test_the_socket_changes_the_protocol(self) -> None:
        with self.door.gateway_is_there(), self.door.connect() as client:
            key = base64.b64encode(os.urandom(16)).decode()
            client.sendall(
                f"GET /ws HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
            stream = client.makefile("rb")
            self.assertIn(b" 101 ", stream.readline())
            while stream.readline() != b"\r\n":
                pass
            client.sendall(b"hello")
            self.assertEqual(stream.read(5), b"hello")

    def test_only_the_page_is_compressed(self) -> None:
        with self.door.gateway_is_there():
            script = self.door.ask("/index.js", **{"Accept-Encoding": "gzip"})
            self.assertEqual(script.headers["Content-Encoding"], "gzip")
            self.assertTrue(gzip.decompress(script.read()).startswith(b"let x"))
            self.assertIsNone(self.door.ask("/api/x", **{"Accept-Encoding": "gzip"}).headers["Content-Encoding"])

    def test_a_flood_from_one_address_is_told_when_to_come_back(self) -> None:
        with self.door.gateway_is_there():
            connection = http.client.HTTPSConnection(HOST, self.door.https, context=self.door.tls, timeout=DEADLINE)
            connection.sock = self.door.connect()
            deadline = time.monotonic() + DEADLINE
            while time.monotonic() < deadline:
                connection.request("GET", "/api/x")
                answer = connection.getresponse()
                body = answer.read()
                if answer.status == 429:
                    break
            self.assertEqual((answer.status, json.loads(body)["code"]), (429, "too_many_requests"))
            self.assertEqual(answer.headers.get_all("Retry-After"), ["1"])

    def test_other_names_learn_nothing(self) -> None:
        with self.assertRaises(ssl.SSLError):
            self.door.connect("other.test")
        self.assertEqual(self.door.ask("/", Host="other.test").status, 421)
        self.assertEqual(self.door.ask_plain("/", "other.test").status, 421)

    def test_http_leads_to_tls_and_answers_the_authority(self) -> None:
        (self.door.folder / "acme/.well-known/acme-challenge/token").write_text("proof")
        self.assertEqual(self.door.ask_plain("/.well-known/acme-challenge/token").read(), b"proof")
        self.assertEqual(self.door.ask_plain("/.well-known/acme-challenge/other").status, 404)
        moved = self.door.ask_plain("/threads/1?page=2")
        self.assertEqual((moved.status, moved.headers["Location"]), (301, f"https://{HOST}/threads/1?page=2"))

    def test_the_connection_is_a_present_one(self) -> None:
        with self.door.connect(alpn="h2") as client:
            self.assertEqual((client.selected_alpn_protocol(), client.version()), ("h2", "TLSv1.3"))
        old = ssl.create_default_context(cafile=str(self.door.folder / "tls/fullchain.pem"))
        old.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        plain = socket.create_connection(("127.0.0.1", self.door.https), timeout=DEADLINE)
        with plain, self.assertRaises(ssl.SSLError):
            old.wrap_socket(plain, server_hostname=HOST)

    def test_what_was_searched_for_stays_out_of_the_log(self) -> None:
        with self.door.gateway_is_there():
            self.door.ask("/api/threads?search=private-words").read()
        log = self.door.folder / "log/assistant.access.log"
        deadline = time.monotonic() + DEADLINE
        while "/api/threads" not in (text := log.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertIn(" GET /api/threads HTTP/1.1 200 ", text)
        self.assertNotIn("private-words", text)


if __name__ == "__main__":
    unittest.main()

"""What deploy.sh refuses, and what it makes: with a stand-in for Docker that writes down what it is asked, so no engine is needed.

    python3 tests/deploy/bring_up.py
"""

import fcntl
import os
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PLACE = "deploy/.env.production"

# Answers what deploy.sh asks before it makes anything, and refuses the rest. Building an image is where a run ends here.
DOCKER = """#!/bin/sh
printf '%s\\n' "docker $*" >>"$CALLS"
case "$*" in
  'version --format {{.Server.Version}}') printf '%s\\n' "${ENGINE_SAYS:-20.10.24}"; [ -z "${ENGINE_SAYS:-}" ] ;;
  'version --format {{.Client.Version}}') echo 20.10.24 ;;
  'info --format {{.DockerRootDir}}') echo / ;;
  'compose version --short') exit 1 ;;
  'image inspect '*':there') echo sha256:4711 ;;
  'image inspect '*) exit 1 ;;
  'run '*' --entrypoint chown '* | 'container prune '*) ;;
  'volume inspect '*) [ -n "${VOLUME_IS_THERE:-}" ] ;;
  'ps --quiet '*) ;;
  *) echo 'this stand-in does nothing of the kind' >&2; exit 97 ;;
esac
"""
# deploy.sh calls it without the caller's environment, so it finds the list of calls beside itself.
COMPOSE = """#!/bin/sh
printf '%s\\n' "docker-compose $*" >>"$(dirname "$0")/../calls"
case "$*" in
  'version --short') echo "${COMPOSE_VERSION:-1.29.2}" ;;
  *' config check gateway')
    echo 'assistant: LLM_PRICES_FILE cannot be used: there is no such file'; exit 1 ;;
  *' config check '*) echo 'The settings are fine.' ;;
  *) exit 97 ;;
esac
"""
# Nothing listens on this machine, or what a test says.
SS = """#!/bin/sh
printf '%s' "${LISTENING:-}"
"""
# The program that writes the new file is killed before the new file takes the place of the old one.
SYNC_THAT_KILLS = """#!/bin/sh
kill -9 "$PPID"
"""

GOOD = {
    "DEPLOYMENT": "bundled",
    "ASSISTANT_DOMAIN": "assistant.test",
    "TLS_CERTIFICATE": "none",
    "LLM_PROVIDER": "demo",
}
SECRETS = {
    "ASSISTANT_API_KEY": r"ask_[A-Za-z0-9_-]{43}",
    "CREDENTIALS_ENCRYPTION_KEY": r"[0-9a-f]{64}",
    "MCP_INTERNAL_SECRET": r"[0-9a-f]{64}",
    "POSTGRES_PASSWORD": r"[0-9a-f]{64}",
    "DB_PASSWORD": r"[0-9a-f]{64}",
    "SYSTEM_DB_URL": r"postgresql://assistant:[0-9a-f]{64}@postgres:5432/assistant_system\?sslmode=disable",
}


class Machine:
    """A copy of the deploy folder, with stand-ins first on the path."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bring-up-"))
        shutil.copytree(REPOSITORY / "deploy", self.folder / "deploy", ignore=shutil.ignore_patterns(".env.production", "tokens"))
        (self.folder / "Cargo.toml").touch()
        self.file = self.folder / "deploy/.env.production"
        self.calls = self.folder / "calls"
        self.stand_in("docker", DOCKER)
        self.stand_in("docker-compose", COMPOSE)
        self.stand_in("ss", SS)
        # no network of this machine is in the way
        self.stand_in("ip", "#!/bin/sh\n")
        # or it would be installed where it is missing; nothing here comes as far as to use it
        self.stand_in("curl", "#!/bin/sh\nexit 97\n")

    def stand_in(self, name: str, text: str) -> Path:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "CALLS": str(self.calls),
        }
        command = [str(self.folder / "deploy/deploy.sh"), *arguments]
        return subprocess.run(command, env=clean | environment, text=True, capture_output=True, timeout=60, check=False)

    def fill(self, **values: str) -> None:
        """Writes the file as an operator does: the example, with these values in the lines that are there."""
        text = (self.folder / "deploy/.env.production.example").read_text()
        for name, value in (GOOD | values).items():
            text, found = re.subn(rf"^#? ?{name}=.*$", lambda _, line=f"{name}={value}": line, text, count=1, flags=re.M)
            assert found, f"the example has no line for {name}"
        self.file.write_text(text)
        self.file.chmod(0o600)

    def line_of(self, name: str) -> int:
        lines = self.file.read_text().splitlines()
        return 1 + max(number for number, line in enumerate(lines) if line.startswith(f"{name}="))

    def values(self) -> dict[str, str]:
        lines = [line for line in self.file.read_text().splitlines() if re.match(r"[A-Z]", line)]
        return dict(line.split("=", 1) for line in lines)

    def asked(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


class BringUp(unittest.TestCase):
    def setUp(self) -> None:
        self.machine = Machine()
        self.addCleanup(shutil.rmtree, self.machine.folder)

    def refused(self, ran: subprocess.CompletedProcess[str], *words: str) -> None:
        """It refused with these words, before anything was made in Docker."""
        self.assertEqual(ran.returncode, 2, ran.stdout + ran.stderr)
        for word in words:
            self.assertIn(word, ran.stderr)
        self.assertIn("Nothing was started.", ran.stderr)
        started = [call for call in self.machine.asked() if re.search(r" (build|run|up|start|exec|create) ", f"{call} ")]
        self.assertEqual(started, [])

    def refused_line(self, name: str, words: str) -> None:
        ran = self.machine.run("deploy")
        self.refused(ran, f"{PLACE}, line {self.machine.line_of(name)}: {name} {words}")
        # what is wrong in the file is said before Docker is even asked
        self.assertEqual(self.machine.asked(), [])
        self.assertEqual(len(re.findall(rf"^{PLACE}", ran.stderr, flags=re.M)), 1, ran.stderr)


class Values(BringUp):
    def test_each_wrong_value_is_named_with_its_line(self) -> None:
        short = "k7Gq2"
        wrong = [
            ("DEPLOYMENT", "bundeld", "cannot be used: write external"),
            ("TLS_CERTIFICATE", "letsencrypt", "cannot be used: write certbot"),
            ("ASSISTANT_DOMAIN", "", "is missing"),
            ("ASSISTANT_DOMAIN", "assistant.example.org", "still holds a placeholder"),
            ("ASSISTANT_DOMAIN", "https://assistant.test", "cannot be used: write a host name"),
            ("ASSISTANT_DOMAIN", "192.0.2.7", "cannot be used: write a host name"),
            ("ASSISTANT_PUBLIC_URL", "assistant.lan", "cannot be used: write addresses"),
            ("ASSISTANT_TAG", "a/b", "cannot be used: write an image tag"),
            ("EDGE_PREFIX", "10.130.80.0/24", "cannot be used: write the first three numbers"),
            ("EDGE_PREFIX", "8.8.8", "cannot be used: write the first three numbers"),
            ("SKILLS_HOST_DIR", "skills", "cannot be used: write a path"),
            ("ASSISTANT_API_KEY", short, "cannot be used: it needs 32 characters"),
            ("ASSISTANT_API_KEY", "change-me-change-me-change-me-change-me", "still holds a placeholder"),
            ("ASSISTANT_API_KEY", "'<your key, 32 characters or more>'", "still holds a placeholder"),
            ("MCP_INTERNAL_SECRET", short, "cannot be used: it needs 32 characters"),
            ("CREDENTIALS_ENCRYPTION_KEY", "z" * 64, "cannot be used: it is 64 hexadecimal characters"),
            ("CREDENTIALS_ENCRYPTION_KEY", "a" * 63, "cannot be used: it is 64 hexadecimal characters"),
            ("POSTGRES_PASSWORD", "'a b c d e f g h i j'", "cannot be used: it becomes part of a URL"),
            ("DB_PASSWORD", short, "cannot be used: it needs 16 characters"),
            ("DB_HOST", "db.lan", "cannot be used: with DEPLOYMENT=bundled"),
            ("SYSTEM_DB_URL", "postgresql://a:b@db.lan:5432/c", "cannot be used: with DEPLOYMENT=bundled"),
            ("DB_PORT", "65536", "cannot be used: a port is a number"),
            ("DB_SSLMODE", "on", "cannot be used: write verify-full"),
            ("LLM_PROVIDER", "gpt", "cannot be used: write claude"),
            ("ANTHROPIC_BASE_URL", "api.anthropic.com", "cannot be used: it begins with http"),
        ]
        for name, value, words in wrong:
            with self.subTest(name=name, value=value):
                self.machine.fill(**{name: value})
                self.refused_line(name, words)

    def test_each_value_that_docker_compose_would_read_differently_is_refused(self) -> None:
        for value, words in [
            ("one two", "it holds white space"),
            ("word # a comment", "it holds white space"),
            ("pa$word", "it holds one of $"),
            ("pa#word", "it holds one of $"),
            ("'open", "its quotes do not end"),
            ("'closed' # a comment", "its quotes do not end"),
            ("'${HOME}'", "${ is replaced"),
            ("'back\\slash'", "a backslash is read differently"),
            ('"pa$word"', "$, \\ and ` mean something in double quotes; use single quotes"),
            ("'it's'", "it has a quote inside"),
        ]:
            with self.subTest(value=value):
                self.machine.fill(GARMIN_PASSWORD=value)
                self.refused_line("GARMIN_PASSWORD", f"cannot be used: {words}")

    def test_what_a_provider_needs_is_asked_for(self) -> None:
        for values, name in [
            ({"LLM_PROVIDER": "claude"}, "ANTHROPIC_API_KEY"),
            ({"LLM_PROVIDER": "openai", "LLM_MODEL": "gpt-5"}, "OPENAI_API_KEY"),
            ({"LLM_PROVIDER": "ollama", "LLM_MODEL": ""}, "LLM_MODEL"),
        ]:
            with self.subTest(**values):
                self.machine.fill(**values)
                self.refused_line(name, "is missing")

    def test_a_server_of_ones_own_needs_its_names(self) -> None:
        self.machine.fill(DEPLOYMENT="external", DB_USER="")
        ran = self.machine.run("setup")
        expected = [
            f"{PLACE}, line {self.machine.line_of(name)}: {name} is missing"
            for name in ("SYSTEM_DB_URL", "DB_HOST", "DB_USER", "DB_PASSWORD")
        ]
        self.refused(ran, *expected)
        url = "postgresql://assistant:password-with-@-sign@db.lan:5432/assistant_system"
        self.machine.fill(DEPLOYMENT="external", SYSTEM_DB_URL=url, DB_HOST="db.lan", DB_PASSWORD="k7Gq2bVx9")
        self.refused_line("SYSTEM_DB_URL", "cannot be used: write postgresql://")

    def test_what_the_program_itself_refuses_is_named_with_its_line(self) -> None:
        self.machine.fill(ASSISTANT_TAG="there", LLM_PRICES_FILE="/app/data/prices.toml")
        ran = self.machine.run("deploy")
        self.assertEqual(ran.returncode, 2, ran.stdout + ran.stderr)
        line = self.machine.line_of("LLM_PRICES_FILE")
        self.assertIn(f"{PLACE}, line {line}: LLM_PRICES_FILE cannot be used: there is no such file", ran.stderr)
        checked = [call.rsplit(" ", 1)[1] for call in self.machine.asked() if " config check " in call]
        services = ["gateway", "journal", "garmin", "google-workspace", "google-places", "splitwise"]
        self.assertEqual(checked, [*services, "setup"])
        # neither database nor set-up nor services
        self.assertEqual([call for call in self.machine.asked() if re.search(r" up | setup$", call) and "check" not in call], [])

    def test_lines_that_are_no_settings_are_named(self) -> None:
        for line, words in [
            ("ASSISTANT_DOMIAN=a.test", "there is no setting ASSISTANT_DOMIAN; ASSISTANT_DOMAIN is meant"),
            ("ZZZ=1", "there is no setting ZZZ; deploy/.env.production.example lists them all"),
            ("export RUST_LOG=info", "leave out the word export"),
            ("RUST_LOG = info", "there is white space around the name"),
            ("Fill this in!", "it is no setting and no comment"),
            ("LLM_PROVIDER=claude", "LLM_PROVIDER stands on line"),
            ("RUST_LOG=info\r", "it ends as lines on Windows do"),
        ]:
            with self.subTest(line=line):
                self.machine.fill()
                with self.machine.file.open("a", newline="") as file:
                    file.write(f"{line}\n")
                number = len(self.machine.file.read_text().splitlines())
                ran = self.machine.run("setup")
                self.refused(ran, f"{PLACE}, line {number}: {words}")

    def test_a_line_that_was_taken_out_is_asked_for(self) -> None:
        self.machine.fill()
        kept = [line for line in self.machine.file.read_text().splitlines() if not line.startswith("ASSISTANT_DOMAIN=")]
        self.machine.file.write_text("\n".join(kept) + "\n")
        self.refused(self.machine.run("setup"), f"{PLACE} (add a line ASSISTANT_DOMAIN=): ASSISTANT_DOMAIN is missing")

    def test_every_problem_is_told_at_once_and_no_value_is(self) -> None:
        password = "hunter2-hunter2"
        self.machine.fill(DEPLOYMENT="bundeld", LLM_PROVIDER="gpt", MCP_INTERNAL_SECRET=password)
        ran = self.machine.run("setup")
        self.refused(ran, ": DEPLOYMENT ", ": LLM_PROVIDER ", ": MCP_INTERNAL_SECRET ")
        self.assertNotIn(password, ran.stdout + ran.stderr)


class File(BringUp):
    def test_the_first_run_makes_the_file_and_says_what_to_fill_in(self) -> None:
        ran = self.machine.run("deploy")
        self.refused(ran, f"{PLACE} was made for you", "ASSISTANT_DOMAIN")
        self.assertEqual(stat.S_IMODE(self.machine.file.stat().st_mode), 0o600)
        example = (self.machine.folder / "deploy/.env.production.example").read_text()
        self.assertEqual(self.machine.file.read_text(), example)
        # and an example is no deployment
        self.refused_line("ASSISTANT_DOMAIN", "still holds a placeholder")

    def test_secrets_are_made_once_and_kept(self) -> None:
        self.machine.fill()
        first = self.machine.run("setup")
        self.assertEqual(first.returncode, 1, first.stderr)
        self.assertIn("the image could not be built", first.stderr)
        made = self.machine.values()
        for name, shape in SECRETS.items():
            self.assertRegex(made[name], f"^{shape}$")
            self.assertIn(name, first.stdout)
            self.assertNotIn(made[name], first.stdout + first.stderr)
        self.assertIn("apart from the backups", first.stdout)
        self.assertEqual(len({made[name] for name in SECRETS}), len(SECRETS))
        self.assertEqual(stat.S_IMODE(self.machine.file.stat().st_mode), 0o600)

        before = self.machine.file.read_text()
        second = self.machine.run("setup")
        self.assertIn("Secrets: all there", second.stdout)
        self.assertEqual(self.machine.file.read_text(), before)

    def test_secrets_that_are_there_and_all_other_lines_stay(self) -> None:
        key = os.urandom(32).hex()
        self.machine.fill(CREDENTIALS_ENCRYPTION_KEY=key, GARMIN_PASSWORD="'pa$word & \"more\"'")
        before = self.machine.file.read_text().splitlines()
        self.machine.run("setup")
        after = self.machine.file.read_text().splitlines()
        self.assertEqual(self.machine.values()["CREDENTIALS_ENCRYPTION_KEY"], key)
        self.assertEqual(len(after), len(before))
        changed = {line.split("=")[0] for line, old in zip(after, before, strict=True) if line != old}
        self.assertEqual(changed, set(SECRETS) - {"CREDENTIALS_ENCRYPTION_KEY"})

    def test_a_write_that_is_interrupted_leaves_the_old_file(self) -> None:
        self.machine.fill()
        before = self.machine.file.read_text()
        killer = self.machine.stand_in("sync", SYNC_THAT_KILLS)
        self.assertNotEqual(self.machine.run("setup").returncode, 0)
        self.assertEqual(self.machine.file.read_text(), before)
        killer.unlink()
        self.machine.run("setup")
        self.assertRegex(self.machine.values()["ASSISTANT_API_KEY"], "^ask_")
        self.assertEqual(list(self.machine.file.parent.glob(".env.production.new-*")), [])

    def test_a_file_that_others_can_read_is_closed(self) -> None:
        self.machine.fill()
        self.machine.file.chmod(0o644)
        self.machine.run("setup")
        self.assertEqual(stat.S_IMODE(self.machine.file.stat().st_mode), 0o600)

    def test_lost_passwords_of_a_database_that_is_there_are_not_made_anew(self) -> None:
        self.machine.fill()
        ran = self.machine.run("setup", VOLUME_IS_THERE="yes")
        line = self.machine.line_of("POSTGRES_PASSWORD")
        self.refused(ran, f"{PLACE}, line {line}: POSTGRES_PASSWORD is missing", "Put the old value back")
        self.assertEqual(self.machine.values()["POSTGRES_PASSWORD"], "")


class Host(BringUp):
    def setUp(self) -> None:
        super().setUp()
        self.machine.fill()

    def test_an_engine_that_does_not_run_is_told(self) -> None:
        ran = self.machine.run("setup", ENGINE_SAYS="Cannot connect to the Docker daemon")
        self.refused(ran, "Cannot connect to the Docker daemon", "systemctl start docker")

    def test_a_user_without_the_right_is_told_how_to_get_it(self) -> None:
        ran = self.machine.run("setup", ENGINE_SAYS="permission denied while trying to connect")
        self.refused(ran, "you may not use Docker", "adduser")

    def test_an_old_compose_is_told(self) -> None:
        self.refused(self.machine.run("setup", COMPOSE_VERSION="1.25.0"), "Compose 1.25.0 is too old")

    def test_a_port_that_another_program_has_is_told(self) -> None:
        listening = 'LISTEN 0 511 127.0.0.1:8080 0.0.0.0:* users:(("python3",pid=4711,fd=3))\n'
        ran = self.machine.run("setup", LISTENING=listening)
        self.refused(ran, "port 8080 is taken by another program", "python3, process 4711")

    def test_a_second_run_at_the_same_time_is_kept_out(self) -> None:
        with (self.machine.folder / "deploy/deploy.sh").open() as script:
            fcntl.flock(script, fcntl.LOCK_EX)
            self.refused(self.machine.run("setup"), "Another deploy.sh is at work here")

    def test_an_unknown_command_is_told(self) -> None:
        self.refused(self.machine.run("destroy"), "There is no command destroy")


if __name__ == "__main__":
    unittest.main()

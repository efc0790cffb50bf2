"""The operator: the one file that is filled in, and the one script that is run."""

import re
import subprocess
from pathlib import Path


class Deployment:
    """A copy of the tree, as an operator has it."""

    def __init__(self, tree: Path):
        self.script = tree / "deploy" / "deploy.sh"
        self.file = tree / "deploy" / ".env.production"

    def run(self, command: str, expect: int = 0, seconds: float = 1800) -> str:
        """What deploy.sh said, on both outputs."""
        done = subprocess.run([self.script, command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=seconds, text=True)
        assert done.returncode == expect, f"deploy.sh {command}: exit {done.returncode} instead of {expect}:\n{done.stdout[-4000:]}"
        return done.stdout

    def fill_in(self, **values: str) -> None:
        lines = self.file.read_text().splitlines()
        for name, value in values.items():
            place = next(i for i, line in enumerate(lines) if re.fullmatch(f"#?{name}=.*", line))
            lines[place] = f"{name}={value}"
        self.file.write_text("\n".join(lines) + "\n")

    def value(self, name: str) -> str:
        found = re.search(f"^{name}=(.*)$", self.file.read_text(), re.MULTILINE)
        assert found, f"{name} is not set"
        return found[1].strip("'\"")

    def line(self, name: str) -> int:
        lines = self.file.read_text().splitlines()
        return next(i for i, line in enumerate(lines, 1) if line.startswith(f"{name}="))

    def secrets(self) -> dict[str, str]:
        """Everything that nobody may read elsewhere, by the name of its setting."""
        names = ["ASSISTANT_API_KEY", "CREDENTIALS_ENCRYPTION_KEY", "MCP_INTERNAL_SECRET", "DB_PASSWORD", "POSTGRES_PASSWORD"]
        secrets = {name: self.value(name) for name in names}
        found = re.fullmatch("postgresql://[^:]+:([^@]+)@.*", self.value("SYSTEM_DB_URL"))
        assert found
        secrets["SYSTEM_DB_URL"] = found[1]
        return secrets

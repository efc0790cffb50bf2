"""Runs the conformance suite for both revisions and says whether everything that counts has passed.

The fixture must pass every scored scenario. The real journal service offers tools and nothing else, so there the scenarios
count that need no fixture, and within them every check but those listed below with the thing they look for.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import servers

REVISIONS = ("2026-07-28", "2025-11-25")

# Scenarios that ask nothing of a server that a service without fixture tools lacks.
WITHOUT_FIXTURE = {
    "2026-07-28": [
        "server-stateless",
        "tools-list",
        "caching",
        "dns-rebinding-protection",
        "http-header-validation",
        "input-required-result-unsupported-methods",
        "server-sse-multiple-streams",
    ],
    "2025-11-25": [
        "server-initialize",
        "ping",
        "tools-list",
        "dns-rebinding-protection",
    ],
}

# Checks inside those scenarios that look for a fixture, and which.
LOOK_FOR_A_FIXTURE = {
    "sep-2575-server-rejects-undeclared-capability": "the tool test_missing_capability",
    "sep-2575-missing-capability-http-400": "the tool test_missing_capability",
    "sep-2575-http-server-no-independent-requests-on-stream": "the tool test_streaming_elicitation",
    "sep-2575-server-no-log-without-loglevel": "the tool test_logging_tool",
    "sep-2549-prompts-list-caching-hints": "prompts",
    "sep-2549-resources-list-caching-hints": "resources",
    "sep-2549-resources-templates-list-caching-hints": "resources",
}


def main():
    target = pathlib.Path(sys.argv[1]).resolve()
    failures = []
    for revision in REVISIONS:
        # Only in a session can a server ask an older client for something before it answers.
        options = ("--sessions",) if revision == "2025-11-25" else ()
        with servers.fixture(target, *options) as url:
            exit_code, _ = run(target, url, revision)
        print(f"fixture, {revision}: {'every scored scenario passed' if exit_code == 0 else 'FAILED'}")
        if exit_code != 0:
            failures.append(f"fixture, {revision}")
        with servers.journal(target) as url:
            _, results = run(target, url, revision, quiet=True)
        failures += judge_journal(revision, results)
    if failures:
        sys.exit("Not passed: " + "; ".join(failures))


def run(target, url, revision, quiet=False):
    """Runs what a revision requires against a server; gives the exit code and each scenario's checks."""
    with tempfile.TemporaryDirectory() as folder:
        suite = target / "conformance/npm/node_modules/@modelcontextprotocol/conformance/dist/index.js"
        command = ["node", suite, "server", "--url", url, "--requirements", revision, "--output-dir", folder]
        finished = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if "=== SUMMARY" not in finished.stdout:
            sys.exit(f"The suite did not run to its end: {finished.stderr or finished.stdout}")
        if not quiet:
            print(finished.stdout[finished.stdout.find("=== SUMMARY") :])
        results = {}
        for checks in pathlib.Path(folder).glob("server-*/checks.json"):
            # server-<scenario>-<instant>, the instant being 24 characters long
            scenario = checks.parent.name.removeprefix("server-")[: -len("-2026-07-28T00-00-00-000Z")]
            results[scenario] = json.loads(checks.read_text())
        return finished.returncode, results


def judge_journal(revision, results):
    failures = []
    for scenario in WITHOUT_FIXTURE[revision]:
        checks = results.get(scenario)
        if not checks:
            failures.append(f"journal, {revision}: {scenario} did not run")
            continue
        failed = [check for check in checks if check["status"] == "FAILURE"]
        wrong = [check for check in failed if check["id"] not in LOOK_FOR_A_FIXTURE]
        passed = sum(check["status"] == "SUCCESS" for check in checks)
        if passed == 0:
            failures.append(f"journal, {revision}: {scenario} passed no check")
        looked_for = sorted({LOOK_FOR_A_FIXTURE[check["id"]] for check in failed if check not in wrong})
        note = f", except what looks for {', '.join(looked_for)}" if looked_for else ""
        print(f"journal, {revision}: {scenario}: {'FAILED' if wrong else 'passed'}, {passed} checks{note}")
        for check in wrong:
            failures.append(f"journal, {revision}: {scenario}: {check['id']}: {check.get('errorMessage')}")
    return failures


if __name__ == "__main__":
    main()

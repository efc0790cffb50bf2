"""The official clients list and call the journal's tools: PyPI's mcp in both eras and over standard input and output, and npm's inspector."""

import asyncio
import contextlib
import json
import pathlib
import subprocess
import sys

import mcp

import servers

TOOLS = {"get_timeline", "query", "search_journal", "create_event", "log_journal_entry"}


def main():
    target = pathlib.Path(sys.argv[1]).resolve()
    with servers.journal(target) as url:
        for mode, revision in [("legacy", "2025-11-25"), ("auto", "2026-07-28"), ("2026-07-28", "2026-07-28")]:
            asyncio.run(python_client(mcp.Client(url, mode=mode), f"mode {mode}", revision))
        inspector(target, url)
    with servers.empty_data_folder() as environment:
        program = mcp.StdioServerParameters(
            command=f"{target}/debug/assistant", args=["mcp", "journal", "--stdio"], env=environment
        )
        asyncio.run(python_client(mcp.Client(mcp.stdio_client(program)), "standard input and output", None))


async def python_client(client, how, revision):
    """Lists and calls. This client checks each answer against the tool's output schema by itself."""
    async with client:
        spoken = client.protocol_version
        expect(revision in (None, spoken), f"it speaks {spoken}")
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        expect(TOOLS <= tools.keys(), f"{TOOLS - tools.keys()} are missing")
        expect(tools["get_timeline"].annotations.read_only_hint, "get_timeline says that it only reads")
        expect(all(tool.output_schema for tool in tools.values()), "every tool has an output schema")

        event = {"title": f"Coffee by {how}", "start": "2026-03-01T09:30:00"}
        created = await client.call_tool("create_event", event)
        expect(not created.is_error and created.structured_content, f"create_event answered {created}")
        day = await client.call_tool("get_timeline", {"date": "2026-03-01"})
        expect(event["title"] in json.dumps(day.structured_content), f"the day answered {day}")

        wrong = await client.call_tool("get_timeline", {"date": "yesterday-ish"})
        expect(wrong.is_error and wrong.structured_content["code"] == "invalid_argument", f"got {wrong}")
        with contextlib.suppress(mcp.MCPError):
            unknown = await client.call_tool("no_such_tool", {})
            expect(False, f"an unknown tool answered {unknown}")
    print(f"PyPI mcp, {how}: speaks {spoken}, listed {len(tools)} tools, wrote and read an event")


def inspector(target, url):
    program = target / "conformance/npm/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"

    def ask(*arguments):
        with servers.empty_data_folder() as environment:
            command = ["node", program, "--cli", url, "--transport", "http", *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        expect(done.returncode == 0, f"the inspector said {done.stderr or done.stdout}")
        return json.loads(done.stdout)

    tools = ask("--method", "tools/list")["tools"]
    expect(TOOLS <= {tool["name"] for tool in tools}, "the inspector misses tools")
    day = ask("--method", "tools/call", "--tool-name", "get_timeline", "--tool-arg", "date=2026-03-01")
    expect("Coffee by mode auto" in json.dumps(day["structuredContent"]), f"the inspector got {day}")
    print(f"npm inspector --cli: listed {len(tools)} tools, read the day")


def expect(condition, otherwise):
    if not condition:
        sys.exit(f"Not as it should be: {otherwise}")


if __name__ == "__main__":
    main()

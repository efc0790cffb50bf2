// Turns captured requests into a TypeScript program in which each is a literal of the SDK's type, so that the compiler refuses
// a field it does not know as well as a wrong value: node requests-as-types.mjs FOLDER > check.ts
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
if (files.length === 0) throw new Error(`no requests in ${folder}`);

const lines = ['import type { MessageCreateParamsStreaming } from "@anthropic-ai/sdk/resources/messages";', ""];
for (const [number, name] of files.entries()) {
  const request = readFileSync(join(folder, name), "utf8");
  lines.push(`export const request${number}: MessageCreateParamsStreaming = ${request};`);
}

// The check has to bite: each of these damages one request, and the compiler must find it.
const first = JSON.parse(readFileSync(join(folder, files[0]), "utf8"));
const damaged = [
  { ...first, max_token: 5 },
  { ...first, stream: false },
  { ...first, messages: [{ role: "usr", content: "Hi" }] },
  { ...first, messages: [{ role: "user", content: [{ type: "tool_result", id: "toolu_1" }] }] },
];
for (const [number, request] of damaged.entries()) {
  const name = `damaged${number}: MessageCreateParamsStreaming`;
  lines.push("// @ts-expect-error", `export const ${name} = ${JSON.stringify(request)};`);
}
console.log(lines.join("\n"));
console.error(`${files.length} requests, and ${damaged.length} damaged ones that must not pass`);

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The real program, `assistant up`, on free ports and a folder of its own. */
export interface Program {
  /** Where its page is, without a slash at the end. */
  url: string;
  /** The one-time link that it printed. */
  link: string;
  /** Another one. */
  newLink(): Promise<string>;
  /** Stops it; what it stored stays. */
  stop(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  /** Stops it and deletes what it stored. */
  end(): Promise<void>;
}

export async function programStart(options: { demo?: boolean; settings?: Record<string, string> } = {}): Promise<Program> {
  const binary = process.env.ASSISTANT_BIN;
  if (!binary) throw new Error('ASSISTANT_BIN does not name the program: use web/tests/run.sh');
  const folder = mkdtempSync(join(tmpdir(), 'assistant-web-'));
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    ASSISTANT_DATA_DIR: join(folder, 'data'),
    ...options.settings,
  };
  let child: ChildProcess | null = null;

  const program: Program = {
    url: '',
    link: '',
    async newLink() {
      const lines = await output(spawn(binary, ['sign-in-link'], { env: environment }));
      return linkIn(lines) ?? fail(lines);
    },
    async stop() {
      const stopping = child;
      child = null;
      if (!stopping || stopping.exitCode !== null) return;
      const ended = new Promise((resolve) => stopping.once('exit', resolve));
      stopping.kill('SIGTERM');
      await ended;
    },
    async start() {
      const bind = program.url === '' ? '127.0.0.1:0' : new URL(program.url).host;
      const started = spawn(binary, ['up', '--free-ports', ...(options.demo ? ['--demo'] : [])], {
        env: { ...environment, ASSISTANT_BIND: bind },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      program.link = await ready(started, options.demo ?? false);
      program.url = new URL(program.link).origin;
    },
    async end() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await program.start();
  return program;
}

/** Waits for the link and, when it was asked for, for the demo household. */
function ready(child: ChildProcess, demo: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    let link: string | null = null;
    createInterface({ input: child.stdout! }).on('line', (line) => {
      seen.push(line);
      link ??= linkIn([line]);
      if (link !== null && (!demo || /household has moved in/.test(line))) resolve(link);
    });
    createInterface({ input: child.stderr! }).on('line', (line) => seen.push(line));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${seen.join('\n')}`)));
  });
}

function output(child: ChildProcess): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
    createInterface({ input: child.stderr! }).on('line', (line) => lines.push(line));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(lines) : fail(lines, reject)));
  });
}

function linkIn(lines: string[]): string | null {
  for (const line of lines) {
    const link = /https?:\/\/\S+\/sign-in#code=\S+/.exec(line)?.[0];
    if (link) return link;
  }
  return null;
}

function fail(lines: string[], reject?: (error: Error) => void): never {
  const error = new Error(`the program said:\n${lines.join('\n')}`);
  reject?.(error);
  throw error;
}

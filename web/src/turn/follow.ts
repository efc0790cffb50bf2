import { Refusal, Unreachable, request } from '../api/client.ts';
import { isLast, turnEvent, type TurnEvent } from './event.ts';
import { sseReader } from './sse.ts';

/** How to come to a turn's events: by sending the message that starts it, or by its id. */
export type Way =
  | { kind: 'send'; threadId: string; text: string; idempotencyKey: string }
  | { kind: 'resume'; turnId: string };

export interface Follower {
  /** Each event, in order; after a cut none is given twice. */
  event(event: TurnEvent): void;
  /** The connection stands (`true`) or broke and is being tried again (`false`). */
  connected(standing: boolean): void;
  signal: AbortSignal;
}

/** The gateway writes a comment more often than this; silence means a connection that died unnoticed. */
const SILENCE_LIMIT_MS = 60_000;
const WAIT_FIRST_MS = 500;
const WAIT_LONGEST_MS = 15_000;

/**
 * Follows a turn to its last event, through any number of cuts. The message is sent again only under its idempotency key, which
 * joins the same turn; once the turn's id is known, its events are asked for after the last one seen.
 * Throws `Refusal` when the gateway says no for good, and an `AbortError` when the signal says stop.
 */
export async function turnFollow(way: Way, follower: Follower): Promise<void> {
  let next = way;
  let seen = 0;
  let failures = 0;
  for (;;) {
    let askedToWaitMs: number | null = null;
    try {
      const stream = await (next.kind === 'send' ? send(next, follower.signal) : resume(next.turnId, seen, follower.signal));
      follower.connected(true);
      for await (const event of stream) {
        failures = 0;
        next = { kind: 'resume', turnId: event.data.turn_id };
        if (event.id <= seen) continue;
        seen = event.id;
        follower.event(event);
        if (isLast(event)) return;
      }
    } catch (error) {
      follower.signal.throwIfAborted();
      if (error instanceof Refusal && !passes(error)) throw error;
      if (error instanceof Refusal) askedToWaitMs = error.retryAfterMs;
    }
    // A stream that ends early is reopened at once; only what fails again and again waits longer and longer.
    if (failures > 0) follower.connected(false);
    await pause(askedToWaitMs ?? Math.min(WAIT_LONGEST_MS, WAIT_FIRST_MS * 2 ** failures) * (0.75 + Math.random() / 2), follower.signal);
    failures++;
  }
}

function send(way: Way & { kind: 'send' }, signal: AbortSignal): Promise<AsyncIterable<TurnEvent>> {
  return open(
    `/api/threads/${encodeURIComponent(way.threadId)}/messages`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': way.idempotencyKey },
      body: JSON.stringify({ text: way.text }),
    },
    signal,
  );
}

function resume(turnId: string, seen: number, signal: AbortSignal): Promise<AsyncIterable<TurnEvent>> {
  return open(
    `/api/turns/${encodeURIComponent(turnId)}/events`,
    { method: 'GET', headers: seen > 0 ? { 'Last-Event-ID': String(seen) } : {} },
    signal,
  );
}

async function open(path: string, init: RequestInit, signal: AbortSignal): Promise<AsyncIterable<TurnEvent>> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
  const response = await request(path, {
    ...init,
    headers: { ...init.headers, Accept: 'text/event-stream' },
    cache: 'no-store',
    signal: AbortSignal.any([signal, silence.signal]),
  }).finally(() => clearTimeout(timer));
  if (!response.body || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    throw new Unreachable('not an event stream');
  }
  return events(response.body, silence);
}

async function* events(body: ReadableStream<Uint8Array>, silence: AbortController): AsyncGenerator<TurnEvent> {
  const read = sseReader();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => silence.abort(), SILENCE_LIMIT_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      for (const { id, type, data } of read(decoder.decode(value, { stream: true }))) {
        const event = turnEvent(id, type, data);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Refusals that pass with time. */
function passes(refusal: Refusal): boolean {
  return refusal.status === 408 || refusal.status === 425 || refusal.status === 429 || refusal.status >= 500;
}

/** Waits; the network coming back ends it early. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

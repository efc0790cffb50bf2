/** One way to the gateway: JSON in and out, every failure a sentence. The session cookie goes along by itself. */

/** The gateway answered and said no (RFC 9457). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    /** How long the gateway asks us to wait. */
    readonly retryAfterMs: number | null,
  ) {
    super(sentence);
    this.name = 'Refusal';
  }
}

/** No answer came: the network or the gateway is away. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The assistant cannot be reached.', { cause });
    this.name = 'Unreachable';
  }
}

const ANSWER_WITHIN_MS = 20_000;

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Calls `listener` whenever the gateway no longer knows who is asking. */
export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

const reached = new Set<(answered: boolean) => void>();

/** Calls `listener` with every call's luck: did the gateway answer at all? */
export function onReached(listener: (answered: boolean) => void): void {
  reached.add(listener);
}

/** Calls the gateway and reads its JSON; `undefined` for 204. Throws `Refusal` or `Unreachable`. */
export async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const response = await request(path, {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([limit, signal]) : limit,
  });
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Unreachable(cause);
  }
}

/** `fetch`, with failures made into `Refusal` and `Unreachable`. An abort by the caller passes through. */
export async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (cause) {
    if (init.signal?.aborted && (init.signal.reason as Error | undefined)?.name !== 'TimeoutError') throw cause;
    throw unreachable(cause);
  }
  // A proxy that lost its gateway answers for it.
  if (response.status === 502 || response.status === 504) throw unreachable(response.status);
  for (const listener of reached) listener(true);
  if (response.ok) return response;
  const refusal = await refusalRead(response);
  if (refusal.status === 401 && path !== '/api/session') for (const listener of signedOut) listener();
  throw refusal;
}

/** The sentence to show for any failure. */
export function sentence(error: unknown): string {
  if (error instanceof Refusal || error instanceof Unreachable) return error.message;
  return 'Something in this page went wrong. Reload it to go on; nothing that was sent is lost.';
}

function unreachable(cause: unknown): Unreachable {
  for (const listener of reached) listener(false);
  return new Unreachable(cause);
}

async function refusalRead(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => null)) as { title?: string; detail?: string; code?: string } | null;
  const seconds = Number(response.headers.get('Retry-After'));
  return new Refusal(
    response.status,
    problem?.code ?? `http_${response.status}`,
    problem?.detail ?? problem?.title ?? `The assistant answered with status ${response.status}.`,
    seconds > 0 ? seconds * 1000 : null,
  );
}

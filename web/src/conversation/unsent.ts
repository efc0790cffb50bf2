/** Messages that were sent and not yet acknowledged: kept for this tab, so that a reload sends them again under the same key. */
export interface Unsent {
  threadId: string;
  text: string;
  idempotencyKey: string;
}

const KEY = 'assistant.unsent';

export function unsentOf(threadId: string): Unsent[] {
  return unsentRead().filter((message) => message.threadId === threadId);
}

export function unsentAdd(message: Unsent): void {
  unsentWrite([...unsentRead(), message]);
}

export function unsentRemove(idempotencyKey: string): void {
  unsentWrite(unsentRead().filter((message) => message.idempotencyKey !== idempotencyKey));
}

function unsentRead(): Unsent[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Unsent[];
  } catch {
    return [];
  }
}

function unsentWrite(messages: Unsent[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(messages));
  } catch {
    // No storage: a reload in the moment of sending may lose the text; everything else works.
  }
}

import type { Page, Thread } from '../api/contract.ts';
import { call, sentence } from '../api/client.ts';

/** The list of conversations, newest first, as far as it was scrolled. */
export const threads = $state<{
  phase: 'loading' | 'ready' | 'failed';
  failure: string | null;
  /** What the list was searched for; empty for all. */
  query: string;
  items: Thread[];
  next: string | null;
  loadingMore: boolean;
}>({ phase: 'loading', failure: null, query: '', items: [], next: null, loadingMore: false });

const PAGE = 40;
let newest: AbortController | null = null;

/** Reads the first page for a query. A later call overtakes an earlier one. */
export async function threadsLoad(query = threads.query): Promise<void> {
  newest?.abort();
  const turn = (newest = new AbortController());
  if (query !== threads.query || threads.items.length === 0) threads.phase = 'loading';
  threads.query = query;
  try {
    const page = await call<Page<Thread>>('GET', address(query, null), undefined, turn.signal);
    if (turn.signal.aborted) return;
    threads.items = page.items;
    threads.next = page.next_cursor;
    threads.phase = 'ready';
  } catch (error) {
    if (turn.signal.aborted) return;
    threads.failure = sentence(error);
    threads.phase = 'failed';
  }
}

export async function threadsMore(): Promise<void> {
  if (threads.next === null || threads.loadingMore) return;
  threads.loadingMore = true;
  try {
    const page = await call<Page<Thread>>('GET', address(threads.query, threads.next));
    const known = new Set(threads.items.map((thread) => thread.id));
    threads.items.push(...page.items.filter((thread) => !known.has(thread.id)));
    threads.next = page.next_cursor;
  } finally {
    threads.loadingMore = false;
  }
}

export async function threadCreate(): Promise<Thread> {
  return call<Thread>('POST', '/api/threads', {});
}

/** Reads one thread again and moves it to where it now belongs. */
export async function threadRefresh(id: string): Promise<void> {
  threadPut(await call<Thread>('GET', `/api/threads/${encodeURIComponent(id)}`));
}

/** Puts a thread in its place in the list. */
export function threadPut(thread: Thread): void {
  const listed = threads.items.some((other) => other.id === thread.id);
  // A search shows what was found, not what is new.
  if (!listed && threads.query !== '') return;
  threads.items = [...threads.items.filter((other) => other.id !== thread.id), thread].sort((a, b) =>
    a.updated_at === b.updated_at ? (a.id < b.id ? 1 : -1) : a.updated_at < b.updated_at ? 1 : -1,
  );
}

export async function threadRename(id: string, title: string): Promise<void> {
  threadPut(await call<Thread>('PATCH', `/api/threads/${encodeURIComponent(id)}`, { title }));
}

export async function threadDelete(id: string): Promise<void> {
  await call('DELETE', `/api/threads/${encodeURIComponent(id)}`);
  threads.items = threads.items.filter((thread) => thread.id !== id);
}

export async function threadRestore(id: string): Promise<void> {
  await call('POST', `/api/threads/${encodeURIComponent(id)}/restore`);
  await threadRefresh(id);
}

export function threadTitle(thread: Thread | undefined): string {
  return thread?.title || 'New conversation';
}

function address(query: string, cursor: string | null): string {
  const parameters = new URLSearchParams({ limit: String(PAGE) });
  if (query) parameters.set('q', query);
  if (cursor) parameters.set('cursor', cursor);
  return `/api/threads?${parameters}`;
}

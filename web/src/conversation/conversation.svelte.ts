import type { Message, Page, Turn } from '../api/contract.ts';
import { call, Refusal, sentence } from '../api/client.ts';
import { announce } from '../shell/announce.svelte.ts';
import { connectionTold } from '../shell/connection.svelte.ts';
import { threadRefresh } from '../thread/threads.svelte.ts';
import type { TurnEvent } from '../turn/event.ts';
import { turnFollow, type Way } from '../turn/follow.ts';
import { isOver, turnAdvance, turnStored, WAITING, type TurnView } from '../turn/view.ts';
import { unsentAdd, unsentOf, unsentRemove } from './unsent.ts';

/** One question and its answer. */
export interface Exchange {
  key: string;
  turnId: string | null;
  /** What the person wrote; null when the assistant spoke first. */
  asked: string | null;
  at: string;
  reply: TurnView;
  /** The gateway would not take the message: why. */
  refused: string | null;
  /** Stop was asked for: before the turn's id was known, or just now. */
  stopping: boolean;
}

/** A thread as it stands on the page. It goes on being followed while another one is looked at. */
export interface Conversation {
  threadId: string;
  phase: 'loading' | 'ready' | 'failed' | 'gone';
  failure: string | null;
  exchanges: Exchange[];
  /** Where older messages go on. */
  older: string | null;
  loadingOlder: boolean;
}

/** More unanswered messages than this would use up the browser's connections. */
const UNANSWERED_LIMIT = 4;
/** Text is drawn at most this often while it streams. */
const DRAW_EVERY_MS = 40;

const open = new Map<string, Conversation>();
let followed = new AbortController();

/** The conversation of a thread; read from the gateway the first time. */
export function conversationOf(threadId: string): Conversation {
  let conversation = open.get(threadId);
  if (!conversation) {
    conversation = conversationNew(threadId, 'loading');
    void conversationLoad(conversation);
  }
  return conversation;
}

/** The conversation of a thread that was made just now. */
export function conversationBegin(threadId: string): Conversation {
  return conversationNew(threadId, 'ready');
}

export async function conversationLoad(conversation: Conversation): Promise<void> {
  conversation.phase = 'loading';
  try {
    const page = await messagesRead(conversation.threadId, null);
    const stored = exchangesOf(page.items);
    conversation.exchanges = stored;
    conversation.older = page.next_cursor;
    for (const exchange of unanswered(conversation)) void follow(conversation, exchange, null);
    await lastCheck(conversation);
    conversation.phase = 'ready';
    unsentSend(conversation);
  } catch (error) {
    conversation.failure = sentence(error);
    conversation.phase = error instanceof Refusal && error.status === 404 ? 'gone' : 'failed';
  }
}

export async function conversationOlder(conversation: Conversation): Promise<void> {
  if (conversation.older === null || conversation.loadingOlder) return;
  conversation.loadingOlder = true;
  try {
    const page = await messagesRead(conversation.threadId, conversation.older);
    const older = exchangesOf(page.items);
    const first = conversation.exchanges[0];
    const last = older.at(-1);
    // A page may begin with an answer whose question is the last of the page before.
    if (first && last && first.asked === null && first.turnId !== null && first.turnId === last.turnId) {
      older.pop();
      Object.assign(first, { key: last.key, asked: last.asked, at: last.at });
    }
    conversation.exchanges.unshift(...older);
    conversation.older = page.next_cursor;
  } finally {
    conversation.loadingOlder = false;
  }
}

export function canSend(conversation: Conversation): boolean {
  return unanswered(conversation).length < UNANSWERED_LIMIT;
}

/** The questions that are being answered or wait for it, oldest first. */
export function unanswered(conversation: Conversation): Exchange[] {
  return conversation.exchanges.filter((exchange) => !isOver(exchange.reply) && exchange.refused === null);
}

/** Sends a message. If a turn runs, the gateway queues it. */
export function messageSend(conversation: Conversation, text: string): void {
  const idempotencyKey = keyNew();
  unsentAdd({ threadId: conversation.threadId, text, idempotencyKey });
  const exchange = exchangeAdd(conversation, idempotencyKey, text);
  void follow(conversation, exchange, { kind: 'send', threadId: conversation.threadId, text, idempotencyKey });
}

/** Asks the same again. A message that was never taken makes way for the new one. */
export function messageRetry(conversation: Conversation, exchange: Exchange): void {
  if (exchange.asked === null) return;
  if (exchange.refused !== null) conversation.exchanges = conversation.exchanges.filter((other) => other.key !== exchange.key);
  messageSend(conversation, exchange.asked);
}

/** Stops the answer that is being given. What it stored stays. */
export async function answerStop(conversation: Conversation): Promise<void> {
  const exchange = unanswered(conversation)[0];
  if (!exchange || exchange.stopping) return;
  exchange.stopping = true;
  if (exchange.turnId !== null) await cancel(exchange);
}

/** Forgets everything: another person may sign in. */
export function conversationsForget(): void {
  followed.abort();
  followed = new AbortController();
  open.clear();
}

function conversationNew(threadId: string, phase: Conversation['phase']): Conversation {
  const conversation = $state<Conversation>({ threadId, phase, failure: null, exchanges: [], older: null, loadingOlder: false });
  open.set(threadId, conversation);
  return conversation;
}

function messagesRead(threadId: string, cursor: string | null): Promise<Page<Message>> {
  const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  return call('GET', `/api/threads/${encodeURIComponent(threadId)}/messages${query}`);
}

/** Questions with their answers, from messages in the order they were said. */
function exchangesOf(messages: Message[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const message of messages) {
    if (message.role === 'user') {
      exchanges.push(exchangeNew(message.id, message.turn_id, message.text, message.created_at));
      continue;
    }
    if (message.role !== 'assistant') continue;
    let exchange = exchanges.find((other) => other.turnId !== null && other.turnId === message.turn_id);
    if (!exchange) exchanges.push((exchange = exchangeNew(message.id, message.turn_id, null, message.created_at)));
    exchange.reply = turnStored(message);
  }
  return exchanges;
}

/** 128 random bits. `crypto.randomUUID` is missing on a page without TLS, as in a home network. */
function keyNew(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function exchangeNew(key: string, turnId: string | null, asked: string | null, at: string): Exchange {
  return { key, turnId, asked, at, reply: WAITING, refused: null, stopping: false };
}

function exchangeAdd(conversation: Conversation, key: string, text: string): Exchange {
  conversation.exchanges.push(exchangeNew(key, null, text, new Date().toISOString()));
  // The one in the list, whose changes are seen.
  return conversation.exchanges.at(-1)!;
}

/** The newest stored answer may be one that still grows, or that broke off: its turn knows. */
async function lastCheck(conversation: Conversation): Promise<void> {
  const exchange = conversation.exchanges.findLast((other) => other.turnId !== null && isOver(other.reply));
  if (!exchange?.turnId) return;
  const turn = await call<Turn>('GET', `/api/turns/${encodeURIComponent(exchange.turnId)}`).catch(() => null);
  if (turn === null || turn.state === 'done') return;
  exchange.reply = WAITING;
  void follow(conversation, exchange, null);
}

function unsentSend(conversation: Conversation): void {
  for (const message of unsentOf(conversation.threadId)) {
    if (conversation.exchanges.some((exchange) => exchange.key === message.idempotencyKey)) continue;
    const exchange = exchangeAdd(conversation, message.idempotencyKey, message.text);
    void follow(conversation, exchange, { kind: 'send', ...message });
  }
}

/** Follows a turn to its end and draws it. Without a way it is one that the gateway already has. */
async function follow(conversation: Conversation, exchange: Exchange, way: Way | null): Promise<void> {
  if (way === null && exchange.turnId === null) return;
  const signal = followed.signal;
  let pending: TurnEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    clearTimeout(timer);
    timer = undefined;
    exchange.reply = pending.reduce(turnAdvance, exchange.reply);
    pending = [];
  };
  const event = (next: TurnEvent): void => {
    if (exchange.turnId === null) acknowledged(conversation, exchange, next.data.turn_id);
    pending.push(next);
    if (next.type !== 'text.delta') draw();
    else timer ??= setTimeout(draw, DRAW_EVERY_MS);
  };
  try {
    await turnFollow(way ?? { kind: 'resume', turnId: exchange.turnId! }, {
      event,
      connected: connectionTold,
      signal,
    });
  } catch (error) {
    if (signal.aborted) return;
    if (way?.kind === 'send') unsentRemove(way.idempotencyKey);
    exchange.refused = sentence(error);
    announce(exchange.refused);
    return;
  }
  draw();
  tell(exchange);
  void threadRefresh(conversation.threadId).catch(() => undefined);
}

/** The gateway has the message: it is durable now. */
function acknowledged(conversation: Conversation, exchange: Exchange, turnId: string): void {
  unsentRemove(exchange.key);
  exchange.turnId = turnId;
  // After a reload the same turn may already stand in the list.
  conversation.exchanges = conversation.exchanges.filter((other) => other.key === exchange.key || other.turnId !== turnId);
  if (exchange.stopping) void cancel(exchange);
  void threadRefresh(conversation.threadId).catch(() => undefined);
}

async function cancel(exchange: Exchange): Promise<void> {
  try {
    await call('POST', `/api/turns/${encodeURIComponent(exchange.turnId!)}/cancel`);
  } catch {
    // It ended by itself in the meantime, or the gateway is away; the button stands there again.
    exchange.stopping = false;
  }
}

function tell(exchange: Exchange): void {
  const { phase, text, failure } = exchange.reply;
  if (phase === 'done') announce(`Assistant: ${text}`);
  else if (phase === 'failed') announce(`The answer failed. ${failure?.detail ?? ''}`);
  else announce('Stopped.');
}

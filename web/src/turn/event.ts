import type { Usage } from '../api/contract.ts';

/** One numbered event of a turn. Numbers only rise within a turn. */
export type TurnEvent = { id: number } & (
  | { type: 'turn.started'; data: { turn_id: string } }
  | { type: 'text.delta'; data: { turn_id: string; text: string } }
  | { type: 'tool.started'; data: { turn_id: string; call_id: string; server: string; tool: string; title?: string | null } }
  | { type: 'tool.finished'; data: { turn_id: string; call_id: string; ok: boolean; summary?: string | null } }
  | { type: 'usage'; data: { turn_id: string } & Usage }
  | { type: 'turn.finished'; data: { turn_id: string; message_id: string; text: string } }
  | { type: 'turn.failed'; data: { turn_id: string; code: string; detail: string } }
  | { type: 'turn.cancelled'; data: { turn_id: string } }
  /** What a newer gateway may add: it moves the number on and is otherwise passed over. */
  | { type: 'other'; data: { turn_id: string } }
);

const KNOWN = new Set<string>([
  'turn.started',
  'text.delta',
  'tool.started',
  'tool.finished',
  'usage',
  'turn.finished',
  'turn.failed',
  'turn.cancelled',
]);

/** True for the three that end a turn: nothing follows them. */
export function isLast(event: TurnEvent): boolean {
  return event.type === 'turn.finished' || event.type === 'turn.failed' || event.type === 'turn.cancelled';
}

/** Reads one server-sent event; `null` when it is not an event of a turn. */
export function turnEvent(id: string, type: string, data: string): TurnEvent | null {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || id === '') return null;
  try {
    const parsed = JSON.parse(data) as unknown;
    if (typeof parsed !== 'object' || parsed === null || !('turn_id' in parsed)) return null;
    return { id: number, type: KNOWN.has(type) ? type : 'other', data: parsed } as TurnEvent;
  } catch {
    return null;
  }
}

import type { Message, Usage } from '../api/contract.ts';
import type { TurnEvent } from './event.ts';

/** What is seen of one turn. Made from its events alone, so that any cut and resume of the stream shows the same. */
export interface TurnView {
  phase: Phase;
  /** The number of the last event taken in; 0 before the first. */
  seen: number;
  text: string;
  tools: ToolView[];
  usage: Usage | null;
  failure: { code: string; detail: string } | null;
}

export type Phase = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface ToolView {
  call_id: string;
  server: string;
  tool: string;
  title: string;
  state: 'running' | 'ok' | 'failed' | 'stopped';
  summary: string;
}

/** A turn of which nothing is known yet: it is on its way, or it waits for the one before it. */
export const WAITING: TurnView = Object.freeze({ phase: 'waiting', seen: 0, text: '', tools: [], usage: null, failure: null });

/** True when nothing more will come. */
export function isOver(view: TurnView): boolean {
  return view.phase === 'done' || view.phase === 'failed' || view.phase === 'cancelled';
}

/** Takes in one event. One that was seen before, or that comes after the end, changes nothing. */
export function turnAdvance(view: TurnView, event: TurnEvent): TurnView {
  if (event.id <= view.seen || isOver(view)) return view;
  const next: TurnView = { ...view, seen: event.id, phase: 'running' };
  switch (event.type) {
    case 'text.delta':
      next.text = view.text + event.data.text;
      return next;
    case 'tool.started':
      next.tools = [...view.tools, toolStarted(event.data)];
      return next;
    case 'tool.finished':
      next.tools = view.tools.map((tool) =>
        tool.call_id === event.data.call_id && tool.state === 'running'
          ? { ...tool, state: event.data.ok ? 'ok' : 'failed', summary: event.data.summary ?? '' }
          : tool,
      );
      return next;
    case 'usage':
      next.usage = event.data;
      return next;
    case 'turn.finished':
      // The stored text is the truth; the deltas, joined, equal it.
      return { ...next, phase: 'done', text: event.data.text, tools: settled(view.tools) };
    case 'turn.failed':
      return {
        ...next,
        phase: 'failed',
        tools: settled(view.tools),
        failure: { code: event.data.code, detail: event.data.detail },
      };
    case 'turn.cancelled':
      return { ...next, phase: 'cancelled', tools: settled(view.tools) };
    default:
      return next;
  }
}

/** What is seen of a turn that ended before this page was opened. */
export function turnStored(message: Message): TurnView {
  return {
    ...WAITING,
    phase: 'done',
    text: message.text,
    tools: (message.tool_calls ?? []).map((call) => ({
      ...toolStarted(call),
      state: call.ok === null ? 'stopped' : call.ok ? 'ok' : 'failed',
      summary: call.summary ?? '',
    })),
  };
}

function toolStarted(call: { call_id: string; server: string; tool: string; title?: string | null }): ToolView {
  const { call_id, server, tool } = call;
  return { call_id, server, tool, title: call.title || tool.replaceAll('_', ' '), state: 'running', summary: '' };
}

function settled(tools: ToolView[]): ToolView[] {
  return tools.map((tool) => (tool.state === 'running' ? { ...tool, state: 'stopped' } : tool));
}

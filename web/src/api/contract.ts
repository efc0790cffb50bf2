/** What the gateway answers, as far as this page reads it. The whole contract is published at /api/openapi.json. */

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface Me {
  user_id: string;
  display_name: string | null;
  role: string;
  /** IANA name; all times are shown in it. */
  time_zone: string | null;
  llm: { provider: string; model: string; key: 'own' | 'operator' | 'none' | 'demo' };
  /** The demo household is installed. */
  demo: boolean;
}

/** An account that is connected; its secret is never given back. */
export interface Credential {
  service: string;
  status: 'ok' | 'failing' | 'reconnect';
  preferred_model: string | null;
  last_ok_at: string | null;
  last_error: string | null;
}

export interface Thread {
  id: string;
  title: string | null;
  emoji: string | null;
  agent: string;
  created_at: string;
  updated_at: string;
  message_count: number;
}

export interface ToolCall {
  call_id: string;
  server: string;
  tool: string;
  title: string | null;
  ok: boolean | null;
  summary: string | null;
}

export interface Message {
  id: string;
  role: 'user' | 'assistant' | (string & {});
  text: string;
  tool_calls: ToolCall[] | null;
  created_at: string;
  turn_id: string | null;
}

export type TurnState = 'queued' | 'running' | 'waiting_approval' | 'done' | 'failed' | 'cancelled';

export interface Turn {
  id: string;
  state: TurnState;
}

/** Tokens of a turn. Input does not count what the cache read or wrote. */
export interface Usage {
  input?: number;
  output?: number;
  cache_read?: number;
  cache_write?: number;
}

export interface ToolServer {
  server: string;
  connected: boolean;
  detail?: string | null;
  tools: { name: string; title: string | null; description: string | null }[];
}

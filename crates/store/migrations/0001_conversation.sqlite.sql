-- Who is there, what they said, and what was done about it. Times are microseconds since 1970, ids the 16 bytes of a UUID, booleans 0 or 1, JSON is text.

-- Who may talk to this program.
create table users (
  user_id text primary key,
  display_name text not null,
  role text not null check (role in ('personal', 'admin')),
  time_zone text not null,
  locale text not null,
  quiet_hours text,
  demo integer not null check (demo in (0, 1)),
  created_at integer not null
) strict;

-- Keys, by the SHA-256 of their text only.
create table api_keys (
  id blob primary key,
  user_id text not null references users,
  hash blob not null unique,
  role text not null check (role in ('personal', 'admin', 'cos_internal')),
  label text not null,
  allow_operator_llm integer not null check (allow_operator_llm in (0, 1)),
  created_at integer not null,
  expires_at integer,
  revoked_at integer,
  last_used_at integer
) strict;
create index api_keys_of_user on api_keys (user_id, id);

-- One-time links, by the SHA-256 of their code only.
create table sign_in_links (
  hash blob primary key,
  user_id text not null references users,
  created_at integer not null,
  expires_at integer not null,
  used_at integer
) strict;
create index sign_in_links_of_user on sign_in_links (user_id);

-- Browsers that are signed in, by the SHA-256 of their cookie only. A session of a key ends with the key.
create table sessions (
  hash blob primary key,
  user_id text not null references users,
  key_id blob references api_keys,
  role text not null check (role in ('personal', 'admin')),
  allow_operator_llm integer not null check (allow_operator_llm in (0, 1)),
  created_at integer not null,
  expires_at integer not null
) strict;
create index sessions_of_user on sessions (user_id);

-- Conversations of one user with one agent.
create table threads (
  id blob primary key,
  user_id text not null references users,
  agent text not null,
  title text not null,
  emoji text not null,
  message_count integer not null,
  context_from integer not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cache_read_tokens integer not null,
  cache_write_tokens integer not null,
  cost_micros integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer
) strict;
create index threads_of_user on threads (user_id, updated_at, id);

-- One user message and all that follows. `seq` counts the turns of a thread; `idempotency_key` is the client's.
create table turns (
  id blob primary key,
  user_id text not null references users,
  thread_id blob not null references threads,
  seq integer not null,
  state text not null check (state in ('queued', 'running', 'waiting_approval', 'done', 'failed', 'cancelled')),
  idempotency_key text,
  fingerprint blob not null,
  model_wanted text,
  provider text,
  model text,
  note text,
  error_code text,
  error_detail text,
  cancel_requested integer not null check (cancel_requested in (0, 1)),
  worker text,
  lease_until integer,
  attempts integer not null,
  calls integer not null,
  input_tokens integer not null,
  output_tokens integer not null,
  cache_read_tokens integer not null,
  cache_write_tokens integer not null,
  cost_micros integer not null,
  created_at integer not null,
  started_at integer,
  finished_at integer
) strict;
create unique index turns_in_order on turns (thread_id, seq);
create unique index turns_once on turns (user_id, idempotency_key);
create index turns_open on turns (state, lease_until) where state in ('queued', 'running', 'waiting_approval');

-- What the person reads: their own words and the finished answers.
create table messages (
  number integer primary key, -- what the text index points at: a plain rowid would not outlive a vacuum
  id blob not null unique,
  user_id text not null references users,
  thread_id blob not null references threads,
  turn_id blob not null references turns,
  role text not null check (role in ('user', 'assistant')),
  text text not null,
  created_at integer not null
) strict;
create index messages_of_thread on messages (thread_id, id);
create index messages_of_turn on messages (turn_id);

-- The stored moves of a turn: each model reply, whole, as the provider gave it. JSON of `llm::Reply`.
create table steps (
  turn_id blob not null references turns,
  round integer not null,
  user_id text not null references users,
  provider text not null,
  reply text not null,
  created_at integer not null,
  primary key (turn_id, round)
) strict;

-- Every tool call a model asked for. A row is `running` before the call leaves and has its result before the next step begins.
create table tool_calls (
  turn_id blob not null references turns,
  round integer not null,
  position integer not null,
  user_id text not null references users,
  call_id text not null,
  name text not null,
  server text not null,
  tool text not null,
  title text not null,
  arguments text not null,
  repeatable integer not null check (repeatable in (0, 1)),
  state text not null check (state in ('pending', 'running', 'done', 'failed', 'unknown')),
  result text,
  summary text,
  receipts text,
  started_at integer,
  finished_at integer,
  primary key (turn_id, round, position)
) strict;

-- What a client was or will be told of a turn, numbered from 1.
create table turn_events (
  turn_id blob not null references turns,
  id integer not null,
  user_id text not null references users,
  type text not null,
  data text not null,
  created_at integer not null,
  primary key (turn_id, id)
) strict;

-- Full text of threads: titles and messages. The text stays in the tables; the index follows by trigger.
create virtual table message_text using fts5 (text, content='messages', content_rowid='number', tokenize='unicode61 remove_diacritics 2');
create trigger message_text_insert after insert on messages begin
  insert into message_text (rowid, text) values (new.number, new.text);
end;
create trigger message_text_delete after delete on messages begin
  insert into message_text (message_text, rowid, text) values ('delete', old.number, old.text);
end;

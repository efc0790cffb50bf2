-- Who is there, what they said, and what was done about it. JSON is text: what a provider sent is kept to the byte.

-- Who may talk to this program.
create table users (
  user_id text primary key,
  display_name text not null,
  role text not null check (role in ('personal', 'admin')),
  time_zone text not null,
  locale text not null,
  quiet_hours text,
  demo boolean not null,
  created_at timestamptz not null
);

-- Keys, by the SHA-256 of their text only.
create table api_keys (
  id uuid primary key,
  user_id text not null references users,
  hash bytea not null unique,
  role text not null check (role in ('personal', 'admin', 'cos_internal')),
  label text not null,
  allow_operator_llm boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_of_user on api_keys (user_id, id);

-- One-time links, by the SHA-256 of their code only.
create table sign_in_links (
  hash bytea primary key,
  user_id text not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_links_of_user on sign_in_links (user_id);

-- Browsers that are signed in, by the SHA-256 of their cookie only. A session of a key ends with the key.
create table sessions (
  hash bytea primary key,
  user_id text not null references users,
  key_id uuid references api_keys,
  role text not null check (role in ('personal', 'admin')),
  allow_operator_llm boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_of_user on sessions (user_id);

-- Conversations of one user with one agent.
create table threads (
  id uuid primary key,
  user_id text not null references users,
  agent text not null,
  title text not null,
  emoji text not null,
  message_count bigint not null,
  context_from bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_tokens bigint not null,
  cost_micros bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create index threads_of_user on threads (user_id, updated_at, id);

-- One user message and all that follows. `seq` counts the turns of a thread; `idempotency_key` is the client's.
create table turns (
  id uuid primary key,
  user_id text not null references users,
  thread_id uuid not null references threads,
  seq bigint not null,
  state text not null check (state in ('queued', 'running', 'waiting_approval', 'done', 'failed', 'cancelled')),
  idempotency_key text,
  fingerprint bytea not null,
  model_wanted text,
  provider text,
  model text,
  note text,
  error_code text,
  error_detail text,
  cancel_requested boolean not null,
  worker text,
  lease_until timestamptz,
  attempts bigint not null,
  calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_tokens bigint not null,
  cost_micros bigint not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz
);
create unique index turns_in_order on turns (thread_id, seq);
create unique index turns_once on turns (user_id, idempotency_key);
create index turns_open on turns (state, lease_until) where state in ('queued', 'running', 'waiting_approval');

-- What the person reads: their own words and the finished answers.
create table messages (
  id uuid primary key,
  user_id text not null references users,
  thread_id uuid not null references threads,
  turn_id uuid not null references turns,
  role text not null check (role in ('user', 'assistant')),
  text text not null,
  created_at timestamptz not null
);
create index messages_of_thread on messages (thread_id, id);
create index messages_of_turn on messages (turn_id);

-- The stored moves of a turn: each model reply, whole, as the provider gave it. JSON of `llm::Reply`.
create table steps (
  turn_id uuid not null references turns,
  round bigint not null,
  user_id text not null references users,
  provider text not null,
  reply text not null,
  created_at timestamptz not null,
  primary key (turn_id, round)
);

-- Every tool call a model asked for. A row is `running` before the call leaves and has its result before the next step begins.
create table tool_calls (
  turn_id uuid not null references turns,
  round bigint not null,
  position bigint not null,
  user_id text not null references users,
  call_id text not null,
  name text not null,
  server text not null,
  tool text not null,
  title text not null,
  arguments text not null,
  repeatable boolean not null,
  state text not null check (state in ('pending', 'running', 'done', 'failed', 'unknown')),
  result text,
  summary text,
  receipts text,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (turn_id, round, position)
);

-- What a client was or will be told of a turn, numbered from 1.
create table turn_events (
  turn_id uuid not null references turns,
  id bigint not null,
  user_id text not null references users,
  type text not null,
  data text not null,
  created_at timestamptz not null,
  primary key (turn_id, id)
);

-- Full text of messages. 'simple' keeps words as they are: the household may speak any language.
alter table messages add column words tsvector generated always as (to_tsvector('simple', text)) stored;
create index messages_words on messages using gin (words);

-- Every row belongs to one user, and the database itself keeps it there: a transaction names its user in app.user_id.
-- The few questions that come before a user is known name themselves in app.lookup and see only what a policy lets them.
alter table users enable row level security;
alter table users force row level security;
create policy own on users using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
create policy users on users for select using (current_setting('app.lookup', true) in ('users', 'sign_in'));
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy own on api_keys using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
create policy sign_in on api_keys for select using (current_setting('app.lookup', true) = 'sign_in');
alter table sign_in_links enable row level security;
alter table sign_in_links force row level security;
create policy own on sign_in_links using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
create policy sign_in on sign_in_links for select using (current_setting('app.lookup', true) = 'sign_in');
alter table sessions enable row level security;
alter table sessions force row level security;
create policy own on sessions using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
create policy sign_in on sessions for select using (current_setting('app.lookup', true) = 'sign_in');
alter table threads enable row level security;
alter table threads force row level security;
create policy own on threads using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table turns enable row level security;
alter table turns force row level security;
create policy own on turns using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
create policy open_turns on turns for select using (current_setting('app.lookup', true) = 'open_turns' and state in ('queued', 'running', 'waiting_approval'));
alter table messages enable row level security;
alter table messages force row level security;
create policy own on messages using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table steps enable row level security;
alter table steps force row level security;
create policy own on steps using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table tool_calls enable row level security;
alter table tool_calls force row level security;
create policy own on tool_calls using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table turn_events enable row level security;
alter table turn_events force row level security;
create policy own on turn_events using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));

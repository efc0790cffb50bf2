-- What a household needs beyond talking: connected accounts, agents, schedules, and an account of who did what.

-- The key that seals a user's secrets, itself sealed by the master key. Lost with the master key, nothing else is.
create table data_keys (
  user_id text primary key references users,
  master_key_id text not null,
  sealed bytea not null,
  created_at timestamptz not null,
  rewrapped_at timestamptz
);

-- Accounts that a user has connected. `sealed` is JSON of the service's secrets, sealed for its place.
create table credentials (
  user_id text not null references users,
  service text not null check (service in ('google', 'garmin', 'splitwise', 'llm_anthropic', 'llm_openai')),
  sealed bytea not null,
  scopes text,
  preferred_model text,
  expires_at timestamptz,
  last_ok_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (user_id, service)
);

-- Who did what to what, when and from where. Rows are added and read, never changed. `user_id` is who may read it.
create table audit_entries (
  id uuid primary key,
  user_id text not null references users,
  at timestamptz not null,
  actor text not null,
  origin text not null check (origin in ('key', 'session', 'command', 'program')),
  address text,
  action text not null,
  subject text not null,
  detail text
);
create index audit_entries_of_user on audit_entries (user_id, at, id);
-- Agent definitions that all users share. A change of content raises the version.
create table agent_templates (
  name text primary key,
  version bigint not null,
  content_hash bytea not null,
  agent_md text not null,
  tools_md text not null,
  bootstrap_md text not null,
  heartbeat_md text not null,
  updated_at timestamptz not null
);

-- When an agent of a user works by itself.
create table schedules (
  id uuid primary key,
  user_id text not null references users,
  agent text not null,
  name text not null,
  cron text not null,
  time_zone text not null,
  enabled boolean not null,
  created_at timestamptz not null,
  unique (user_id, agent, name)
);

-- The same rule as everywhere: a row is its user's.
alter table data_keys enable row level security;
alter table data_keys force row level security;
create policy own on data_keys using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table credentials enable row level security;
alter table credentials force row level security;
create policy own on credentials using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy own_read on audit_entries for select using (user_id = nullif(current_setting('app.user_id', true), ''));
create policy own_add on audit_entries for insert with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table schedules enable row level security;
alter table schedules force row level security;
create policy own on schedules using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));

-- Templates belong to everybody and are written by the set-up alone, as the owner of the tables.
alter table agent_templates enable row level security;
create policy everybody on agent_templates for select using (true);

-- Whether the turn may spend on the operator's model key: known when it is accepted, needed when it runs, perhaps after a restart.
alter table turns add column allow_operator_llm boolean not null default false;

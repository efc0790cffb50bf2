-- What a household needs beyond talking: connected accounts, agents, schedules, and an account of who did what.
-- Times are microseconds since 1970, ids the 16 bytes of a UUID, booleans 0 or 1, JSON is text.

-- The key that seals a user's secrets, itself sealed by the master key. Lost with the master key, nothing else is.
create table data_keys (
  user_id text primary key references users,
  master_key_id text not null,
  sealed blob not null,
  created_at integer not null,
  rewrapped_at integer
) strict;

-- Accounts that a user has connected. `sealed` is JSON of the service's secrets, sealed for its place.
create table credentials (
  user_id text not null references users,
  service text not null check (service in ('google', 'garmin', 'splitwise', 'llm_anthropic', 'llm_openai')),
  sealed blob not null,
  scopes text,
  preferred_model text,
  expires_at integer,
  last_ok_at integer,
  last_error text,
  created_at integer not null,
  updated_at integer not null,
  primary key (user_id, service)
) strict;

-- Who did what to what, when and from where. Rows are added and read, never changed. `user_id` is who may read it.
create table audit_entries (
  id blob primary key,
  user_id text not null references users,
  at integer not null,
  actor text not null,
  origin text not null check (origin in ('key', 'session', 'command', 'program')),
  address text,
  action text not null,
  subject text not null,
  detail text
) strict;
create index audit_entries_of_user on audit_entries (user_id, at, id);
create trigger audit_entries_stay before update on audit_entries begin
  select raise(abort, 'audit entries are never changed');
end;
create trigger audit_entries_remain before delete on audit_entries begin
  select raise(abort, 'audit entries are never deleted');
end;

-- Agent definitions that all users share. A change of content raises the version.
create table agent_templates (
  name text primary key,
  version integer not null,
  content_hash blob not null,
  agent_md text not null,
  tools_md text not null,
  bootstrap_md text not null,
  heartbeat_md text not null,
  updated_at integer not null
) strict;

-- When an agent of a user works by itself.
create table schedules (
  id blob primary key,
  user_id text not null references users,
  agent text not null,
  name text not null,
  cron text not null,
  time_zone text not null,
  enabled integer not null check (enabled in (0, 1)),
  created_at integer not null,
  unique (user_id, agent, name)
) strict;

-- Whether the turn may spend on the operator's model key: known when it is accepted, needed when it runs, perhaps after a restart.
alter table turns add column allow_operator_llm integer not null default 0 check (allow_operator_llm in (0, 1));

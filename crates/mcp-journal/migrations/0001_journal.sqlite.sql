-- A person's life as rows. Every key begins with the user, so that no row can refer to another user's. Lists and objects are JSON text,
-- times microseconds since 1970, ids the 16 bytes of a UUID, booleans 0 or 1.

-- People. `name` is what they are called first; `aliases` a JSON list of what else they are called.
create table people (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  name text not null,
  aliases text not null,
  relationship text check (relationship in ('family', 'partner', 'friend', 'colleague', 'acquaintance', 'professional', 'other')),
  kinship text,
  birthday text check (length(birthday) in (4, 7, 10)), -- as much as is known: year, month, day
  known_since text check (length(known_since) in (4, 7, 10)),
  notes text,
  primary key (user_id, id)
) strict;

-- What is known of a person over time.
create table person_facts (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  person_id blob not null,
  kind text not null check (kind in ('residence', 'work', 'education', 'note')),
  text text not null,
  start_date text check (length(start_date) in (4, 7, 10)),
  end_date text check (length(end_date) in (4, 7, 10)),
  primary key (user_id, id),
  foreign key (user_id, person_id) references people (user_id, id)
) strict;
create index person_facts_of_person on person_facts (user_id, person_id);

-- Places. `place_id` is Google's.
create table locations (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  name text not null,
  aliases text not null,
  place_id text,
  kind text check (kind in ('home', 'work', 'restaurant', 'cafe', 'gym', 'park', 'shop', 'health', 'transport', 'city', 'venue', 'other')),
  address text,
  lat real check (lat between -90 and 90),
  lng real check (lng between -180 and 180),
  tz text,
  notes text,
  primary key (user_id, id)
) strict;
create unique index locations_by_place on locations (user_id, place_id) where deleted_at is null;

-- What happened. `local_date` is the calendar day it counts for in its own zone `tz`: of a sleep the day of waking, of anything else
-- the day it began.
create table events (
  number integer primary key, -- what the text index points at: a plain rowid would not outlive a vacuum
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  kind text not null check (kind in ('workout', 'meal', 'sleep', 'commute', 'entertainment', 'reflection', 'work', 'social', 'generic')),
  title text not null,
  description text,
  start_at integer not null,
  end_at integer,
  tz text not null,
  local_date text not null check (length(local_date) = 10),
  all_day integer not null check (all_day in (0, 1)),
  location_id blob,
  category text check (category in ('work', 'health', 'fitness', 'food', 'social', 'family', 'learning', 'travel', 'home', 'leisure', 'finance', 'other')),
  significance text not null check (significance in ('routine', 'notable', 'major')),
  notes text,
  tags text not null, -- a JSON list
  info_source text not null check (info_source in ('direct', 'told_by_person', 'read', 'social_media', 'inferred', 'device')),
  source_person_id blob,
  confidence real check (confidence between 0 and 1),
  check (end_at >= start_at),
  unique (user_id, id),
  foreign key (user_id, location_id) references locations (user_id, id),
  foreign key (user_id, source_person_id) references people (user_id, id)
) strict;
create index events_by_start on events (user_id, start_at);
create index events_by_day on events (user_id, local_date);
create index events_at_location on events (user_id, location_id);

-- Who took part.
create table event_participants (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  event_id blob not null,
  person_id blob not null,
  role text,
  primary key (user_id, event_id, person_id),
  foreign key (user_id, event_id) references events (user_id, id),
  foreign key (user_id, person_id) references people (user_id, id)
) strict;
create index event_participants_of_person on event_participants (user_id, person_id);

-- What is special about an event of kind sleep. Stages in seconds.
create table sleeps (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  event_id blob not null,
  quality integer check (quality between 1 and 10),
  deep_s integer check (deep_s >= 0),
  light_s integer check (light_s >= 0),
  rem_s integer check (rem_s >= 0),
  awake_s integer check (awake_s >= 0),
  interruptions integer check (interruptions >= 0),
  score integer check (score between 0 and 100),
  nap integer not null check (nap in (0, 1)),
  dream text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
) strict;

-- What is special about an event of kind workout.
create table workouts (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  event_id blob not null,
  sport text not null check (sport in ('running', 'cycling', 'swimming', 'walking', 'hiking', 'strength', 'yoga', 'pilates', 'hiit', 'circuit', 'calisthenics', 'dance', 'martial_arts', 'climbing', 'rowing', 'skiing', 'racket_sport', 'team_sport', 'other')),
  subtype text,
  distance_m real check (distance_m >= 0),
  calories real check (calories >= 0),
  avg_hr integer check (avg_hr between 20 and 260),
  max_hr integer check (max_hr between 20 and 260),
  training_effect real check (training_effect between 0 and 5),
  perceived_effort integer check (perceived_effort between 1 and 10),
  score text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
) strict;

-- Movements, each once by name.
create table exercises (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  name text not null,
  name_key text not null, -- the name in lower case
  category text check (category in ('strength', 'cardio', 'flexibility', 'sports', 'plyometric')),
  primary key (user_id, id)
) strict;
create unique index exercises_by_name on exercises (user_id, name_key);

-- The movements of a workout, in order.
create table workout_exercises (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  id blob not null,
  event_id blob not null,
  exercise_id blob not null,
  seq integer not null,
  rest_s integer check (rest_s >= 0),
  notes text,
  primary key (user_id, id),
  foreign key (user_id, event_id) references workouts (user_id, event_id),
  foreign key (user_id, exercise_id) references exercises (user_id, id)
) strict;
create unique index workout_exercises_in_order on workout_exercises (user_id, event_id, seq);

-- Their sets. A plank has only a duration, a sprint only a distance.
create table exercise_sets (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  workout_exercise_id blob not null,
  set_no integer not null,
  set_type text not null check (set_type in ('working', 'warmup', 'drop', 'failure')),
  weight_kg real check (weight_kg >= 0),
  reps integer check (reps >= 0),
  duration_s integer check (duration_s >= 0),
  distance_m real check (distance_m >= 0),
  rest_s integer check (rest_s >= 0),
  rpe real check (rpe between 1 and 10),
  notes text,
  check (reps is not null or duration_s is not null or distance_m is not null),
  primary key (user_id, workout_exercise_id, set_no),
  foreign key (user_id, workout_exercise_id) references workout_exercises (user_id, id)
) strict;

-- What is special about an event of kind meal.
create table meals (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  event_id blob not null,
  meal text not null check (meal in ('breakfast', 'brunch', 'lunch', 'dinner', 'snack', 'dessert', 'drink')),
  source_kind text check (source_kind in ('home_cooked', 'restaurant', 'delivered', 'takeaway', 'fast_food', 'buffet', 'packaged', 'other')),
  portion text check (portion in ('small', 'regular', 'large')),
  cuisine text,
  context text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
) strict;

-- What was eaten.
create table meal_items (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  event_id blob not null,
  seq integer not null,
  name text not null,
  quantity real check (quantity >= 0),
  unit text,
  kcal real check (kcal >= 0),
  protein_g real check (protein_g >= 0),
  carb_g real check (carb_g >= 0),
  fat_g real check (fat_g >= 0),
  primary key (user_id, event_id, seq),
  foreign key (user_id, event_id) references meals (user_id, event_id)
) strict;

-- The person's own words.
create table journal_entries (
  number integer primary key, -- what the text index points at: a plain rowid would not outlive a vacuum
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  text text not null,
  at integer not null,
  tz text not null,
  local_date text not null check (length(local_date) = 10),
  entry_type text not null check (entry_type in ('journal', 'reflection', 'log', 'fact', 'idea')),
  tags text not null, -- a JSON list
  unique (user_id, id)
) strict;
create index journal_entries_by_day on journal_entries (user_id, local_date);

-- Plans of a day; approving again makes the next `plan_version`. `time_budget` is a JSON object of minutes per category.
create table daily_plans (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  plan_date text not null check (length(plan_date) = 10),
  plan_version integer not null,
  tz text not null,
  source text,
  time_budget text not null,
  notes text,
  primary key (user_id, id)
) strict;
create unique index daily_plans_by_day on daily_plans (user_id, plan_date, plan_version);

-- What a plan holds.
create table planned_items (
  id blob not null,
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  plan_id blob not null,
  seq integer not null,
  title text not null,
  start_at integer,
  end_at integer,
  category text not null check (category in ('work', 'personal', 'health', 'break', 'social', 'family', 'finance')),
  item_type text not null check (item_type in ('focused_work', 'meeting', 'meal', 'workout', 'errand', 'commute', 'entertainment', 'other')),
  priority text not null check (priority in ('high', 'medium', 'low')),
  status text not null check (status in ('planned', 'in_progress', 'completed', 'skipped', 'modified', 'replaced')),
  status_notes text,
  notes text,
  actual_event_id blob,
  check (end_at >= start_at),
  primary key (user_id, id),
  foreign key (user_id, plan_id) references daily_plans (user_id, id),
  foreign key (user_id, actual_event_id) references events (user_id, id)
) strict;
create index planned_items_of_plan on planned_items (user_id, plan_id, seq);

-- What a row is called elsewhere: the Garmin activity of a workout.
create table external_refs (
  user_id text not null,
  demo integer not null check (demo in (0, 1)),
  entity_type text not null check (entity_type in ('person', 'location', 'event')),
  entity_id blob not null,
  source text not null,
  external_id text not null,
  created_at integer not null,
  primary key (user_id, source, external_id, entity_type)
) strict;
create index external_refs_of_entity on external_refs (user_id, entity_id);

-- What was changed, by which tool, with what; and the answer that an idempotency key got, to be given again.
create table change_log (
  id blob not null,
  user_id text not null,
  at integer not null,
  tool text not null,
  arguments text not null,
  entity_type text not null,
  entity_id blob,
  before text,
  after text,
  answer text not null,
  idempotency_key text,
  primary key (user_id, id)
) strict;
create unique index change_log_once on change_log (user_id, idempotency_key);
create index change_log_of_entity on change_log (user_id, entity_id);

-- Full text. The text stays in the tables; the indexes follow by trigger.
create virtual table event_text using fts5 (title, description, notes, content='events', content_rowid='number', tokenize='unicode61 remove_diacritics 2');
create trigger event_text_insert after insert on events begin
  insert into event_text (rowid, title, description, notes) values (new.number, new.title, new.description, new.notes);
end;
create trigger event_text_delete after delete on events begin
  insert into event_text (event_text, rowid, title, description, notes) values ('delete', old.number, old.title, old.description, old.notes);
end;
create trigger event_text_update after update of title, description, notes on events begin
  insert into event_text (event_text, rowid, title, description, notes) values ('delete', old.number, old.title, old.description, old.notes);
  insert into event_text (rowid, title, description, notes) values (new.number, new.title, new.description, new.notes);
end;
create virtual table entry_text using fts5 (text, content='journal_entries', content_rowid='number', tokenize='unicode61 remove_diacritics 2');
create trigger entry_text_insert after insert on journal_entries begin
  insert into entry_text (rowid, text) values (new.number, new.text);
end;
create trigger entry_text_delete after delete on journal_entries begin
  insert into entry_text (entry_text, rowid, text) values ('delete', old.number, old.text);
end;
create trigger entry_text_update after update of text on journal_entries begin
  insert into entry_text (entry_text, rowid, text) values ('delete', old.number, old.text);
  insert into entry_text (rowid, text) values (new.number, new.text);
end;

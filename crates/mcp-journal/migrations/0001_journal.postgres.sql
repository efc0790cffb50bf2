-- A person's life as rows. Every key begins with the user, so that no row can refer to another user's. Lists and objects are JSON text.

-- People. `name` is what they are called first; `aliases` a JSON list of what else they are called.
create table people (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  name text not null,
  aliases text not null,
  relationship text check (relationship in ('family', 'partner', 'friend', 'colleague', 'acquaintance', 'professional', 'other')),
  kinship text,
  birthday text check (length(birthday) in (4, 7, 10)), -- as much as is known: year, month, day
  known_since text check (length(known_since) in (4, 7, 10)),
  notes text,
  primary key (user_id, id)
);

-- What is known of a person over time.
create table person_facts (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  person_id uuid not null,
  kind text not null check (kind in ('residence', 'work', 'education', 'note')),
  text text not null,
  start_date text check (length(start_date) in (4, 7, 10)),
  end_date text check (length(end_date) in (4, 7, 10)),
  primary key (user_id, id),
  foreign key (user_id, person_id) references people (user_id, id)
);
create index person_facts_of_person on person_facts (user_id, person_id);

-- Places. `place_id` is Google's.
create table locations (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  name text not null,
  aliases text not null,
  place_id text,
  kind text check (kind in ('home', 'work', 'restaurant', 'cafe', 'gym', 'park', 'shop', 'health', 'transport', 'city', 'venue', 'other')),
  address text,
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  tz text,
  notes text,
  primary key (user_id, id)
);
create unique index locations_by_place on locations (user_id, place_id) where deleted_at is null;

-- What happened. `local_date` is the calendar day it counts for in its own zone `tz`: of a sleep the day of waking, of anything else
-- the day it began.
create table events (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  kind text not null check (kind in ('workout', 'meal', 'sleep', 'commute', 'entertainment', 'reflection', 'work', 'social', 'generic')),
  title text not null,
  description text,
  start_at timestamptz not null,
  end_at timestamptz,
  tz text not null,
  local_date text not null check (length(local_date) = 10),
  all_day boolean not null,
  location_id uuid,
  category text check (category in ('work', 'health', 'fitness', 'food', 'social', 'family', 'learning', 'travel', 'home', 'leisure', 'finance', 'other')),
  significance text not null check (significance in ('routine', 'notable', 'major')),
  notes text,
  tags text not null, -- a JSON list
  info_source text not null check (info_source in ('direct', 'told_by_person', 'read', 'social_media', 'inferred', 'device')),
  source_person_id uuid,
  confidence double precision check (confidence between 0 and 1),
  check (end_at >= start_at),
  primary key (user_id, id),
  foreign key (user_id, location_id) references locations (user_id, id),
  foreign key (user_id, source_person_id) references people (user_id, id)
);
create index events_by_start on events (user_id, start_at);
create index events_by_day on events (user_id, local_date);
create index events_at_location on events (user_id, location_id);

-- Who took part.
create table event_participants (
  user_id text not null,
  demo boolean not null,
  event_id uuid not null,
  person_id uuid not null,
  role text,
  primary key (user_id, event_id, person_id),
  foreign key (user_id, event_id) references events (user_id, id),
  foreign key (user_id, person_id) references people (user_id, id)
);
create index event_participants_of_person on event_participants (user_id, person_id);

-- What is special about an event of kind sleep. Stages in seconds.
create table sleeps (
  user_id text not null,
  demo boolean not null,
  event_id uuid not null,
  quality bigint check (quality between 1 and 10),
  deep_s bigint check (deep_s >= 0),
  light_s bigint check (light_s >= 0),
  rem_s bigint check (rem_s >= 0),
  awake_s bigint check (awake_s >= 0),
  interruptions bigint check (interruptions >= 0),
  score bigint check (score between 0 and 100),
  nap boolean not null,
  dream text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
);

-- What is special about an event of kind workout.
create table workouts (
  user_id text not null,
  demo boolean not null,
  event_id uuid not null,
  sport text not null check (sport in ('running', 'cycling', 'swimming', 'walking', 'hiking', 'strength', 'yoga', 'pilates', 'hiit', 'circuit', 'calisthenics', 'dance', 'martial_arts', 'climbing', 'rowing', 'skiing', 'racket_sport', 'team_sport', 'other')),
  subtype text,
  distance_m double precision check (distance_m >= 0),
  calories double precision check (calories >= 0),
  avg_hr bigint check (avg_hr between 20 and 260),
  max_hr bigint check (max_hr between 20 and 260),
  training_effect double precision check (training_effect between 0 and 5),
  perceived_effort bigint check (perceived_effort between 1 and 10),
  score text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
);

-- Movements, each once by name.
create table exercises (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  name text not null,
  name_key text not null, -- the name in lower case
  category text check (category in ('strength', 'cardio', 'flexibility', 'sports', 'plyometric')),
  primary key (user_id, id)
);
create unique index exercises_by_name on exercises (user_id, name_key);

-- The movements of a workout, in order.
create table workout_exercises (
  user_id text not null,
  demo boolean not null,
  id uuid not null,
  event_id uuid not null,
  exercise_id uuid not null,
  seq bigint not null,
  rest_s bigint check (rest_s >= 0),
  notes text,
  primary key (user_id, id),
  foreign key (user_id, event_id) references workouts (user_id, event_id),
  foreign key (user_id, exercise_id) references exercises (user_id, id)
);
create unique index workout_exercises_in_order on workout_exercises (user_id, event_id, seq);

-- Their sets. A plank has only a duration, a sprint only a distance.
create table exercise_sets (
  user_id text not null,
  demo boolean not null,
  workout_exercise_id uuid not null,
  set_no bigint not null,
  set_type text not null check (set_type in ('working', 'warmup', 'drop', 'failure')),
  weight_kg double precision check (weight_kg >= 0),
  reps bigint check (reps >= 0),
  duration_s bigint check (duration_s >= 0),
  distance_m double precision check (distance_m >= 0),
  rest_s bigint check (rest_s >= 0),
  rpe double precision check (rpe between 1 and 10),
  notes text,
  check (reps is not null or duration_s is not null or distance_m is not null),
  primary key (user_id, workout_exercise_id, set_no),
  foreign key (user_id, workout_exercise_id) references workout_exercises (user_id, id)
);

-- What is special about an event of kind meal.
create table meals (
  user_id text not null,
  demo boolean not null,
  event_id uuid not null,
  meal text not null check (meal in ('breakfast', 'brunch', 'lunch', 'dinner', 'snack', 'dessert', 'drink')),
  source_kind text check (source_kind in ('home_cooked', 'restaurant', 'delivered', 'takeaway', 'fast_food', 'buffet', 'packaged', 'other')),
  portion text check (portion in ('small', 'regular', 'large')),
  cuisine text,
  context text,
  primary key (user_id, event_id),
  foreign key (user_id, event_id) references events (user_id, id)
);

-- What was eaten.
create table meal_items (
  user_id text not null,
  demo boolean not null,
  event_id uuid not null,
  seq bigint not null,
  name text not null,
  quantity double precision check (quantity >= 0),
  unit text,
  kcal double precision check (kcal >= 0),
  protein_g double precision check (protein_g >= 0),
  carb_g double precision check (carb_g >= 0),
  fat_g double precision check (fat_g >= 0),
  primary key (user_id, event_id, seq),
  foreign key (user_id, event_id) references meals (user_id, event_id)
);

-- The person's own words.
create table journal_entries (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  text text not null,
  at timestamptz not null,
  tz text not null,
  local_date text not null check (length(local_date) = 10),
  entry_type text not null check (entry_type in ('journal', 'reflection', 'log', 'fact', 'idea')),
  tags text not null, -- a JSON list
  primary key (user_id, id)
);
create index journal_entries_by_day on journal_entries (user_id, local_date);

-- Plans of a day; approving again makes the next `plan_version`. `time_budget` is a JSON object of minutes per category.
create table daily_plans (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  plan_date text not null check (length(plan_date) = 10),
  plan_version bigint not null,
  tz text not null,
  source text,
  time_budget text not null,
  notes text,
  primary key (user_id, id)
);
create unique index daily_plans_by_day on daily_plans (user_id, plan_date, plan_version);

-- What a plan holds.
create table planned_items (
  id uuid not null,
  user_id text not null,
  demo boolean not null,
  version bigint not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  plan_id uuid not null,
  seq bigint not null,
  title text not null,
  start_at timestamptz,
  end_at timestamptz,
  category text not null check (category in ('work', 'personal', 'health', 'break', 'social', 'family', 'finance')),
  item_type text not null check (item_type in ('focused_work', 'meeting', 'meal', 'workout', 'errand', 'commute', 'entertainment', 'other')),
  priority text not null check (priority in ('high', 'medium', 'low')),
  status text not null check (status in ('planned', 'in_progress', 'completed', 'skipped', 'modified', 'replaced')),
  status_notes text,
  notes text,
  actual_event_id uuid,
  check (end_at >= start_at),
  primary key (user_id, id),
  foreign key (user_id, plan_id) references daily_plans (user_id, id),
  foreign key (user_id, actual_event_id) references events (user_id, id)
);
create index planned_items_of_plan on planned_items (user_id, plan_id, seq);

-- What a row is called elsewhere: the Garmin activity of a workout.
create table external_refs (
  user_id text not null,
  demo boolean not null,
  entity_type text not null check (entity_type in ('person', 'location', 'event')),
  entity_id uuid not null,
  source text not null,
  external_id text not null,
  created_at timestamptz not null,
  primary key (user_id, source, external_id, entity_type)
);
create index external_refs_of_entity on external_refs (user_id, entity_id);

-- What was changed, by which tool, with what; and the answer that an idempotency key got, to be given again.
create table change_log (
  id uuid not null,
  user_id text not null,
  at timestamptz not null,
  tool text not null,
  arguments text not null,
  entity_type text not null,
  entity_id uuid,
  before text,
  after text,
  answer text not null,
  idempotency_key text,
  primary key (user_id, id)
);
create unique index change_log_once on change_log (user_id, idempotency_key);
create index change_log_of_entity on change_log (user_id, entity_id);

-- Full text. 'simple' keeps words as they are: the household may speak any language.
alter table events add column words tsvector generated always as
  (to_tsvector('simple', title || ' ' || coalesce(description, '') || ' ' || coalesce(notes, ''))) stored;
create index events_words on events using gin (words);
alter table journal_entries add column words tsvector generated always as (to_tsvector('simple', text)) stored;
create index journal_entries_words on journal_entries using gin (words);

-- Every row belongs to one user, and the database itself keeps it there: a transaction names its user in app.user_id.
alter table people enable row level security;
alter table people force row level security;
create policy own on people using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table person_facts enable row level security;
alter table person_facts force row level security;
create policy own on person_facts using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table locations enable row level security;
alter table locations force row level security;
create policy own on locations using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table events enable row level security;
alter table events force row level security;
create policy own on events using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table event_participants enable row level security;
alter table event_participants force row level security;
create policy own on event_participants using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table sleeps enable row level security;
alter table sleeps force row level security;
create policy own on sleeps using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table workouts enable row level security;
alter table workouts force row level security;
create policy own on workouts using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table exercises enable row level security;
alter table exercises force row level security;
create policy own on exercises using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table workout_exercises enable row level security;
alter table workout_exercises force row level security;
create policy own on workout_exercises using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table exercise_sets enable row level security;
alter table exercise_sets force row level security;
create policy own on exercise_sets using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table meals enable row level security;
alter table meals force row level security;
create policy own on meals using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table meal_items enable row level security;
alter table meal_items force row level security;
create policy own on meal_items using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table journal_entries enable row level security;
alter table journal_entries force row level security;
create policy own on journal_entries using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table daily_plans enable row level security;
alter table daily_plans force row level security;
create policy own on daily_plans using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table planned_items enable row level security;
alter table planned_items force row level security;
create policy own on planned_items using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table external_refs enable row level security;
alter table external_refs force row level security;
create policy own on external_refs using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));
alter table change_log enable row level security;
alter table change_log force row level security;
create policy own on change_log using (user_id = nullif(current_setting('app.user_id', true), ''))
  with check (user_id = nullif(current_setting('app.user_id', true), ''));

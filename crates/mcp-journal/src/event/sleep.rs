//! What is special about an event of kind sleep.

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::author::Author;
use crate::error::CallError;

/// What is given of a sleep. Stages in seconds.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SleepFields {
    #[schemars(range(min = 1, max = 10))]
    pub(crate) quality: Option<i64>,
    pub(crate) deep_s: Option<i64>,
    pub(crate) light_s: Option<i64>,
    pub(crate) rem_s: Option<i64>,
    pub(crate) awake_s: Option<i64>,
    pub(crate) interruptions: Option<i64>,
    #[schemars(range(min = 0, max = 100))]
    pub(crate) score: Option<i64>,
    pub(crate) nap: Option<bool>,
    pub(crate) dream: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct SleepRow {
    quality: Option<i64>,
    deep_s: Option<i64>,
    light_s: Option<i64>,
    rem_s: Option<i64>,
    awake_s: Option<i64>,
    interruptions: Option<i64>,
    sleep_score: Option<i64>,
    nap: Option<bool>,
    dream: Option<String>,
}

/// A sleep, as an answer gives it.
#[derive(Clone, Serialize)]
pub(crate) struct Sleep {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) quality: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deep_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    light_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rem_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    awake_s: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interruptions: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    nap: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    dream: Option<String>,
}

impl Sleep {
    pub(crate) fn new(row: SleepRow) -> Self {
        let SleepRow { quality, deep_s, light_s, rem_s, awake_s, interruptions, sleep_score, nap, dream } = row;
        let nap = nap.unwrap_or(false);
        Self { quality, score: sleep_score, deep_s, light_s, rem_s, awake_s, interruptions, nap, dream }
    }
}

/// Writes what is given; what is not given stays as it was.
pub(crate) async fn sleep_save(
    tx: &mut Tx,
    author: &Author<'_>,
    event: Uuid,
    demo: bool,
    given: SleepFields,
) -> Result<(), CallError> {
    super::details::in_range("sleep.quality", given.quality, 1..=10)?;
    super::details::in_range("sleep.score", given.score, 0..=100)?;
    for (field, seconds) in [
        ("sleep.deep_s", given.deep_s),
        ("sleep.light_s", given.light_s),
        ("sleep.rem_s", given.rem_s),
        ("sleep.awake_s", given.awake_s),
    ] {
        super::details::in_range(field, seconds, 0..=172_800)?;
    }
    super::details::in_range("sleep.interruptions", given.interruptions, 0..=1000)?;
    db::execute!(
        tx,
        "insert into sleeps (user_id, event_id, demo, quality, deep_s, light_s, rem_s, awake_s, interruptions, score, nap, dream)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, $12), $13)
         on conflict (user_id, event_id) do update set
           quality = coalesce(excluded.quality, sleeps.quality), deep_s = coalesce(excluded.deep_s, sleeps.deep_s),
           light_s = coalesce(excluded.light_s, sleeps.light_s), rem_s = coalesce(excluded.rem_s, sleeps.rem_s),
           awake_s = coalesce(excluded.awake_s, sleeps.awake_s),
           interruptions = coalesce(excluded.interruptions, sleeps.interruptions),
           score = coalesce(excluded.score, sleeps.score), nap = coalesce($11, sleeps.nap),
           dream = coalesce(excluded.dream, sleeps.dream)",
        author.user,
        event,
        demo,
        given.quality,
        given.deep_s,
        given.light_s,
        given.rem_s,
        given.awake_s,
        given.interruptions,
        given.score,
        given.nap,
        false,
        given.dream,
    )?;
    Ok(())
}

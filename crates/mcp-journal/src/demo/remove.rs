//! Takes the household out again.

use db::{DbError, Tx, UserId};

use super::DemoRows;

pub(super) async fn remove(tx: &mut Tx, user: &UserId) -> Result<DemoRows, DbError> {
    keep_what_is_used(tx, user).await?;

    // children before parents
    db::execute!(tx, "delete from external_refs where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from meal_items where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from meals where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from exercise_sets where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from workout_exercises where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from workouts where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from sleeps where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from event_participants where user_id = $1 and demo", user)?;
    db::execute!(tx, "delete from planned_items where user_id = $1 and demo", user)?;
    Ok(DemoRows {
        plans: db::execute!(tx, "delete from daily_plans where user_id = $1 and demo", user)?,
        events: db::execute!(tx, "delete from events where user_id = $1 and demo", user)?,
        journal_entries: db::execute!(tx, "delete from journal_entries where user_id = $1 and demo", user)?,
        people: {
            db::execute!(tx, "delete from exercises where user_id = $1 and demo", user)?;
            db::execute!(tx, "delete from person_facts where user_id = $1 and demo", user)?;
            db::execute!(tx, "delete from people where user_id = $1 and demo", user)?
        },
        locations: db::execute!(tx, "delete from locations where user_id = $1 and demo", user)?,
    })
}

/// Whoever and whatever the user's own rows refer to becomes the user's own.
async fn keep_what_is_used(tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    db::execute!(
        tx,
        "update people set demo = $2 where user_id = $1 and demo and (
           exists (select 1 from event_participants ep
             where ep.user_id = people.user_id and ep.person_id = people.id and not ep.demo)
           or exists (select 1 from events e
             where e.user_id = people.user_id and e.source_person_id = people.id and not e.demo)
           or exists (select 1 from person_facts f
             where f.user_id = people.user_id and f.person_id = people.id and not f.demo))",
        user,
        false
    )?;
    db::execute!(
        tx,
        "update locations set demo = $2 where user_id = $1 and demo and exists (
           select 1 from events e where e.user_id = locations.user_id and e.location_id = locations.id and not e.demo)",
        user,
        false
    )?;
    db::execute!(
        tx,
        "update exercises set demo = $2 where user_id = $1 and demo and exists (
           select 1 from workout_exercises we
             where we.user_id = exercises.user_id and we.exercise_id = exercises.id and not we.demo)",
        user,
        false
    )?;
    // a plan of the user's own outlives the demo event that fulfilled one of its items
    db::execute!(
        tx,
        "update planned_items set actual_event_id = null where user_id = $1 and not demo and exists (
           select 1 from events e
             where e.user_id = planned_items.user_id and e.id = planned_items.actual_event_id and e.demo)",
        user
    )?;
    Ok(())
}

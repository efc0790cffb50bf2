//! What agents are: their templates in the database, and the schedules that they declare.

use agent::{
    DeclaredSchedule, TemplateFiles, heartbeat_parse, schedules_seed, templates_built_in, templates_changed,
    templates_seed,
};
use clock::Clock;
use db::{Db, Dialect, UserId};
use llm::Message;
use throwaway_postgres::Database;

use crate::model::say;
use crate::world::{World, on_both};

/// The database as the set-up sees it: on PostgreSQL as the owner of the tables, beside the program's own role.
async fn on_both_as_owner(story: impl AsyncFn(Db, Db)) {
    on_both(async |db| {
        if db.dialect() == Dialect::Sqlite {
            story(db.clone(), db).await;
        }
    })
    .await;
    let database: Database = throwaway_postgres::database().await;
    let runtime = database.migrated(&store::MIGRATIONS).await;
    let owner = Db::open_postgres(&database.owner_url).await.unwrap();
    story(owner, runtime).await;
}

#[tokio::test]
async fn a_changed_file_raises_the_version_and_an_unchanged_one_does_not() {
    on_both_as_owner(async |owner, db| {
        let clock = Clock::system();
        let mut all = templates_built_in();
        assert_eq!(templates_changed(&db, &all).await.unwrap(), ["cos", "financial-advisor", "fitness-coach"]);
        let versions = async |all: &[TemplateFiles]| {
            let seeded = templates_seed(&owner, &clock, all).await.unwrap();
            seeded.into_iter().map(|template| (template.before, template.now)).collect::<Vec<_>>()
        };
        assert_eq!(versions(&all).await, [(None, 1), (None, 1), (None, 1)]);
        assert_eq!(versions(&all).await, [(Some(1), 1), (Some(1), 1), (Some(1), 1)]);
        // a text that moves from the end of one file to the beginning of the next is a change too
        let moved = all[1].agent_md.pop().unwrap();
        all[1].tools_md.insert(0, moved);
        assert_eq!(templates_changed(&db, &all).await.unwrap(), ["financial-advisor"]);
        assert_eq!(versions(&all).await, [(Some(1), 1), (Some(1), 2), (Some(1), 1)]);
        assert!(templates_changed(&db, &all).await.unwrap().is_empty());
    })
    .await;
}

/// Invariant 9: the prefix is the same bytes in every turn; an upgrade of the template changes it once.
#[tokio::test]
async fn the_chief_of_staff_speaks_from_the_template() {
    on_both_as_owner(async |owner, db| {
        let world = World::new(db, |_| vec![say("Yes.")]).await;
        let agent = world.agent().await;
        let first = world.send(&agent, "one").await;
        world.finished(&agent, first).await;
        let mut cos = templates_built_in().remove(0);
        let say_on = async |text: &str| {
            let next = world.send_to(&agent, first.thread_id, text).await;
            world.finished(&agent, next).await;
        };
        // seeding what the program fell back on before is no change
        templates_seed(&owner, &world.clock, &[cos.clone()]).await.unwrap();
        say_on("two").await;
        cos.agent_md = "You are somebody else.\n".to_owned();
        templates_seed(&owner, &world.clock, &[cos]).await.unwrap();
        say_on("three").await;
        say_on("four").await;

        let requests = world.model.requests();
        let systems: Vec<&str> = requests.iter().map(|request| request.system.as_str()).collect();
        assert!(systems[0].starts_with("# Chief of Staff") && systems[0].contains("# Tools"), "{}", systems[0]);
        assert_eq!(systems[0], systems[1]);
        assert!(systems[2].starts_with("You are somebody else."), "{}", systems[2]);
        assert_eq!(systems[2], systems[3]);
        for pair in requests.windows(2) {
            assert!(pair[1].messages.starts_with(&pair[0].messages), "the conversation itself stays as it was");
        }
        assert!(matches!(&requests[3].messages[0], Message::User { text, .. } if text == "one"));
    })
    .await;
}

#[tokio::test]
async fn schedules_are_given_once_and_stay_as_the_user_has_them() {
    on_both(async |db| {
        let world = World::new(db.clone(), |_| Vec::new()).await;
        let heartbeat = |at: &str| {
            let text = format!(
                "| schedule | cron | zone | what |\n|---|---|---|---|\n| weekly | `{at}` | own | Look. |\n| daily | 0 2 * * * | UTC | Plan. |\n"
            );
            heartbeat_parse(&text).unwrap()
        };
        let seed = async |at: &str| {
            let seeded = schedules_seed(&db, &world.clock, &world.user, "cos", heartbeat(at)).await.unwrap();
            seeded.into_iter().map(|schedule| schedule.made).collect::<Vec<_>>()
        };
        assert_eq!(seed("0 17 * * 0").await, [true, true]);
        assert_eq!(seed("30 17 * * 0").await, [false, false]);
        let mut tx = db.read(&world.user).await.unwrap();
        let rows = store::schedule_list(&mut tx, &world.user).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| (&*row.name, &*row.cron, &*row.time_zone, row.enabled)).collect();
        assert_eq!(told, [("daily", "0 2 * * *", "UTC", true), ("weekly", "0 17 * * 0", "Europe/Berlin", true)]);
        let other = UserId::parse("ben").unwrap();
        let mut tx = db.read(&other).await.unwrap();
        assert!(store::schedule_list(&mut tx, &other).await.unwrap().is_empty());
    })
    .await;
}

#[test]
fn every_built_in_heartbeat_can_be_read() {
    let declared = |schedule: &DeclaredSchedule| {
        let zone = schedule.time_zone.as_deref().unwrap_or("own");
        format!("{} {} {zone}", schedule.name, schedule.cron)
    };
    let all = templates_built_in();
    let told: Vec<Vec<String>> =
        all.iter().map(|files| heartbeat_parse(&files.heartbeat_md).unwrap().iter().map(declared).collect()).collect();
    // the hours are the seed's
    assert_eq!(
        told,
        [
            vec![
                "daily-planner 0 2 * * * UTC",
                "email-triage 30 3 * * * UTC",
                "retro 0 16 * * * UTC",
                "expenses-reminder 0 4 1 * * UTC"
            ],
            vec!["financial-advisor-weekly 0 18 * * 0 own"],
            vec!["fitness-coach-weekly 0 17 * * 0 own"],
        ]
    );
}

#[test]
fn a_heartbeat_with_a_mistake_is_refused_with_its_line() {
    let refusal = |row: &str| {
        let text = format!("# Heartbeat\n\n| schedule | cron | zone | what |\n|---|---|---|---|\n{row}\n");
        heartbeat_parse(&text).unwrap_err().to_string()
    };
    for (row, reason) in [
        ("| Weekly | 0 2 * * * | UTC | x |", "line 5: “Weekly” is no name"),
        ("| weekly | 0 2 * * | UTC | x |", "line 5: “0 2 * *” has 4 fields"),
        ("| weekly | 60 2 * * * | UTC | x |", "line 5: “60” is no minute"),
        ("| weekly | 0 2 0 * * | UTC | x |", "line 5: “0” is no day of the month"),
        ("| weekly | 0 5-2 * * * | UTC | x |", "line 5: “5-2” is no hour"),
        ("| weekly | 0 */0 * * * | UTC | x |", "line 5: “*/0” is no hour"),
        ("| weekly | 0 2 * * MON | UTC | x |", "line 5: “MON” is no day of the week"),
        ("| weekly | 0 2 * * * | Mars/Base | x |", "line 5: “Mars/Base” is no time zone"),
        ("| weekly | 0 2 * * * | UTC | |", "line 5: say what “weekly” does"),
        ("| weekly | 0 2 * * * | UTC |", "line 5: it has 3 cells"),
        ("| a | 0 2 * * * | UTC | x |\n| a | 0 3 * * * | UTC | x |", "line 6: there is a schedule “a” already"),
    ] {
        let told = refusal(row);
        assert!(told.contains(reason), "{row}: {told}");
    }
    assert_eq!(heartbeat_parse("# Heartbeat\n\nNothing by itself.\n"), Ok(Vec::new()));
    let every =
        "| schedule | cron | zone | what |\n|---|---|---|---|\n| often | */15 6-22/2 1,15 * 1-5 | Europe/Berlin | x |";
    assert_eq!(heartbeat_parse(every).unwrap()[0].cron, "*/15 6-22/2 1,15 * 1-5");
}

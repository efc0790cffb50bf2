//! Invariant 4: no row crosses users, and the database enforces it.

use db::{Dialect, UserId};
use serde_json::{Value, json};

use crate::repetition::writes;
use crate::served::on_both;

#[derive(sqlx::FromRow)]
struct Name {
    name: String,
}

#[derive(sqlx::FromRow)]
struct Count {
    total: i64,
}

#[tokio::test]
async fn every_table_is_bound_to_its_user_by_the_database() {
    on_both(async |journal| {
        let asha = journal.asha();
        for (tool, arguments) in writes(&journal).await {
            asha.call(tool, arguments).await;
        }
        let (asha, ben) = (UserId::parse("asha").unwrap(), UserId::parse("ben").unwrap());
        let mut tx = journal.db.read(&ben).await.unwrap();
        if tx.dialect() == Dialect::Sqlite {
            let tables = db::fetch_all!(tx, Name, "select name from sqlite_master where type = 'table' and sql like '%user_id text%'").unwrap();
            assert_eq!(tables.len(), 17, "a new table: does it begin its key with the user?");
            for Name { name } in tables {
                let keys = format!("select count(*) as total from pragma_table_info('{name}') where name = 'user_id' and \"notnull\" = 1");
                assert_eq!(count(&mut tx, keys).await, 1, "{name}");
            }
            return;
        }
        let tables =
            db::fetch_all!(tx, Name, "select table_name as name from information_schema.columns where column_name = 'user_id' and table_schema = 'public'").unwrap();
        assert_eq!(tables.len(), 17);
        for Name { name } in &tables {
            assert_eq!(count(&mut tx, format!("select count(*) as total from {name}")).await, 0, "{name} shows ben asha's rows");
        }
        drop(tx);
        let mut tx = journal.db.begin(&asha).await.unwrap();
        for Name { name } in &tables {
            assert!(count(&mut tx, format!("select count(*) as total from {name}")).await > 0, "{name} is not written by this test");
        }
        drop(tx);
        for Name { name } in &tables {
            for statement in [format!("update {name} set user_id = 'ben'"), format!("delete from {name}")] {
                let mut tx = journal.db.begin(&ben).await.unwrap();
                match execute(&mut tx, statement).await {
                    Ok(touched) => assert_eq!(touched, 0, "{name}"),
                    // what was done stays as it was written: nobody may change it, not even its own user
                    Err(error) => assert_eq!((&**name, denied(&error)), ("change_log", true), "{error}"),
                }
                tx.commit().await.unwrap();
            }
        }
        // a row for somebody else is refused
        let mut tx = journal.db.begin(&ben).await.unwrap();
        let planted = db::execute!(
            tx,
            "insert into exercises (id, user_id, demo, version, created_at, updated_at, name, name_key)
             values (gen_random_uuid(), 'asha', false, 1, now(), now(), 'x', 'x')"
        );
        assert!(planted.unwrap_err().to_string().contains("row-level security"));
    })
    .await;
}

#[tokio::test]
async fn no_tool_shows_or_touches_another_users_rows() {
    on_both(async |journal| {
        let (asha, ben) = (journal.asha(), journal.user("ben"));
        let writes = writes(&journal).await;
        let mut mine = Vec::new();
        for (tool, arguments) in &writes {
            mine.push(asha.call(tool, arguments.clone()).await["id"].clone());
        }
        let before = whole(&journal.asha()).await;

        // ben names asha's rows by their ids, in every tool that takes one
        for id in &mine {
            for entity in ["person", "person_fact", "location", "event", "journal_entry", "plan", "plan_item"] {
                for tool in ["delete_entity", "restore_entity"] {
                    assert_eq!(ben.error(tool, json!({"entity": entity, "id": id})).await["code"], "not_found");
                }
            }
            assert_eq!(ben.error("update_event", json!({"event_id": id, "title": "mine"})).await["code"], "not_found");
            assert_eq!(
                ben.error("update_plan_item", json!({"item_id": id, "status": "skipped"})).await["code"],
                "not_found"
            );
            assert_eq!(ben.error("update_person", json!({"person": id, "notes": "x"})).await["code"], "not_found");
            assert_eq!(ben.error("update_location", json!({"location": id, "notes": "x"})).await["code"], "not_found");
            assert_eq!(
                ben.error("create_event", json!({"title": "x", "participants": [id]})).await["code"],
                "invalid_argument"
            );
            assert_eq!(
                ben.error("create_event", json!({"title": "x", "location": id})).await["code"],
                "invalid_argument"
            );
        }
        let item =
            ben.call("create_daily_plan", json!({"items": [{"title": "x"}]})).await["row"]["items"][0]["id"].clone();
        let event = &mine[0];
        let stolen = ben.error("update_plan_item", json!({"item_id": item, "actual_event_id": event})).await;
        assert_eq!(stolen["code"], "not_found");

        // and every tool that reads shows ben his own plan and nothing of hers
        let seen = whole(&ben).await.to_string();
        for id in &mine {
            assert!(!seen.contains(id.as_str().unwrap()), "{id}");
        }
        assert!(!seen.contains("Words."));
        assert_eq!(whole(&journal.asha()).await, before, "asha's rows are as they were");
    })
    .await;
}

/// Everything that the reading tools show somebody.
async fn whole(user: &crate::served::User) -> Value {
    let mut all = Vec::new();
    for entity in [
        "events",
        "workouts",
        "meals",
        "sleeps",
        "people",
        "person_facts",
        "locations",
        "journal_entries",
        "plans",
        "plan_items",
        "changes",
    ] {
        let include = json!(["exercises", "meal_items", "external_refs", "facts", "plan_items"]);
        all.push(user.call("query", json!({"entity": entity, "limit": 200, "include": include})).await);
    }
    for word in ["words", "call", "seed", "changed"] {
        all.push(user.call("search_journal", json!({"query": word, "limit": 50})).await);
    }
    all.push(user.call("get_timeline", json!({})).await);
    all.push(user.call("get_plan_vs_actual", json!({})).await);
    json!(all)
}

async fn count(tx: &mut db::Tx, sql: String) -> i64 {
    let counted = match tx.connection() {
        db::Connection::Sqlite(c) => sqlx::query_as::<_, Count>(sqlx::AssertSqlSafe(sql)).fetch_one(&mut **c).await,
        db::Connection::Postgres(c) => sqlx::query_as::<_, Count>(sqlx::AssertSqlSafe(sql)).fetch_one(&mut **c).await,
    };
    counted.unwrap().total
}

async fn execute(tx: &mut db::Tx, sql: String) -> Result<u64, sqlx::Error> {
    let sql = sqlx::AssertSqlSafe(sql);
    match tx.connection() {
        db::Connection::Sqlite(c) => sqlx::query(sql).execute(&mut **c).await.map(|done| done.rows_affected()),
        db::Connection::Postgres(c) => sqlx::query(sql).execute(&mut **c).await.map(|done| done.rows_affected()),
    }
}

fn denied(error: &sqlx::Error) -> bool {
    error.to_string().contains("permission denied")
}

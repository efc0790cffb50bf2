use db::UserId;
use gateway::accounts::{self, AccountError, NewKey};
use gateway::audit::Doer;
use store::Role;

use crate::world::on_both;

#[tokio::test]
async fn the_first_start_lets_one_user_in() {
    on_both(async |world| {
        let owner = UserId::owner();
        assert!(accounts::first_start(&world.db, &world.clock, &owner).await.unwrap());
        assert!(!accounts::first_start(&world.db, &world.clock, &owner).await.unwrap());
        let other = UserId::parse("other").unwrap();
        assert!(!accounts::first_start(&world.db, &world.clock, &other).await.unwrap());
        let users = accounts::user_list(&world.db).await.unwrap();
        assert_eq!(
            users.iter().map(|user| (user.user_id.as_str(), user.role)).collect::<Vec<_>>(),
            [("owner", Role::Admin)]
        );
    })
    .await;
}

#[tokio::test]
async fn a_key_of_the_operators_own_is_taken_in_if_it_is_hard_to_guess() {
    on_both(async |world| {
        let new = || NewKey {
            user: UserId::owner(),
            role: Role::Admin,
            label: "ASSISTANT_API_KEY".to_owned(),
            allow_operator_llm: true,
            expires_at: None,
        };
        let adopt = async |key: &str| {
            accounts::key_adopt(&world.db, &world.clock, new(), &key.to_owned().into(), &Doer::program()).await
        };
        for weak in
            ["", "changeme", &"a".repeat(64), "short-but-random-9f3k", "a key with spaces in it, long enough though"]
        {
            assert!(matches!(adopt(weak).await, Err(AccountError::Invalid { code: "key_weak", .. })), "{weak}");
        }
        let key = uuid::Uuid::new_v4().simple().to_string();
        assert!(adopt(&key).await.unwrap());
        assert!(!adopt(&key).await.unwrap(), "known already");
        let client = world.nobody().with_key(&key);
        assert_eq!(client.get("/api/me").await.body["role"], "admin");

        let id = accounts::key_list(&world.db).await.unwrap()[0].id;
        accounts::key_revoke(&world.db, &world.clock, id, &Doer::command()).await.unwrap();
        assert!(!adopt(&key).await.unwrap(), "revoked stays revoked");
        assert_eq!(client.get("/api/me").await.status, 401);
    })
    .await;
}

use std::time::Duration;

use serde_json::json;
use store::Role;

use crate::world::{Wish, on_both, on_both_with};

#[tokio::test]
async fn a_key_signs_a_browser_in_and_out() {
    on_both(async |world| {
        let key = world.key("ada", Role::Personal, false).await;
        let signed_in = world.nobody().post("/api/session", json!({"key": key})).await;
        assert_eq!(signed_in.status, 204);
        let cookie = signed_in.header("set-cookie");
        assert!(cookie.ends_with("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict"), "{cookie}");
        let browser = world.nobody().with_cookie(&signed_in.cookie());
        assert_eq!(browser.get("/api/me").await.body["user_id"], "ada");

        let signed_out = browser.delete("/api/session").await;
        assert_eq!(signed_out.status, 204);
        assert!(signed_out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(browser.get("/api/me").await.refusal(), (401, "unauthorized"));
    })
    .await;
}

#[tokio::test]
async fn a_link_signs_in_once_within_fifteen_minutes() {
    on_both(async |world| {
        let link = world.link().await;
        let nobody = world.nobody();
        let signed_in = nobody.post("/api/session", json!({"link": link})).await;
        assert_eq!(signed_in.status, 204);
        let me = world.nobody().with_cookie(&signed_in.cookie()).get("/api/me").await;
        assert_eq!((&me.body["user_id"], &me.body["role"]), (&json!("owner"), &json!("admin")));
        assert_eq!(nobody.post("/api/session", json!({"link": link})).await.refusal(), (401, "unauthorized"));

        let late = world.link().await;
        world.clock.advance(Duration::from_mins(15));
        assert_eq!(nobody.post("/api/session", json!({"link": late})).await.refusal(), (401, "unauthorized"));
    })
    .await;
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_comes_in() {
    on_both(async |world| {
        let link = world.link().await;
        let nobody = world.nobody();
        let tries = (0..8).map(|_| nobody.post("/api/session", json!({"link": link})));
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_after_thirty_days() {
    on_both(async |world| {
        let browser = world.browser().await;
        world.clock.advance(Duration::from_hours(30 * 24 - 1));
        assert_eq!(browser.get("/api/me").await.status, 200);
        world.clock.advance(Duration::from_hours(1));
        assert_eq!(browser.get("/api/me").await.refusal(), (401, "unauthorized"));
    })
    .await;
}

#[tokio::test]
async fn a_cookie_changes_things_only_from_our_own_pages() {
    on_both(async |world| {
        let browser = world.browser().await;
        assert_eq!(browser.post("/api/threads", json!({})).await.status, 201);
        for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "file://"] {
            let foreign = browser.with("origin", origin);
            assert_eq!(foreign.post("/api/threads", json!({})).await.refusal(), (403, "foreign_origin"), "{origin}");
            assert!(foreign.socket_try().await.is_err(), "{origin}");
        }
        // reading is no harm: the answer stays with the browser
        assert_eq!(browser.with("origin", "http://evil.example").get("/api/me").await.status, 200);
        let login = world.nobody().with("origin", "http://evil.example");
        assert_eq!(login.post("/api/session", json!({"link": "x"})).await.refusal(), (403, "foreign_origin"));
        browser.socket().await;
    })
    .await;
}

#[tokio::test]
async fn a_foreign_host_name_is_refused_on_loopback() {
    let wish = || Wish { public_origins: vec!["https://home.example.org".to_owned()], ..Wish::default() };
    on_both_with(wish, async |world| {
        let client = world.nobody();
        for host in ["rebound.example", "127.0.0.1.evil.example", "localhost.evil.example:8080", "[::2]"] {
            assert_eq!(client.with("host", host).get("/api/health").await.refusal(), (403, "foreign_host"), "{host}");
        }
        for host in ["localhost:8080", "127.0.0.1", "[::1]:8080", "LOCALHOST", "home.example.org"] {
            assert_eq!(client.with("host", host).get("/api/health").await.status, 200, "{host}");
        }
    })
    .await;
}

#[tokio::test]
async fn behind_a_proxy_with_tls_the_cookie_is_kept_to_tls() {
    let wish = || Wish { public_origins: vec!["https://home.example.org".to_owned()], ..Wish::default() };
    on_both_with(wish, async |world| {
        let key = world.key("ada", Role::Personal, false).await;
        let proxy = world.nobody().with("x-forwarded-proto", "https").with("host", "home.example.org");
        let page = proxy.with("origin", "https://home.example.org");
        let signed_in = page.post("/api/session", json!({"key": key})).await;
        assert!(signed_in.header("set-cookie").ends_with("; Secure"));
        let browser = page.with("cookie", &signed_in.cookie());
        assert_eq!(browser.post("/api/threads", json!({})).await.status, 201);
    })
    .await;
}

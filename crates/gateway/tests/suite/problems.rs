use http::Method;
use serde_json::json;

use crate::world::on_both;

#[tokio::test]
async fn every_refusal_is_a_problem() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        let json = "application/json";
        let answers = [
            (ada.get("/api/nothing").await, 404, "not_found"),
            (ada.get("/api").await, 404, "not_found"),
            (ada.get("/api/threads/7").await, 404, "not_found"),
            (ada.get("/api/agents").await, 404, "not_found"),
            (ada.ask(Method::PUT, "/api/me", None).await, 405, "method_not_allowed"),
            (ada.post("/", json!({})).await, 405, "method_not_allowed"),
            (ada.post_text("/api/chat", json, "{\"message\":").await, 400, "body_unreadable"),
            (ada.post_text("/api/chat", json, "").await, 400, "body_unreadable"),
            (ada.post_text("/api/chat", json, "[]").await, 422, "body_invalid"),
            (ada.post_text("/api/chat", "text/plain", "hello").await, 415, "not_json"),
            (ada.post_text("/api/chat", json, &"x".repeat((1 << 20) + 1)).await, 413, "too_large"),
            (world.nobody().post_text("/api/session", json, "{}").await, 422, "body_invalid"),
        ];
        for (answer, status, code) in answers {
            assert_eq!(answer.refusal(), (status, code), "{}", answer.text);
            let body = answer.body.as_object().unwrap();
            assert_eq!(body.keys().collect::<Vec<_>>(), ["type", "title", "status", "detail", "code", "request_id"]);
            assert_eq!(body["status"], status);
            assert_eq!(body["request_id"], answer.header("x-request-id"));
            assert!(body["detail"].as_str().unwrap().ends_with(['.', ')']), "a sentence: {}", body["detail"]);
        }
        let not_allowed = ada.ask(Method::PUT, "/api/me", None).await;
        assert_eq!(not_allowed.header("allow"), "GET,HEAD,PATCH");
    })
    .await;
}

#[tokio::test]
async fn a_problem_reads_like_this() {
    on_both(async |world| {
        let answer = world.nobody().with("x-request-id", "from-the-proxy.1").get("/api/me").await;
        snapshot!(answer.body, @r#"
        {
          "type": "about:blank",
          "title": "Unauthorized",
          "status": 401,
          "detail": "Sign in first: send a valid key as “Authorization: Bearer …” or “X-API-Key: …”, or open a new sign-in link.",
          "code": "unauthorized",
          "request_id": "from-the-proxy.1"
        }
        "#);
        let odd = world.nobody().with("x-request-id", "a b\"c").get("/api/health").await;
        assert_eq!(odd.header("x-request-id").len(), 32, "an odd id is not taken over");
    })
    .await;
}

#[tokio::test]
async fn every_answer_is_kept_from_harm() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        for answer in [
            ada.get("/api/me").await,
            ada.get("/api/nothing").await,
            ada.get("/").await,
            ada.get("/api/docs").await,
            ada.with("host", "rebound.example").get("/").await,
        ] {
            snapshot!(answer.header("content-security-policy"), @r#""default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'""#);
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "no-referrer");
            assert!(!answer.header("x-request-id").is_empty());
        }
        assert_eq!(ada.get("/api/me").await.header("cache-control"), "no-store");
    })
    .await;
}

#[tokio::test]
async fn a_database_that_is_away_is_said_so() {
    on_both(async |world| {
        let ada = world.somebody("ada").await;
        world.db.close().await;
        let answer = ada.get("/api/me").await;
        assert_eq!(answer.refusal(), (503, "database_unavailable"));
        assert_eq!(answer.header("retry-after"), "2");
        assert_eq!(world.nobody().get("/api/health").await.status, 200, "it lives all the same");
        let ready = world.nobody().get("/api/ready").await;
        assert_eq!(ready.status, 503);
        snapshot!(ready.body, @r#"
        {
          "status": "unavailable",
          "checks": [
            {
              "name": "database",
              "ok": false,
              "detail": "The system database cannot be reached."
            }
          ]
        }
        "#);
    })
    .await;
}

//! The gateway's tokens: who is let in, and as whom.

use std::time::Duration;

use clock::Clock;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use mcp_kit::token::{self, Claims, Key};
use mcp_kit::{ServeSettings, ToolError};
use reqwest::StatusCode;
use reqwest::header::WWW_AUTHENTICATE;
use serde_json::{Value, json};

use crate::probe::Served;

struct Guarded {
    probe: Served,
    key: Key,
    secret: String,
    clock: Clock,
}

impl Guarded {
    async fn start() -> Self {
        let secret = Clock::system().id().simple().to_string();
        let key = Key::new(&secret.as_str().into()).unwrap();
        let clock = Clock::fixed("2026-07-28T12:00:00Z".parse::<Timestamp>().unwrap());
        let probe = Served::start(ServeSettings::guarded(clock.clone(), key.clone())).await;
        Self { probe, key, secret, clock }
    }

    fn mint(&self, service: &str, user: &str, household: bool) -> String {
        token::mint(
            &self.key,
            &self.clock,
            &Claims { service: service.into(), user: user.into(), household, time_zone: None },
        )
    }

    fn forge(&self, algorithm: Algorithm, claims: &Value) -> String {
        jsonwebtoken::encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(self.secret.as_bytes()))
            .unwrap()
    }

    async fn who(&self, token: &str) -> Value {
        let call = self.probe.request("tools/call", json!({"name": "who_is_it"})).bearer_auth(token);
        let (status, body) = self.probe.reply(call).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["result"]["structuredContent"].clone()
    }

    /// The challenge of the 401 that these headers get.
    async fn challenge(&self, authorization: Option<&str>) -> String {
        let mut call = self.probe.request("tools/list", json!({}));
        if let Some(authorization) = authorization {
            call = call.header("Authorization", authorization);
        }
        let response = call.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap().to_owned();
        let body: Value = response.json().await.unwrap();
        assert!(body["error"]["message"].is_string());
        challenge
    }
}

#[tokio::test]
async fn a_token_says_for_whom_the_call_is() {
    let guarded = Guarded::start().await;
    let ana = guarded.who(&guarded.mint("probe", "ana", false)).await;
    assert_eq!(ana, json!({"user": "ana", "household": false, "idempotency_key": null}));
    let ben = guarded.who(&guarded.mint("probe", "ben", true)).await;
    assert_eq!(ben, json!({"user": "ben", "household": true, "idempotency_key": null}));
}

#[tokio::test]
async fn a_services_own_routes_ask_for_the_token_too() {
    let guarded = Guarded::start().await;
    let post = || guarded.probe.http.post(format!("{}/who", guarded.probe.url));
    assert_eq!(post().send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let response = post().bearer_auth(guarded.mint("probe", "ana", false)).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "ana");
}

#[tokio::test]
async fn no_token_a_wrong_scheme_and_rubbish_get_401() {
    let guarded = Guarded::start().await;
    assert_eq!(guarded.challenge(None).await, r#"Bearer realm="probe""#);
    assert_eq!(guarded.challenge(Some("Basic YTpi")).await, r#"Bearer realm="probe""#);
    insta::assert_snapshot!(guarded.challenge(Some("Bearer rubbish")).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token cannot be read""#);
}

#[tokio::test]
async fn a_token_for_another_service_gets_401() {
    let guarded = Guarded::start().await;
    let token = guarded.mint("journal", "ana", false);
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {token}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token is for another service""#);
}

#[tokio::test]
async fn a_token_signed_with_another_secret_gets_401() {
    let guarded = Guarded::start().await;
    let other = Guarded::start().await;
    let token = other.mint("probe", "ana", false);
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {token}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token is not signed with this service's secret""#);
}

#[tokio::test]
async fn an_expired_token_gets_401_after_a_few_seconds_of_grace() {
    let guarded = Guarded::start().await;
    let token = guarded.mint("probe", "ana", false);
    guarded.clock.advance(token::LIFETIME + Duration::from_secs(4));
    assert_eq!(guarded.who(&token).await["user"], "ana");
    guarded.clock.advance(Duration::from_secs(1));
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {token}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token has expired""#);
}

#[tokio::test]
async fn a_token_that_would_live_too_long_gets_401() {
    let guarded = Guarded::start().await;
    let now = guarded.clock.now().as_second();
    let claims = |lives: i64| json!({"aud": "probe", "sub": "ana", "exp": now + lives});
    assert_eq!(guarded.who(&guarded.forge(Algorithm::HS256, &claims(300))).await["user"], "ana");
    let token = guarded.forge(Algorithm::HS256, &claims(3600));
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {token}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token claims to live longer than five minutes""#);
    let token = guarded.forge(Algorithm::HS256, &claims(i64::MAX - now));
    guarded.challenge(Some(&format!("Bearer {token}"))).await;
}

#[tokio::test]
async fn another_algorithm_even_none_gets_401() {
    let guarded = Guarded::start().await;
    let claims = json!({"aud": "probe", "sub": "ana", "exp": guarded.clock.now().as_second() + 60});
    let stronger = guarded.forge(Algorithm::HS512, &claims);
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {stronger}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token cannot be read""#);

    // {"alg":"none","typ":"JWT"} with the claims of a good token and no signature.
    let good = guarded.forge(Algorithm::HS256, &claims);
    let payload = good.split('.').nth(1).unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{payload}.");
    insta::assert_snapshot!(guarded.challenge(Some(&format!("Bearer {unsigned}"))).await, @r#"Bearer realm="probe", error="invalid_token", error_description="the token cannot be read""#);
}

#[tokio::test]
async fn a_token_must_name_a_user_a_service_and_an_end() {
    let guarded = Guarded::start().await;
    let exp = guarded.clock.now().as_second() + 60;
    for claims in [
        json!({"aud": "probe", "exp": exp}),
        json!({"aud": "probe", "sub": "", "exp": exp}),
        json!({"sub": "ana", "exp": exp}),
        json!({"aud": "probe", "sub": "ana"}),
    ] {
        let token = guarded.forge(Algorithm::HS256, &claims);
        guarded.challenge(Some(&format!("Bearer {token}"))).await;
    }
}

#[tokio::test]
async fn without_a_key_there_is_one_user_in_the_sandbox_or_not() {
    let mut settings = ServeSettings::local(Clock::system());
    let who = |probe: Served| async move { probe.call("who_is_it", json!({})).await["structuredContent"].clone() };
    let plain = who(Served::start(settings.clone()).await).await;
    assert_eq!(plain, json!({"user": "owner", "household": false, "idempotency_key": null}));
    settings.sandbox = true;
    assert_eq!(who(Served::start(settings).await).await["household"], true);
}

#[tokio::test]
async fn the_idempotency_key_reaches_the_tool_in_both_eras() {
    let probe = Served::local().await;
    let call = json!({"name": "remember", "_meta": {"assistant/idempotency-key": "turn-1/step-2"}});
    for request in [probe.request("tools/call", call.clone()), probe.old_request("tools/call", &call)] {
        let (_, body) = probe.reply(request).await;
        assert_eq!(body["result"]["structuredContent"]["idempotency_key"], "turn-1/step-2", "{body}");
    }
}

#[test]
fn a_short_secret_is_refused_and_no_key_is_ever_shown() {
    let error = Key::new(&"short".into()).unwrap_err();
    insta::assert_snapshot!(error, @r#"MCP_INTERNAL_SECRET has 5 bytes and needs at least 32: make one with `openssl rand -hex 32`"#);
    let secret = Clock::system().id().simple().to_string();
    let key = Key::new(&secret.as_str().into()).unwrap();
    let settings = ServeSettings::guarded(Clock::system(), key);
    assert!(!format!("{settings:?}").contains(&secret));
    assert!(!format!("{:?}", ToolError::credential_missing("Garmin")).is_empty());
}

//! Who comes in, and how large.

use axum::http::HeaderValue;
use clock::Clock;
use mcp_kit::{ListenError, ServeSettings};
use reqwest::{Body, StatusCode};
use serde_json::{Value, json};

use crate::probe::{Served, fresh_key};

async fn with_header(probe: &Served, name: &'static str, value: &str) -> (StatusCode, Value) {
    let mut request = probe.request("tools/list", json!({})).build().unwrap();
    request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    let response = probe.http.execute(request).await.unwrap();
    (response.status(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_web_page_of_another_origin_gets_403() {
    let probe = Served::local().await;
    for origin in [
        "http://evil.example",
        "null",
        "http://localhost.evil.example",
        "file:///tmp/page.html",
        "https://evil.example:3333",
    ] {
        let (status, body) = with_header(&probe, "Origin", origin).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{origin}");
        assert_eq!(body["error"]["message"], "This Origin may not call this service; allow it in the settings.");
    }
    for origin in ["http://localhost:6274", "http://127.0.0.1", "http://[::1]:3000"] {
        assert_eq!(with_header(&probe, "Origin", origin).await.0, StatusCode::OK, "{origin}");
    }
}

#[tokio::test]
async fn a_name_rebound_to_this_machine_gets_403() {
    let probe = Served::local().await;
    for host in ["evil.example", "evil.example:3333", "localhost.evil.example", "192.168.1.7:3333"] {
        let (status, body) = with_header(&probe, "Host", host).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{host}");
        assert_eq!(body["error"]["message"], "This Host is not served here; allow it in the settings.");
    }
    for host in ["localhost", "127.0.0.1:9", "[::1]:9", "probe:3333", "probe-mcp:3333"] {
        assert_eq!(with_header(&probe, "Host", host).await.0, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn hosts_and_origins_can_be_allowed() {
    let mut settings = ServeSettings::local(Clock::system());
    settings.allowed_hosts = vec!["Tools.example".into(), "other.example:3333".into()];
    settings.allowed_origins = vec!["https://app.example".into()];
    let probe = Served::start(settings).await;
    assert_eq!(with_header(&probe, "Host", "tools.example:81").await.0, StatusCode::OK);
    assert_eq!(with_header(&probe, "Host", "other.example:3333").await.0, StatusCode::OK);
    assert_eq!(with_header(&probe, "Host", "other.example:4444").await.0, StatusCode::FORBIDDEN);
    assert_eq!(with_header(&probe, "Origin", "https://app.example").await.0, StatusCode::OK);
    assert_eq!(with_header(&probe, "Origin", "http://app.example").await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_body_above_one_mebibyte_gets_413_however_it_is_sent() {
    let probe = Served::local().await;
    let body =
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"text": "x".repeat(1 << 20)}}).to_string();
    let post = || {
        probe
            .http
            .post(format!("{}/mcp", probe.url))
            .header("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json")
    };
    let whole = post().body(body.clone());
    let (status, told) = probe.reply(whole).await;
    assert_eq!((status, told["jsonrpc"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("2.0")));

    let pieces: Vec<Result<String, std::io::Error>> =
        body.as_bytes().chunks(65_536).map(|piece| Ok(String::from_utf8_lossy(piece).into_owned())).collect();
    let chunked = post().body(Body::wrap_stream(futures_util::stream::iter(pieces)));
    assert_eq!(probe.reply(chunked).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn faults_of_the_transport_are_told_in_json() {
    let probe = Served::local().await;
    let get = probe.http.get(format!("{}/mcp", probe.url));
    assert_eq!(probe.reply(get).await.0, StatusCode::METHOD_NOT_ALLOWED);
    let html = probe.http.post(format!("{}/mcp", probe.url)).header("Content-Type", "text/html").body("<p>");
    assert!(probe.reply(html).await.0.is_client_error());
    let garbage = probe
        .http
        .post(format!("{}/mcp", probe.url))
        .header("Accept", "application/json, text/event-stream")
        .header("Content-Type", "application/json")
        .body("{");
    assert_eq!(probe.reply(garbage).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(probe.reply(probe.http.get(format!("{}/nowhere", probe.url))).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn health_needs_no_key() {
    let probe = Served::start(ServeSettings::guarded(Clock::system(), fresh_key())).await;
    let (status, body) = probe.reply(probe.http.get(format!("{}/health", probe.url))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, json!({"status": "ok", "service": "probe", "version": "1.2.3"}));
}

#[tokio::test]
async fn without_a_secret_a_service_stays_on_loopback() {
    let everywhere = ([0, 0, 0, 0], 0).into();
    let refused = mcp_kit::listen(everywhere, &ServeSettings::local(Clock::system())).await.unwrap_err();
    insta::assert_snapshot!(refused, @r#"refusing to listen on 0.0.0.0:0 without a secret: set MCP_INTERNAL_SECRET (`openssl rand -hex 32`) or listen on 127.0.0.1"#);
    mcp_kit::listen(everywhere, &ServeSettings::guarded(Clock::system(), fresh_key())).await.unwrap();
}

#[tokio::test]
async fn a_port_in_use_is_told_in_one_sentence() {
    let settings = ServeSettings::local(Clock::system());
    let first = mcp_kit::listen(([127, 0, 0, 1], 0).into(), &settings).await.unwrap();
    let taken = first.local_addr().unwrap();
    let refused = mcp_kit::listen(taken, &settings).await.unwrap_err();
    assert!(matches!(refused, ListenError::InUse { address } if address == taken));
    assert_eq!(
        refused.to_string(),
        format!("port {} on 127.0.0.1 is in use by another program: stop it or choose another port", taken.port())
    );
}

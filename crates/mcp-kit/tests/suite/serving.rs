//! Connections: bounded in time and ended in order.

use std::time::{Duration, Instant};

use mcp_kit::Patience;
use reqwest::StatusCode;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::probe::Served;

#[tokio::test]
async fn a_stop_closes_idle_connections_and_returns_at_once() {
    let probe = Served::local().await;
    probe.call("echo", json!({"text": "hello"})).await;
    let mut idle = TcpStream::connect(probe.url.trim_start_matches("http://")).await.unwrap();
    probe.stop.cancel();
    tokio::time::timeout(Duration::from_secs(2), probe.tasks.wait()).await.expect("the server stops");
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(2), idle.read_to_end(&mut rest)).await.expect("the connection ends").ok();
    assert!(TcpStream::connect(probe.url.trim_start_matches("http://")).await.is_err(), "the port is free");
}

#[tokio::test]
async fn a_stop_gives_up_on_a_call_that_does_not_end() {
    let probe = Served::local().await;
    let lingering = probe.request("tools/call", json!({"name": "linger"})).send();
    let started = Instant::now();
    let stopped = async {
        // The call is under way once another that came after it was answered.
        probe.call("echo", json!({"text": "hello"})).await;
        probe.stop.cancel();
        probe.tasks.wait().await;
    };
    let (lingering, ()) = tokio::join!(lingering, stopped);
    assert!(lingering.is_err() || lingering.is_ok_and(|response| response.status() != StatusCode::OK));
    assert!(started.elapsed() < Duration::from_secs(6));
}

#[tokio::test]
async fn half_a_request_head_does_not_hold_a_connection_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let patience = Patience { head: Duration::from_millis(200), ..Patience::default() };
    let serving = mcp_kit::serve_patiently(patience, axum::Router::new(), listener, CancellationToken::new());
    let sending_half = async {
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow").await.unwrap();
        let mut rest = Vec::new();
        slow.read_to_end(&mut rest).await.unwrap();
    };
    tokio::select! {
        () = serving => unreachable!("nothing stops it"),
        ended = tokio::time::timeout(Duration::from_secs(5), sending_half) => ended.expect("the connection is closed"),
    }
}

//! Every tool, called over HTTP at a fixed moment: Thursday 2026-11-19, 13:00 in València.

mod calendar;
mod mail;
mod refusals;
mod sheets;
mod tasks;

use clock::Clock;
use tool_caller::ToolCaller;

const NOW: &str = "2026-11-19T12:00:00Z";

/// The service for a caller whose household is on.
async fn workspace() -> ToolCaller {
    at(NOW).await
}

async fn at(now: &str) -> ToolCaller {
    ToolCaller::start(mcp_google_workspace::service(Clock::fixed(now.parse().expect("the moment is RFC 3339"))), true)
        .await
}

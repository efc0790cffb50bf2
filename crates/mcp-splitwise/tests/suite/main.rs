//! Every tool, called over HTTP at a fixed moment: Thursday 2026-11-19, 13:00 in València, a day before the month is settled.

mod expenses;
mod refusals;
mod sums;

use clock::Clock;
use tool_caller::ToolCaller;

const NOW: &str = "2026-11-19T12:00:00Z";

/// The service for a caller whose household is on.
async fn splitwise() -> ToolCaller {
    at(NOW).await
}

async fn at(now: &str) -> ToolCaller {
    ToolCaller::start(mcp_splitwise::service(Clock::fixed(now.parse().expect("the moment is RFC 3339"))), true).await
}

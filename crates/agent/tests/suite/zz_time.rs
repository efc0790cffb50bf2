use std::time::{Duration, Instant};
#[tokio::test(flavor = "multi_thread")]
async fn zz_time() {
    for key in [false, true] {
        let k = crate::tool_servers::fresh_key();
        let settings = if key {
            mcp_kit::ServeSettings::guarded(clock::Clock::system(), k.clone())
        } else {
            mcp_kit::ServeSettings::local(clock::Clock::system())
        };
        let journal = crate::tool_servers::Running::start("journal", settings).await;
        let servers = crate::tool_servers::client(vec![journal.at()], key.then_some(k));
        let owner = db::UserId::owner();
        let caller = agent::tool_servers::ToolCaller { user: &owner, household: false };
        let mut times = vec![];
        for _ in 0..2000 {
            let t = Instant::now();
            servers
                .call(&caller, "journal", "who", mcp_kit::JsonObject::new(), None, Duration::from_secs(5))
                .await
                .unwrap();
            times.push(t.elapsed());
        }
        times.sort();
        println!("key {key} p50 {:?} p99 {:?}", times[1000], times[1980]);
    }
}

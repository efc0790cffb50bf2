//! The tool calls of a reply. A call is stored as running before it leaves, and its result before the next step begins;
//! calls that only read go out together, others one after the other.

use std::time::Duration;

use db::{DbError, Tx, UtcTime};
use futures_util::future::join_all;
use llm::{Reply, ReplyBlock, StopReason};
use serde_json::{Value, json};
use store::{ToolCall, ToolCallState};

use crate::run::{Break, Run};
use crate::tool_servers::{Policy, ToolAnswer, ToolCallError, ToolCaller};
use crate::{ServerStatus, ToolInfo};

/// How often a call that may be repeated is made again when it did not get through.
const REPEATS: u32 = 2;
/// The pause before each repeat: long enough for a service, or the database behind it, to come back from a restart.
const PAUSE: Duration = Duration::from_millis(500);
/// Characters of the line that a person is shown of a result.
const SUMMARY_CHARACTERS: usize = 160;
/// Rows that one result may name as its receipts.
const RECEIPTS: usize = 50;

/// The calls that a reply asks for, none made yet. Those that cannot be made have ended already, with the reason as their result.
pub(crate) fn wanted(run: &Run<'_>, reply: &Reply) -> Vec<ToolCall> {
    let uses = reply.blocks.iter().filter_map(|block| match block {
        ReplyBlock::ToolUse { id, name, input, .. } => Some((id, name, input)),
        ReplyBlock::Text { .. } | ReplyBlock::Other { .. } => None,
    });
    let cut_off = reply.stop == StopReason::MaxTokens;
    (0..).zip(uses).map(|(position, (id, name, input))| {
        let found = find(&run.tools, name);
        let mut call = ToolCall {
            turn_id: run.turn.id,
            round: run.round,
            position,
            call_id: id.clone(),
            name: name.clone(),
            server: found.map_or_else(String::new, |(server, _)| server.server.clone()),
            tool: found.map_or_else(|| name.clone(), |(_, tool)| tool.name.clone()),
            title: found.map_or_else(|| name.clone(), |(_, tool)| tool.title.clone()),
            arguments: input.to_string(),
            repeatable: found.is_some_and(|(_, tool)| tool.hints.read_only || tool.honours_idempotency_key),
            state: ToolCallState::Pending,
            result: None,
            summary: None,
            receipts: None,
        };
        let refusal = match found {
            _ if cut_off => Some("not made: your reply reached its length limit before the call was complete; write less at a time".to_owned()),
            None => Some(format!("there is no tool named {name}")),
            Some(_) if !input.is_object() => Some("the arguments are not a JSON object".to_owned()),
            Some((_, tool)) => match tool.policy {
                Policy::Allow => None,
                Policy::Ask => Some("not made: this action needs the person's approval, and this version cannot ask for it yet; nothing was changed".to_owned()),
                Policy::Deny => Some("not made: this tool is switched off".to_owned()),
            },
        };
        if let Some(reason) = refusal {
            fail(&mut call, &reason);
        }
        call
    })
    .collect()
}

/// Stores the calls of `run` and marks the first of them as leaving, in the transaction that stores their reply.
pub(crate) async fn begin(run: &mut Run<'_>, tx: &mut Tx, now: UtcTime) -> Result<(), DbError> {
    let first = next_group(run);
    for (index, call) in run.calls.iter_mut().enumerate() {
        if first.contains(&index) {
            call.state = ToolCallState::Running;
        }
        store::tool_call_insert(tx, &run.turn.user_id, call, now).await?;
        if call.state.is_ended() {
            store::tool_call_finish(tx, &run.turn.user_id, call, now).await?;
        }
    }
    for call in &run.calls {
        if call.state != ToolCallState::Pending {
            stage_started(run, call);
        }
        if call.state.is_ended() {
            stage_finished(run, call);
        }
    }
    Ok(())
}

/// Makes the calls that have not ended, and stores what they give.
pub(crate) async fn settle(run: &mut Run<'_>) -> Result<(), Break> {
    let mut leaving: Vec<usize> =
        (0..run.calls.len()).filter(|i| run.calls[*i].state == ToolCallState::Running).collect();
    // the first group alone: the others leave from here
    let mut sent_before = run.sent_before;
    loop {
        let group: Vec<ToolCall> = leaving.iter().map(|index| run.calls[*index].clone()).collect();
        let made = join_all(group.into_iter().map(|call| make(run, call, sent_before))).await;
        sent_before = false;
        let ended: Vec<usize> = std::mem::take(&mut leaving);
        for (index, call) in ended.iter().zip(made) {
            run.calls[*index] = call;
        }
        leaving = next_group(run);
        if ended.is_empty() && leaving.is_empty() {
            return Ok(());
        }
        step(run, &ended, &leaving).await?;
        if leaving.is_empty() {
            return Ok(());
        }
    }
}

/// Stores that some calls have ended and that others leave now, in one transaction.
async fn step(run: &mut Run<'_>, ended: &[usize], leaving: &[usize]) -> Result<(), Break> {
    let now = run.agent.clock().now().into();
    let mut tx = run.begin().await?;
    for index in ended {
        store::tool_call_finish(&mut tx, &run.turn.user_id, &run.calls[*index], now).await?;
        stage_finished(run, &run.calls[*index]);
    }
    for index in leaving {
        run.calls[*index].state = ToolCallState::Running;
        store::tool_call_start(&mut tx, &run.turn.user_id, &run.calls[*index], now).await?;
        stage_started(run, &run.calls[*index]);
    }
    Ok(run.commit(tx).await?)
}

/// The next calls to leave together: all that only read up to the next that writes, or that one.
fn next_group(run: &Run<'_>) -> Vec<usize> {
    let mut group = Vec::new();
    for (index, call) in run.calls.iter().enumerate() {
        if call.state != ToolCallState::Pending {
            continue;
        }
        let reads = find(&run.tools, &call.name).is_some_and(|(_, tool)| tool.hints.read_only);
        match (reads, group.is_empty()) {
            (true, _) => group.push(index),
            (false, true) => return vec![index],
            (false, false) => break,
        }
    }
    group
}

/// Makes one call and waits for its end. A call that an earlier process had sent is made again only if that is safe.
async fn make(run: &Run<'_>, mut call: ToolCall, sent_before: bool) -> ToolCall {
    if sent_before && !call.repeatable {
        unknown(&mut call);
        return call;
    }
    let Ok(Value::Object(arguments)) = serde_json::from_str(&call.arguments) else {
        fail(&mut call, "the arguments are not a JSON object");
        return call;
    };
    let caller = ToolCaller { user: &run.turn.user_id, household: run.user.demo, time_zone: Some(&run.user.time_zone) };
    let key = format!("{}/{}/{}", call.turn_id, call.round, call.position);
    let limit = run.agent.limits().tool_call;
    let mut repeats = 0;
    loop {
        let answer = run
            .agent
            .tool_servers()
            .call(&caller, &call.server, &call.tool, arguments.clone(), Some(&key), limit)
            .await;
        let again = match &answer {
            Ok(answer) => call.repeatable && answer.is_unavailable(),
            Err(ToolCallError::Refused { .. }) => false,
            Err(ToolCallError::NotSent { .. }) => true,
            Err(ToolCallError::OutcomeUnknown { .. }) => call.repeatable,
        };
        if again && repeats < REPEATS {
            repeats += 1;
            tokio::time::sleep(PAUSE).await;
            continue;
        }
        match answer {
            Ok(answer) => finish(&mut call, &answer, run.agent.limits().result_bytes),
            Err(ToolCallError::OutcomeUnknown { .. }) if !call.repeatable => unknown(&mut call),
            Err(error) => {
                tracing::warn!(turn.id = %call.turn_id, server = call.server, tool = call.tool, %error, "a tool call failed");
                let reason = match error {
                    ToolCallError::Refused { message, .. } => {
                        format!("the service {} refused the call: {message}", call.server)
                    }
                    ToolCallError::NotSent { .. } => {
                        format!("the service {} cannot be reached now; nothing was done", call.server)
                    }
                    ToolCallError::OutcomeUnknown { .. } => {
                        format!("the service {} did not answer in time", call.server)
                    }
                };
                fail(&mut call, &reason);
            }
        }
        return call;
    }
}

/// Ends the calls of a turn that ends before them.
pub(crate) async fn abandon(run: &mut Run<'_>, tx: &mut Tx, now: UtcTime) -> Result<(), DbError> {
    for mut call in std::mem::take(&mut run.calls) {
        match call.state {
            ToolCallState::Pending => fail(&mut call, "not made: the turn ended before it"),
            ToolCallState::Running if call.repeatable => {
                fail(&mut call, "broken off: the turn ended before its answer came");
            }
            ToolCallState::Running => unknown(&mut call),
            ToolCallState::Done | ToolCallState::Failed | ToolCallState::Unknown => continue,
        }
        store::tool_call_finish(tx, &run.turn.user_id, &call, now).await?;
        stage_finished(run, &call);
    }
    Ok(())
}

fn find<'a>(servers: &'a [ServerStatus], name: &str) -> Option<(&'a ServerStatus, &'a ToolInfo)> {
    let (server, tool) = name.split_once("__")?;
    let server = servers.iter().find(|known| known.server == server)?;
    Some((server, server.tools.iter().find(|known| known.name == tool)?))
}

fn finish(call: &mut ToolCall, answer: &ToolAnswer, limit: usize) {
    call.state = if answer.is_error { ToolCallState::Failed } else { ToolCallState::Done };
    let result = answer.structured.as_ref().map_or_else(|| answer.text.clone(), Value::to_string);
    call.result = Some(cap(result, limit));
    call.summary = Some(summary(&answer.text));
    let receipts = answer.structured.as_ref().map(|structured| receipts(&call.server, structured)).unwrap_or_default();
    call.receipts = (!receipts.is_empty()).then(|| Value::from(receipts).to_string());
}

fn fail(call: &mut ToolCall, reason: &str) {
    call.state = ToolCallState::Failed;
    call.result = Some(reason.to_owned());
    call.summary = Some(summary(reason));
}

fn unknown(call: &mut ToolCall) {
    let reason = "outcome unknown, check first: the program was interrupted after this call had left, so it may or may not \
                  have been carried out. Look whether it was before doing it again, and tell the person.";
    call.state = ToolCallState::Unknown;
    call.result = Some(reason.to_owned());
    call.summary = Some("Outcome unknown: check whether it was done".to_owned());
}

fn stage_started(run: &Run<'_>, call: &ToolCall) {
    let data = json!({"call_id": call.call_id, "server": call.server, "tool": call.tool, "title": call.title});
    run.live.stage("tool.started", data);
}

fn stage_finished(run: &Run<'_>, call: &ToolCall) {
    let data = json!({"call_id": call.call_id, "ok": call.state == ToolCallState::Done, "summary": call.summary});
    run.live.stage("tool.finished", data);
}

fn cap(text: String, limit: usize) -> String {
    if text.len() <= limit {
        return text;
    }
    let end = text.floor_char_boundary(limit);
    let cut = text.len() - end;
    format!("{}\n[cut off: {cut} more bytes; ask for a narrower range or fewer rows]", &text[..end])
}

fn summary(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    if line.chars().count() <= SUMMARY_CHARACTERS {
        return line.to_owned();
    }
    line.chars().take(SUMMARY_CHARACTERS).chain(['…']).collect()
}

/// The rows that a result shows: every object in it that has an `id`, or names itself by `event_id`, `activity_id` and the
/// like; each row once, with the name it has there.
fn receipts(server: &str, structured: &Value) -> Vec<Value> {
    let mut found: Vec<(String, Option<&str>)> = Vec::new();
    let mut open = vec![structured];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                let title =
                    ["title", "name", "subject", "description"].iter().find_map(|key| object.get(*key)?.as_str());
                if let Some(id) = own_id(object) {
                    let room = found.len() < RECEIPTS;
                    match found.iter_mut().find(|(known, _)| *known == id) {
                        Some((_, known)) => *known = known.or(title),
                        None if room => found.push((id, title)),
                        None => {}
                    }
                }
                open.extend(object.values().rev());
            }
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found.into_iter().map(|(id, title)| json!({"server": server, "id": id, "title": title})).collect()
}

/// What an object calls itself by; a `…_id` behind other fields points to something else. Ids are strings in everything we
/// publish, also those that their service counts.
fn own_id(object: &serde_json::Map<String, Value>) -> Option<String> {
    let first = || object.iter().next().filter(|(key, _)| key.ends_with("_id")).map(|(_, id)| id);
    match object.get("id").or_else(first)? {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::receipts;

    #[test]
    fn receipts_name_rows_by_strings_also_where_the_service_counts_them() {
        let answer = json!({"items": [{"id": 52_100_002, "name": "Ana"}, {"id": "52100002"}, {"activity_id": 7}]});
        let found = json!([
            {"server": "splitwise", "id": "52100002", "title": "Ana"},
            {"server": "splitwise", "id": "7", "title": null},
        ]);
        assert_eq!(json!(receipts("splitwise", &answer)), found);
    }
}

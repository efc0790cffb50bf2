//! How a turn is taken up: from nothing, or from where its stored steps end.

use db::DbError;
use llm::{Reply, ReplyBlock, StopReason};
use serde_json::{Value, json};
use store::Turn;

use crate::context::{self, Conversation};
use crate::live::LiveTurn;
use crate::run::{Break, Run};
use crate::{Agent, ask};

impl<'a> Run<'a> {
    /// Reads what is stored of the turn and its thread, and picks up where the stored steps end.
    pub(crate) async fn prepare(agent: &'a Agent, live: &'a LiveTurn, turn: Turn) -> Result<Run<'a>, DbError> {
        let mut tx = agent.db().read(&turn.user_id).await?;
        let user = store::user_get(&mut tx, &turn.user_id).await?;
        let user = user.ok_or_else(|| context::missing(&turn, "users", "user_id"))?;
        let thread = store::thread_get(&mut tx, &turn.user_id, turn.thread_id).await?;
        let thread = thread.ok_or_else(|| context::missing(&turn, "threads", "id"))?;
        let tools = agent.tools();
        let system = context::system(&mut tx, &thread.agent).await?;
        let beginning = context::beginning(system, &tools, agent.limits().reply_tokens);
        let (mut conversation, words) = Conversation::read(&mut tx, &turn, thread.context_from, beginning).await?;
        let own = agent.keys().endpoint(&mut tx, &turn.user_id, turn.allow_operator_llm).await?;
        let has_key = own.is_some();
        let mut endpoint = own.map_or_else(|| agent.keys().operator.clone(), |(endpoint, _)| endpoint);
        if let Some(model) = &turn.model_wanted {
            endpoint.model.clone_from(model);
        }
        let note = turn.note.clone().unwrap_or_else(|| ask::note(agent.clock().now(), &user, &tools));
        conversation.add_turn(turn.seq, words, Some(&note));
        let mut run = Run {
            agent,
            live,
            user,
            endpoint,
            has_key,
            note,
            tools,
            conversation,
            round: 0,
            calls: Vec::new(),
            sent_before: false,
            text: String::new(),
            partial: None,
            broken_off: false,
            turn,
        };
        run.resume(&mut tx).await?;
        Ok(run)
    }

    /// Goes through the stored steps of a turn that was interrupted, and finds the text that was shown after the last of them.
    async fn resume(&mut self, tx: &mut db::Tx) -> Result<(), DbError> {
        let (user, thread, seq) = (&self.turn.user_id, self.turn.thread_id, self.turn.seq);
        let never_ran = self.turn.attempts <= 1 || store::turn_event_last_id(tx, user, self.turn.id).await? == 0;
        if never_ran {
            self.live.show("turn.started", json!({"thread_id": thread}));
        }
        if self.turn.attempts <= 1 {
            return Ok(());
        }
        let calls = store::tool_call_list(tx, user, thread, seq, seq).await?;
        for step in store::step_list(tx, user, thread, seq, seq).await? {
            let (provider, reply) = context::read_step(&step)?;
            let of_reply = calls.iter().filter(|call| call.round == step.round);
            self.text.push_str(&self.as_shown(&reply.text()));
            self.broken_off = context::is_interrupted(&reply);
            self.conversation.add_reply(provider, reply);
            self.round = step.round + 1;
            if of_reply.clone().all(|call| call.state.is_ended()) {
                self.conversation.add_results(of_reply);
            } else {
                self.calls = of_reply.cloned().collect();
                self.sent_before = true;
            }
        }
        let shown = shown_text(&store::turn_event_texts(tx, user, self.turn.id).await?);
        self.partial = shown.strip_prefix(self.text.as_str()).filter(|rest| !rest.trim().is_empty()).map(str::to_owned);
        Ok(())
    }

    /// Keeps text that was shown before a crash as a reply that broke off: the message begins with it, and the model goes on from it.
    pub(crate) async fn keep_partial(&mut self) -> Result<(), Break> {
        let Some(text) = self.partial.take() else { return Ok(()) };
        let said = text.trim_start().to_owned();
        let block = ReplyBlock::Text { raw: json!({"type": "text", "text": said}), text: said };
        let stop = StopReason::Unknown(context::INTERRUPTED.to_owned());
        let reply =
            Reply { blocks: vec![block], stop, usage: llm::Usage::default(), model: self.endpoint.model.clone() };
        let mut tx = self.begin().await?;
        self.insert_step(&mut tx, &reply, self.agent.clock().now().into()).await?;
        tx.commit().await?;
        self.text.push_str(&text);
        self.conversation.add_reply(self.endpoint.provider, reply);
        self.round += 1;
        self.broken_off = true;
        Ok(())
    }
}

/// The text of stored deltas, joined.
fn shown_text(deltas: &[String]) -> String {
    let text = |data: &String| Some(serde_json::from_str::<Value>(data).ok()?.get("text")?.as_str()?.to_owned());
    deltas.iter().filter_map(text).collect()
}

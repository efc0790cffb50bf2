//! The demo model, through `ChatModel`: what it calls for a sentence, and what it says of the results.

use futures_util::StreamExt;
use insta::assert_snapshot;
use llm::demo::{DemoModel, families};
use llm::{
    ChatEvent, ChatModel, ChatRequest, Endpoint, Message, Provider, Reply, ReplyBlock, StopReason, ToolDefinition,
    ToolOutput,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Sunday evening.
const NOTE: &str = "Now: Sunday 2026-11-22 22:10, Europe/Berlin.";

/// Every tool that the demo model knows.
const TOOLS: &[&str] = &[
    "journal__get_timeline",
    "journal__query",
    "journal__search_journal",
    "journal__get_plan_vs_actual",
    "journal__create_event",
    "journal__create_workout",
    "journal__create_meal",
    "journal__log_journal_entry",
    "garmin__get_sleep_data",
    "garmin__get_sleep_summary",
    "google-workspace__list_events",
    "google-workspace__list_tasks",
    "google-workspace__search_emails",
    "google-places__search_places",
    "splitwise__splitwise_get_balances",
];

fn tools() -> Vec<ToolDefinition> {
    let tool = |name: &&str| ToolDefinition {
        name: (*name).to_owned(),
        description: String::new(),
        input_schema: json!({"type": "object"}),
    };
    TOOLS.iter().map(tool).collect()
}

fn request(text: &str, tools: Vec<ToolDefinition>) -> ChatRequest {
    let message = Message::User { text: text.to_owned(), note: Some(NOTE.to_owned()) };
    ChatRequest { system: String::new(), tools, messages: vec![message], max_tokens: 1000 }
}

/// The answer, after a check that the stream says the same as the whole reply.
fn answer(request: &ChatRequest) -> Reply {
    let endpoint = Endpoint { provider: Provider::Demo, base_url: None, key: None, model: "demo".to_owned() };
    let events: Vec<ChatEvent> = futures_util::FutureExt::now_or_never(async {
        let stream = DemoModel.stream(&endpoint, request).await.expect("the demo model never fails");
        stream.map(|event| event.expect("nor does its stream")).collect().await
    })
    .expect("it never waits");
    let (last, deltas) = events.split_last().expect("a reply comes");
    let ChatEvent::Finished(reply) = last else { panic!("the last event is {last:?}") };
    let shown: String =
        deltas.iter().map(|event| if let ChatEvent::Text(text) = event { text.as_str() } else { "" }).collect();
    assert_eq!(shown, reply.text());
    reply.clone()
}

fn calls(reply: &Reply) -> Vec<(String, String, Value)> {
    let call = |block: &ReplyBlock| match block {
        ReplyBlock::ToolUse { id, name, input, .. } => Some((id.clone(), name.clone(), input.clone())),
        _ => None,
    };
    reply.blocks.iter().filter_map(call).collect()
}

/// What it does first: one call a line, or what it says.
fn first(text: &str) -> String {
    let reply = answer(&request(text, tools()));
    let lines: Vec<String> = calls(&reply).iter().map(|(_, name, input)| format!("{name} {input}")).collect();
    if lines.is_empty() { reply.text() } else { lines.join("\n") }
}

/// The request after its calls were answered with `outputs`, each a result and whether it is an error.
fn answered(request: &ChatRequest, outputs: &[(Value, bool)]) -> ChatRequest {
    let reply = answer(request);
    let outputs = calls(&reply).into_iter().zip(outputs).map(|((call_id, name, _), (content, is_error))| ToolOutput {
        call_id,
        name,
        content: content.as_str().map_or_else(|| content.to_string(), str::to_owned),
        is_error: *is_error,
    });
    let results = Message::Results { outputs: outputs.collect() };
    let mut next = request.clone();
    next.messages.push(Message::Reply { provider: Provider::Demo, blocks: reply.blocks });
    next.messages.push(results);
    next
}

/// What it does first with each of these, as a table.
fn table(said: &[&str]) -> String {
    let lines: Vec<String> =
        said.iter().map(|said| format!("{said}\n  {}", first(said).replace('\n', "\n  "))).collect();
    lines.join("\n")
}

#[test]
fn workouts_are_recorded_with_sport_time_length_and_distance() {
    let said = [
        "I ran 5 km this morning",
        "Log a 30 minute run",
        "I did 45 minutes of yoga yesterday evening",
        "Swam 1 km in 30 minutes on Monday",
        "Went for a walk with Iris at River Park",
        "i ran 10k at 7:30",
        "I cycled for an hour and a half on 3 November",
        "just finished a 20 min swim",
        "I walked the dog for half an hour",
        "Log a run of 3 miles 2 days ago at 6pm",
        "went to the gym last Friday",
    ];
    assert_snapshot!(table(&said), @r#"
    I ran 5 km this morning
      journal__create_workout {"sport":"running","title":"Run","start":"2026-11-22T08:00","time_zone":"Europe/Berlin","notes":"I ran 5 km this morning","distance_m":5000.0}
    Log a 30 minute run
      journal__create_workout {"sport":"running","title":"Run","start":"2026-11-22T21:40","time_zone":"Europe/Berlin","notes":"Log a 30 minute run","duration_min":30}
    I did 45 minutes of yoga yesterday evening
      journal__create_workout {"sport":"yoga","title":"Yoga","start":"2026-11-21T19:00","time_zone":"Europe/Berlin","notes":"I did 45 minutes of yoga yesterday evening","duration_min":45}
    Swam 1 km in 30 minutes on Monday
      journal__create_workout {"sport":"swimming","title":"Swim","start":"2026-11-16T09:00","time_zone":"Europe/Berlin","notes":"Swam 1 km in 30 minutes on Monday","duration_min":30,"distance_m":1000.0}
    Went for a walk with Iris at River Park
      journal__create_workout {"sport":"walking","title":"Walk","start":"2026-11-22T21:25","time_zone":"Europe/Berlin","notes":"Went for a walk with Iris at River Park","participants":["Iris"],"location":"River Park"}
    i ran 10k at 7:30
      journal__create_workout {"sport":"running","title":"Run","start":"2026-11-22T07:30","time_zone":"Europe/Berlin","notes":"i ran 10k at 7:30","distance_m":10000.0}
    I cycled for an hour and a half on 3 November
      journal__create_workout {"sport":"cycling","title":"Bike ride","start":"2026-11-03T09:00","time_zone":"Europe/Berlin","notes":"I cycled for an hour and a half on 3 November","duration_min":90}
    just finished a 20 min swim
      journal__create_workout {"sport":"swimming","title":"Swim","start":"2026-11-22T21:50","time_zone":"Europe/Berlin","notes":"just finished a 20 min swim","duration_min":20}
    I walked the dog for half an hour
      journal__create_workout {"sport":"walking","title":"Walk","start":"2026-11-22T21:40","time_zone":"Europe/Berlin","notes":"I walked the dog for half an hour","duration_min":30}
    Log a run of 3 miles 2 days ago at 6pm
      journal__create_workout {"sport":"running","title":"Run","start":"2026-11-20T18:00","time_zone":"Europe/Berlin","notes":"Log a run of 3 miles 2 days ago at 6pm","distance_m":4828.032}
    went to the gym last Friday
      journal__create_workout {"sport":"strength","title":"Strength training","start":"2026-11-20T09:00","time_zone":"Europe/Berlin","notes":"went to the gym last Friday"}
    "#);
}

#[test]
fn meals_are_recorded_with_what_was_eaten_and_who_was_there() {
    let said = [
        "I had lunch with Iris at Blue Door",
        "Log breakfast: oatmeal and coffee",
        "I ate a sandwich for lunch at 12:30",
        "Had pasta and a salad for dinner yesterday",
        "dinner at 8 yesterday with Asha, Ben and my sister at the Blue Door",
        "I had lunch with Asha at Blue Door. It rained all the time.",
        "I ate an apple",
        "We had a late brunch on Sunday: eggs, toast",
    ];
    assert_snapshot!(table(&said), @r#"
    I had lunch with Iris at Blue Door
      journal__create_meal {"meal":"lunch","title":"Lunch with Iris at Blue Door","start":"2026-11-22T13:00","time_zone":"Europe/Berlin","notes":"I had lunch with Iris at Blue Door","participants":["Iris"],"location":"Blue Door"}
    Log breakfast: oatmeal and coffee
      journal__create_meal {"meal":"breakfast","title":"Breakfast: oatmeal, coffee","start":"2026-11-22T08:00","time_zone":"Europe/Berlin","notes":"Log breakfast: oatmeal and coffee","items":[{"name":"oatmeal"},{"name":"coffee"}]}
    I ate a sandwich for lunch at 12:30
      journal__create_meal {"meal":"lunch","title":"Lunch: sandwich","start":"2026-11-22T12:30","time_zone":"Europe/Berlin","notes":"I ate a sandwich for lunch at 12:30","items":[{"name":"sandwich"}]}
    Had pasta and a salad for dinner yesterday
      journal__create_meal {"meal":"dinner","title":"Dinner: pasta, salad","start":"2026-11-21T20:00","time_zone":"Europe/Berlin","notes":"Had pasta and a salad for dinner yesterday","items":[{"name":"pasta"},{"name":"salad"}]}
    dinner at 8 yesterday with Asha, Ben and my sister at the Blue Door
      journal__create_meal {"meal":"dinner","title":"Dinner with Asha, Ben and my sister at Blue Door","start":"2026-11-21T20:00","time_zone":"Europe/Berlin","notes":"dinner at 8 yesterday with Asha, Ben and my sister at the Blue Door","participants":["Asha","Ben"],"location":"Blue Door"}
    I had lunch with Asha at Blue Door. It rained all the time.
      journal__create_meal {"meal":"lunch","title":"Lunch with Asha at Blue Door","start":"2026-11-22T13:00","time_zone":"Europe/Berlin","notes":"I had lunch with Asha at Blue Door. It rained all the time.","participants":["Asha"],"location":"Blue Door"}
    I ate an apple
      journal__create_meal {"meal":"dinner","title":"Dinner: apple","start":"2026-11-22T20:00","time_zone":"Europe/Berlin","notes":"I ate an apple","items":[{"name":"apple"}]}
    We had a late brunch on Sunday: eggs, toast
      journal__create_meal {"meal":"brunch","title":"Brunch: late eggs, toast","start":"2026-11-15T11:00","time_zone":"Europe/Berlin","notes":"We had a late brunch on Sunday: eggs, toast","items":[{"name":"late eggs"},{"name":"toast"}]}
    "#);
}

#[test]
fn events_are_recorded_on_their_day() {
    let said = [
        "I met Iris at Blue Door at 15:00",
        "Log an event: dentist yesterday at 9:30",
        "I visited my parents on Sunday",
        "Watched a film with Tomás last night",
        "I bought a new bike",
        "I ran into Asha at the market",
        "I met Iris tomorrow at 9",
    ];
    assert_snapshot!(table(&said), @r#"
    I met Iris at Blue Door at 15:00
      journal__create_event {"kind":"social","title":"Met Iris","start":"2026-11-22T15:00","time_zone":"Europe/Berlin","notes":"I met Iris at Blue Door at 15:00","participants":["Iris"],"location":"Blue Door"}
    Log an event: dentist yesterday at 9:30
      journal__create_event {"kind":"generic","title":"Dentist","start":"2026-11-21T09:30","time_zone":"Europe/Berlin","notes":"Log an event: dentist yesterday at 9:30"}
    I visited my parents on Sunday
      journal__create_event {"kind":"social","title":"Visited my parents","start":"2026-11-15","time_zone":"Europe/Berlin","notes":"I visited my parents on Sunday"}
    Watched a film with Tomás last night
      journal__create_event {"kind":"entertainment","title":"Watched a film with Tomás","start":"2026-11-21T21:00","time_zone":"Europe/Berlin","notes":"Watched a film with Tomás last night","participants":["Tomás"]}
    I bought a new bike
      journal__create_event {"kind":"generic","title":"Bought a new bike","start":"2026-11-22T22:10","time_zone":"Europe/Berlin","notes":"I bought a new bike"}
    I ran into Asha at the market
      journal__create_event {"kind":"generic","title":"Ran into Asha","start":"2026-11-22T22:10","time_zone":"Europe/Berlin","notes":"I ran into Asha at the market","location":"market"}
    I met Iris tomorrow at 9
      That lies ahead, and as the demo model I only write down what has happened.
    "#);
}

#[test]
fn entries_keep_the_words() {
    let said = [
        "Note: the garden gate needs oil",
        "Journal: a calm day, I finally finished the shelf",
        "Remember that Iris likes jasmine tea",
        "Write in my journal that the first frost came.",
        "Dear diary, it snowed: 3 cm!",
        "note:",
    ];
    assert_snapshot!(table(&said), @r#"
    Note: the garden gate needs oil
      journal__log_journal_entry {"text":"the garden gate needs oil","entry_type":"journal"}
    Journal: a calm day, I finally finished the shelf
      journal__log_journal_entry {"text":"a calm day, I finally finished the shelf","entry_type":"journal"}
    Remember that Iris likes jasmine tea
      journal__log_journal_entry {"text":"Iris likes jasmine tea","entry_type":"fact"}
    Write in my journal that the first frost came.
      journal__log_journal_entry {"text":"the first frost came.","entry_type":"journal"}
    Dear diary, it snowed: 3 cm!
      journal__log_journal_entry {"text":"it snowed: 3 cm!","entry_type":"journal"}
    note:
      What shall I write down? Say it in one message: “Note: the garden gate needs oil”.
    "#);
}

#[test]
fn questions_look_where_the_answer_is() {
    let said = [
        "What did I do yesterday?",
        "What did I do on Monday?",
        "what did i do on 2026-11-03",
        "What did I do last Friday?",
        "What happened on 3 November?",
        "what did i do 3 days ago",
        "What did I do today?",
        "How did I sleep?",
        "How did I sleep last night?",
        "How did I sleep on Monday?",
        "What is my plan for today?",
        "Plan for tomorrow",
        "What's on my calendar today?",
        "What meetings do I have this week?",
        "Show my appointments on Friday",
        "Show my unread mail",
        "Do I have new mail?",
        "Who owes whom?",
        "How much do I owe Iris?",
        "When did I last run?",
        "When did I last see Iris Moreno?",
        "When was the last time I had paella?",
        "How long is it since I went to the dentist?",
        "Search my journal for paella",
        "Find entries about the harbour",
        "find rain in my journal",
        "What did I write about Iris?",
        "Find a café",
        "Find a good restaurant near the office",
        "Where is a pharmacy near Blue Door?",
    ];
    assert_snapshot!(table(&said), @r#"
    What did I do yesterday?
      journal__get_timeline {"date":"2026-11-21","time_zone":"Europe/Berlin"}
    What did I do on Monday?
      journal__get_timeline {"date":"2026-11-16","time_zone":"Europe/Berlin"}
    what did i do on 2026-11-03
      journal__get_timeline {"date":"2026-11-03","time_zone":"Europe/Berlin"}
    What did I do last Friday?
      journal__get_timeline {"date":"2026-11-20","time_zone":"Europe/Berlin"}
    What happened on 3 November?
      journal__get_timeline {"date":"2026-11-03","time_zone":"Europe/Berlin"}
    what did i do 3 days ago
      journal__get_timeline {"date":"2026-11-19","time_zone":"Europe/Berlin"}
    What did I do today?
      journal__get_timeline {"date":"2026-11-22","time_zone":"Europe/Berlin"}
    How did I sleep?
      garmin__get_sleep_data {"date":"2026-11-22"}
      garmin__get_sleep_summary {"start_date":"2026-11-15","end_date":"2026-11-21"}
    How did I sleep last night?
      garmin__get_sleep_data {"date":"2026-11-22"}
      garmin__get_sleep_summary {"start_date":"2026-11-15","end_date":"2026-11-21"}
    How did I sleep on Monday?
      garmin__get_sleep_data {"date":"2026-11-16"}
      garmin__get_sleep_summary {"start_date":"2026-11-09","end_date":"2026-11-15"}
    What is my plan for today?
      journal__get_plan_vs_actual {"plan_date":"2026-11-22"}
      google-workspace__list_events {"start_date":"2026-11-22","end_date":"2026-11-22","max_results":50}
      google-workspace__list_tasks {"due_max":"2026-11-22"}
    Plan for tomorrow
      journal__get_plan_vs_actual {"plan_date":"2026-11-23"}
      google-workspace__list_events {"start_date":"2026-11-23","end_date":"2026-11-23","max_results":50}
      google-workspace__list_tasks {"due_max":"2026-11-23"}
    What's on my calendar today?
      google-workspace__list_events {"start_date":"2026-11-22","end_date":"2026-11-22","max_results":50}
    What meetings do I have this week?
      google-workspace__list_events {"start_date":"2026-11-16","end_date":"2026-11-22","max_results":50}
    Show my appointments on Friday
      google-workspace__list_events {"start_date":"2026-11-27","end_date":"2026-11-27","max_results":50}
    Show my unread mail
      google-workspace__search_emails {"unread":true,"max_results":10}
    Do I have new mail?
      google-workspace__search_emails {"unread":true,"max_results":10}
    Who owes whom?
      splitwise__splitwise_get_balances {}
    How much do I owe Iris?
      splitwise__splitwise_get_balances {}
    When did I last run?
      journal__query {"entity":"workouts","where":{"sport":"running","date":{"lte":"2026-11-22"}},"limit":12}
    When did I last see Iris Moreno?
      journal__query {"entity":"events","where":{"participants":{"contains":"Iris Moreno"},"date":{"lte":"2026-11-22"}},"limit":12}
    When was the last time I had paella?
      journal__query {"entity":"events","where":{"title":{"contains":"paella"},"date":{"lte":"2026-11-22"}},"limit":12}
      journal__query {"entity":"meals","where":{"items":{"contains":"paella"},"date":{"lte":"2026-11-22"}},"limit":12}
      journal__query {"entity":"journal_entries","where":{"text":{"contains":"paella"},"date":{"lte":"2026-11-22"}},"limit":12}
    How long is it since I went to the dentist?
      journal__query {"entity":"events","where":{"title":{"contains":"dentist"},"date":{"lte":"2026-11-22"}},"limit":12}
      journal__query {"entity":"meals","where":{"items":{"contains":"dentist"},"date":{"lte":"2026-11-22"}},"limit":12}
      journal__query {"entity":"journal_entries","where":{"text":{"contains":"dentist"},"date":{"lte":"2026-11-22"}},"limit":12}
    Search my journal for paella
      journal__search_journal {"query":"paella","limit":8}
    Find entries about the harbour
      journal__search_journal {"query":"harbour","limit":8}
    find rain in my journal
      journal__search_journal {"query":"rain","limit":8}
    What did I write about Iris?
      journal__search_journal {"query":"Iris","limit":8}
    Find a café
      journal__query {"entity":"locations","where":{"kind":"home"},"limit":1}
    Find a good restaurant near the office
      journal__query {"entity":"locations","where":{"kind":"work"},"limit":1}
    Where is a pharmacy near Blue Door?
      journal__query {"entity":"locations","where":{"name":{"contains":"Blue Door"}},"limit":1}
    "#);
}

#[test]
fn what_is_no_request_gets_the_list() {
    for text in ["I did not run today", "Why is the sky blue?", "", "?", "🦀", "I'll run tomorrow"] {
        let said = first(text);
        assert!(said.contains("demo model") && said.contains("Log a workout"), "{text}: {said}");
    }
}

#[test]
fn every_example_in_the_table_calls_or_greets() {
    for family in families() {
        for example in family.examples {
            let reply = answer(&request(example, tools()));
            let understood = !calls(&reply).is_empty() || family.title == "Hello and help";
            assert!(understood, "{}: {example}: {}", family.title, reply.text());
        }
    }
}

#[test]
fn an_answer_is_built_from_what_the_tools_gave() {
    let night = json!({
        "sandbox": true, "calendar_date": "2026-11-22", "start": "2026-11-21T23:21:00+01:00", "end": "2026-11-22T07:05:00+01:00",
        "sleep_score": 91, "asleep_s": 26880, "deep_s": 6000, "rem_s": 5400, "awake_s": 900,
    });
    let week = json!({"sandbox": true, "mean_asleep_s": 25200, "mean_sleep_score": 80});
    let request = answered(&request("How did I sleep?", tools()), &[(night, false), (week, false)]);
    assert_snapshot!(answer(&request).text(), @r#"
    The night to today: **7 h 28 min** asleep (23:21–07:05), score **91**; deep 1 h 40 min, REM 1 h 30 min, awake 15 min.

    The seven nights before: 7 h 00 min on average, score 80.

    *Demo data: this household is made up.*
    "#);
}

#[test]
fn before_dawn_the_night_before_is_told() {
    let not_over = json!({"code": "no_data_yet", "message": "The night is not over."});
    let week = json!({"mean_asleep_s": 25200, "mean_sleep_score": 80});
    let request = answered(&request("How did I sleep?", tools()), &[(not_over, true), (week.clone(), false)]);
    assert_eq!(calls(&answer(&request))[0].2, json!({"date": "2026-11-21"}));
    let night = json!({"asleep_s": 27000, "deep_s": 6000});
    let request = answered(&request, &[(night, false), (week, false)]);
    assert_snapshot!(answer(&request).text(), @r#"
    This night is not over yet. The night to yesterday: **7 h 30 min** asleep; deep 1 h 40 min.

    The seven nights before: 7 h 00 min on average, score 80.
    "#);
}

#[test]
fn what_was_saved_is_told_with_what_is_new() {
    let row = json!({
        "title": "Run", "date": "2026-11-22", "start": "2026-11-22T08:00:00+01:00", "workout": {"distance_m": 5000.0},
        "participants": [{"name": "Asha"}], "location": {"name": "River Park"},
    });
    let saved = json!({"existing": false, "also_created": [{"entity": "person", "name": "Asha"}], "row": row});
    let request = answered(&request("I ran 5 km this morning with Asha at River Park", tools()), &[(saved, false)]);
    assert_snapshot!(answer(&request).text(), @"Saved in your journal, today: 08:00 **Run**, 5 km, with Asha, at River Park. New there: Asha (a person).");
}

#[test]
fn a_failure_is_told_with_its_remedy() {
    let missing = json!({
        "code": "credential_missing", "message": "Splitwise is not connected.", "retriable": false,
        "remedy": "Connect it, or switch the demo household on.",
    });
    let request = answered(&request("Who owes whom?", tools()), &[(missing, true)]);
    assert_snapshot!(answer(&request).text(), @"I cannot tell who owes whom. Splitwise is not connected. Connect it in the settings, or move the demo household in.");
}

#[test]
fn a_service_that_is_away_is_named() {
    let journal = |tool: &ToolDefinition| tool.name.starts_with("journal__");
    let request = request("What is my plan for today?", tools().into_iter().filter(journal).collect());
    let none = json!({"code": "not_found", "message": "There is no plan."});
    assert_snapshot!(answer(&answered(&request, &[(none, true)])).text(), @r#"
    **Today**

    No plan is written for this day.

    I cannot see Google Workspace now: its service is not connected.
    "#);
    let alone = self::request("How did I sleep?", Vec::new());
    assert_snapshot!(answer(&alone).text(), @"I cannot tell how you slept. I cannot see Garmin now: its service is not connected.");
}

#[test]
fn an_answer_that_a_restart_broke_off_goes_on_where_it_stopped() {
    let request = answered(&request("Who owes whom?", tools()), &[(json!({"people": []}), false)]);
    let whole = answer(&request).text();
    let mut broken = request.clone();
    let said = ReplyBlock::Text { text: whole[..20].to_owned(), raw: Value::Null };
    broken.messages.push(Message::Reply { provider: Provider::Demo, blocks: vec![said] });
    broken.messages.push(Message::User { text: String::new(), note: Some("Go on.".to_owned()) });
    assert_eq!(answer(&broken).text(), whole[20..]);
}

#[test]
fn the_ids_of_calls_do_not_repeat_in_a_thread() {
    let first = request("Who owes whom?", tools());
    let mut again = answered(&first, &[(json!({"people": []}), false)]);
    again.messages.push(Message::Reply { provider: Provider::Demo, blocks: answer(&again).blocks });
    again.messages.push(first.messages[0].clone());
    assert_ne!(calls(&answer(&first))[0].0, calls(&answer(&again))[0].0);
}

/// Words that mean something to the demo model, and some that do not.
fn words() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "I",
        "ran",
        "had",
        "lunch",
        "with",
        "Iris",
        "and",
        "my",
        "at",
        "9",
        "15:30",
        "noon",
        "on",
        "Monday",
        "last",
        "Friday",
        "yesterday",
        "5",
        "km",
        "30",
        "minutes",
        "an",
        "hour",
        "what",
        "did",
        "do",
        "when",
        "find",
        "café",
        "near",
        "home",
        "who",
        "owes",
        "note:",
        "that",
        "in",
        "99999999999999999999",
        "days",
        "ago",
        "2026-11-03",
        "31",
        "February",
        "3rd",
        "of",
        "sleep",
        "calendar",
        "mail?",
        "plan",
        "search",
        "for",
        "the",
        "weeks",
        "1e308",
        "half",
        "this",
        "week",
        "log",
        "event",
        "a",
        "-",
        "…",
        "İ",
        "🦀",
        "\u{301}",
    ]);
    prop::collection::vec(prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,12}"], 0..14)
        .prop_map(|words| words.join(" "))
}

/// What a tool could give: nothing good among it.
fn outputs() -> impl Strategy<Value = (Value, bool)> {
    let thing = prop::sample::select(vec![
        json!(null),
        json!("cut off"),
        json!({}),
        json!([]),
        json!({"items": [{"type": "event"}, 3, null, {"date": "x", "start": 5}]}),
        json!({"row": null}),
        json!({"people": [{"balance": 3}]}),
        json!({"events": [{"start": "2026-11-22T09:00:00Z", "end": "no"}]}),
        json!({"code": "upstream", "message": "It failed.", "remedy": ""}),
        json!({"items": [{"lat": 1e300, "lng": "x"}], "page": []}),
        json!({"asleep_s": -1e300, "sleep_score": {}, "sandbox": true}),
    ]);
    (thing, any::<bool>())
}

proptest! {
    #[test]
    fn any_text_ends_in_an_answer_within_three_rounds(
        text in words(),
        offered in prop::collection::vec(any::<bool>(), TOOLS.len()),
        outputs in prop::collection::vec(outputs(), 12),
        note in prop::sample::select(vec![NOTE, "Now: Monday 2026-01-05 00:00, Pacific/Apia.", "Now: x", "Now: Monday 9999-12-31 23:59, UTC."]),
    ) {
        let offered: Vec<ToolDefinition> = tools().into_iter().zip(offered).filter(|(_, is_offered)| *is_offered).map(|(tool, _)| tool).collect();
        let mut request = request(&text, offered);
        request.messages = vec![Message::User { text, note: Some(note.to_owned()) }];
        for round in 0.. {
            let reply = answer(&request);
            let calls = calls(&reply);
            if calls.is_empty() {
                prop_assert!(!reply.text().trim().is_empty());
                prop_assert_eq!(reply.stop, StopReason::EndTurn);
                break;
            }
            prop_assert!(round < 3);
            prop_assert_eq!(reply.stop, StopReason::ToolUse);
            prop_assert!(calls.iter().all(|(_, name, _)| request.tools.iter().any(|tool| tool.name == *name)));
            request = answered(&request, &outputs[round * 4..][..4]);
        }
    }
}

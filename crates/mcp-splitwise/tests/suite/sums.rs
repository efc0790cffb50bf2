//! What the tools say adds up, on any day.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::at;

/// Hundredths of a decimal string: exact, as money must be.
fn cents(amount: &Value) -> i64 {
    let text = amount.as_str().expect("an amount is a string");
    let (whole, part) = text.trim_start_matches('-').split_once('.').expect("an amount has a point");
    assert_eq!(part.len(), 2, "{text}");
    let number = |digits: &str| digits.parse::<i64>().expect("digits");
    let size = number(whole) * 100 + number(part);
    if text.starts_with('-') { -size } else { size }
}

#[tokio::test]
async fn balances_are_the_sums_of_the_expenses_that_are_listed() {
    for back in 0..12 {
        let now = format!("{}T15:00:00Z", date(2026, 11, 22) - (back * 17).days());
        let splitwise = at(&now).await;
        let mut expected: BTreeMap<String, i64> = BTreeMap::new();
        let mut cursor = None;
        loop {
            let page =
                splitwise.call("splitwise_get_expenses", json!({"limit": 100, "cursor": cursor})).await.structured;
            for overview in page["expenses"].as_array().unwrap() {
                let id = &overview["expense_id"];
                let expense = splitwise.call("splitwise_get_expense", json!({"expense_id": id})).await.structured;
                let users = expense["users"].as_array().unwrap();
                assert_eq!(users.iter().map(|user| cents(&user["paid_share"])).sum::<i64>(), cents(&expense["cost"]));
                assert_eq!(users.iter().map(|user| cents(&user["owed_share"])).sum::<i64>(), cents(&expense["cost"]));
                for repayment in expense["repayments"].as_array().unwrap() {
                    let (from, to) = (repayment["from"].as_str().unwrap(), repayment["to"].as_str().unwrap());
                    match (from, to) {
                        ("Nora Vidal", friend) => {
                            *expected.entry(friend.to_owned()).or_default() -= cents(&repayment["amount"]);
                        }
                        (friend, "Nora Vidal") => {
                            *expected.entry(friend.to_owned()).or_default() += cents(&repayment["amount"]);
                        }
                        _ => {}
                    }
                }
            }
            let Some(next) = page["page"]["next_cursor"].as_str() else { break };
            cursor = Some(next.to_owned());
        }
        expected.retain(|_, balance| *balance != 0);
        let balances = splitwise.call("splitwise_get_balances", json!({})).await.structured;
        let people = balances["people"].as_array().unwrap();
        let told: BTreeMap<String, i64> =
            people.iter().map(|one| (one["name"].as_str().unwrap().to_owned(), cents(&one["balance"]))).collect();
        assert_eq!(told, expected, "at {now}");
        assert_eq!(cents(&balances["net"]), told.values().sum::<i64>());
        assert_eq!(cents(&balances["net"]), cents(&balances["owed_to_user"]) - cents(&balances["user_owes"]));
    }
}

#[tokio::test]
async fn a_group_owes_itself_nothing() {
    let splitwise = at("2026-10-14T15:00:00Z").await;
    for group_id in [71_200_001, 71_200_002, 71_200_003] {
        let group = splitwise.call("splitwise_get_group", json!({"group_id": group_id})).await.structured;
        let members = group["members"].as_array().unwrap();
        assert_eq!(members.iter().map(|member| cents(&member["balance"])).sum::<i64>(), 0);
        for member in members {
            let sum = |key: &str| -> i64 {
                let debts = group["debts"].as_array().unwrap().iter();
                debts.filter(|debt| debt[key] == member["user_id"]).map(|debt| cents(&debt["amount"])).sum()
            };
            assert_eq!(cents(&member["balance"]), sum("to_user_id") - sum("from_user_id"), "{member}");
        }
    }
}

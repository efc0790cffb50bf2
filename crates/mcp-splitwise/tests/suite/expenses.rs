use serde_json::json;

use crate::{at, splitwise};

#[tokio::test]
async fn who_the_user_is() {
    insta::assert_snapshot!(splitwise().await.call("splitwise_get_current_user", json!({})).await, @r#"
    [demo data] Nora Vidal (nora@vidal.example), user 52100001, EUR
    {
      "sandbox": true,
      "user_id": 52100001,
      "name": "Nora Vidal",
      "email": "nora@vidal.example",
      "default_currency": "EUR",
      "locale": "en",
      "time_zone": "Europe/Madrid"
    }
    "#);
}

#[tokio::test]
async fn balances() {
    insta::assert_snapshot!(splitwise().await.call("splitwise_get_balances", json!({})).await, @r#"
    [demo data] You are owed 319.34 EUR and owe 19.49 EUR, net 299.85 EUR.
    - Tomás owes you 104.09 EUR
    - Iris owes you 144.75 EUR
    - Jonas owes you 70.50 EUR
    - you owe Marc 7.68 EUR
    - you owe Elena 11.81 EUR
    {
      "sandbox": true,
      "currency_code": "EUR",
      "owed_to_user": "319.34",
      "user_owes": "19.49",
      "net": "299.85",
      "people": [
        {
          "user_id": 52100002,
          "name": "Tomás Ferrer",
          "balance": "104.09"
        },
        {
          "user_id": 52100011,
          "name": "Iris Moreno",
          "balance": "144.75"
        },
        {
          "user_id": 52100012,
          "name": "Jonas Beck",
          "balance": "70.50"
        },
        {
          "user_id": 52100014,
          "name": "Marc Soler",
          "balance": "-7.68"
        },
        {
          "user_id": 52100015,
          "name": "Elena Costa",
          "balance": "-11.81"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn friends() {
    insta::assert_snapshot!(splitwise().await.call("splitwise_get_friends", json!({})).await.text, @"
    [demo data] 6 friends, balances in EUR:
    - Tomás Ferrer (user 52100002): 104.09
    - Iris Moreno (user 52100011): 144.75
    - Jonas Beck (user 52100012): 70.50
    - Priya Raman (user 52100013): 0.00
    - Marc Soler (user 52100014): -7.68
    - Elena Costa (user 52100015): -11.81
    ");
}

#[tokio::test]
async fn groups() {
    let splitwise = splitwise().await;
    insta::assert_snapshot!(splitwise.call("splitwise_get_groups", json!({})).await.text, @"
    [demo data] 3 groups, your balances in EUR:
    - Moreres 14 (group 71200001): -41.04
    - Friday dinners (group 71200002): -85.69
    - Weekends away (group 71200003): 434.26
    ");
    insta::assert_snapshot!(splitwise.call("splitwise_get_group", json!({"group_id": 71_200_001})).await, @r#"
    [demo data] Moreres 14, 2 members.
    - Nora Vidal owes Tomás Ferrer 41.04 EUR
    {
      "sandbox": true,
      "group_id": 71200001,
      "name": "Moreres 14",
      "group_type": "home",
      "currency_code": "EUR",
      "members": [
        {
          "user_id": 52100001,
          "name": "Nora Vidal",
          "balance": "-41.04"
        },
        {
          "user_id": 52100002,
          "name": "Tomás Ferrer",
          "balance": "41.04"
        }
      ],
      "debts": [
        {
          "from_user_id": 52100001,
          "from": "Nora Vidal",
          "to_user_id": 52100002,
          "to": "Tomás Ferrer",
          "amount": "41.04"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn expenses_of_two_weeks() {
    let asked = json!({"dated_after": "2026-11-06", "dated_before": "2026-11-19"});
    let found = splitwise().await.call("splitwise_get_expenses", asked).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 6 expenses.
    - Sat 2026-11-14 Market and groceries: 59.86 EUR paid by Tomás, your share 29.93 (expense_id 3802076703)
    - Sat 2026-11-14 Coffee after the run: 12.01 EUR paid by Marc, your share 6.01 (expense_id 3802076704)
    - Fri 2026-11-13 Dinner at Estanque Ramen: 158.28 EUR paid by Jonas, your share 31.66 (expense_id 3802076601)
    - Thu 2026-11-12 Internet: 39.90 EUR paid by Tomás, your share 19.95 (expense_id 3802076506)
    - Sat 2026-11-07 Market and groceries: 50.37 EUR paid by Tomás, your share 25.19 (expense_id 3802076003)
    - Fri 2026-11-06 Dinner at Níspero: 72.01 EUR paid by Jonas, your share 24.01 (expense_id 3802075901)
    ");
    insta::assert_snapshot!(found.structured["expenses"][0], @r#"{"expense_id":3802076703,"description":"Market and groceries","date":"2026-11-14","weekday":"Saturday","at":"2026-11-14T13:15:00+01:00","cost":"59.86","category":"Groceries","group":"Moreres 14","paid_by":"Tomás Ferrer","user_share":"29.93","payment":false}"#);
}

#[tokio::test]
async fn expenses_with_a_friend_and_of_a_group() {
    let splitwise = splitwise().await;
    let with_marc = splitwise.call("splitwise_get_expenses", json!({"friend_id": 52_100_014, "limit": 3})).await;
    insta::assert_snapshot!(with_marc.text, @"
    [demo data] 10 expenses.
    - Sat 2026-11-14 Coffee after the run: 12.01 EUR paid by Marc, your share 6.01 (expense_id 3802076704)
    - Sat 2026-10-31 Coffee after the run: 8.82 EUR paid by Nora, your share 4.41 (expense_id 3802075304)
    - Tue 2026-10-20 Payment from Nora to Marc: 0.05 EUR paid by Nora (expense_id 3802074221)
    (3 of 10; cursor 3 gives the next)
    ");
    let of_flat = splitwise.call("splitwise_get_expenses", json!({"group_id": 71_200_001, "limit": 100})).await;
    for expense in of_flat.structured["expenses"].as_array().unwrap() {
        assert_eq!(expense["group"], "Moreres 14");
    }
}

#[tokio::test]
async fn pages_hold_each_expense_once() {
    let splitwise = splitwise().await;
    let whole = splitwise.call("splitwise_get_expenses", json!({"limit": 100})).await;
    let whole = whole.structured["expenses"].as_array().unwrap().clone();
    let (mut paged, mut cursor) = (Vec::new(), None);
    loop {
        let page = splitwise.call("splitwise_get_expenses", json!({"limit": 7, "cursor": cursor})).await.structured;
        paged.extend(page["expenses"].as_array().unwrap().clone());
        let Some(next) = page["page"]["next_cursor"].as_str() else { break };
        cursor = Some(next.to_owned());
    }
    assert_eq!(paged, whole);
}

#[tokio::test]
async fn one_dinner() {
    let splitwise = splitwise().await;
    let dinner = json!({"dated_after": "2026-11-13", "dated_before": "2026-11-13"});
    let dinner = splitwise.call("splitwise_get_expenses", dinner).await;
    let id = &dinner.structured["expenses"][0]["expense_id"];
    insta::assert_snapshot!(splitwise.call("splitwise_get_expense", json!({"expense_id": id})).await, @r#"
    [demo data] Fri 2026-11-13 Dinner at Estanque Ramen: 158.28 EUR paid by Jonas, your share 31.66 (expense_id 3802076601)
    - Nora: paid 0.00, owes 31.66
    - Tomás: paid 0.00, owes 31.66
    - Iris: paid 0.00, owes 31.66
    - Jonas: paid 158.28, owes 31.65
    - Elena: paid 0.00, owes 31.65
    {
      "sandbox": true,
      "expense_id": 3802076601,
      "description": "Dinner at Estanque Ramen",
      "date": "2026-11-13",
      "weekday": "Friday",
      "at": "2026-11-13T22:40:00+01:00",
      "cost": "158.28",
      "category": "Dining out",
      "group": "Friday dinners",
      "paid_by": "Jonas Beck",
      "user_share": "31.66",
      "payment": false,
      "currency_code": "EUR",
      "category_id": 13,
      "group_id": 71200002,
      "users": [
        {
          "user_id": 52100001,
          "name": "Nora Vidal",
          "paid_share": "0.00",
          "owed_share": "31.66",
          "net_balance": "-31.66"
        },
        {
          "user_id": 52100002,
          "name": "Tomás Ferrer",
          "paid_share": "0.00",
          "owed_share": "31.66",
          "net_balance": "-31.66"
        },
        {
          "user_id": 52100011,
          "name": "Iris Moreno",
          "paid_share": "0.00",
          "owed_share": "31.66",
          "net_balance": "-31.66"
        },
        {
          "user_id": 52100012,
          "name": "Jonas Beck",
          "paid_share": "158.28",
          "owed_share": "31.65",
          "net_balance": "126.63"
        },
        {
          "user_id": 52100015,
          "name": "Elena Costa",
          "paid_share": "0.00",
          "owed_share": "31.65",
          "net_balance": "-31.65"
        }
      ],
      "repayments": [
        {
          "from_user_id": 52100001,
          "from": "Nora Vidal",
          "to_user_id": 52100012,
          "to": "Jonas Beck",
          "amount": "31.66"
        },
        {
          "from_user_id": 52100002,
          "from": "Tomás Ferrer",
          "to_user_id": 52100012,
          "to": "Jonas Beck",
          "amount": "31.66"
        },
        {
          "from_user_id": 52100011,
          "from": "Iris Moreno",
          "to_user_id": 52100012,
          "to": "Jonas Beck",
          "amount": "31.66"
        },
        {
          "from_user_id": 52100015,
          "from": "Elena Costa",
          "to_user_id": 52100012,
          "to": "Jonas Beck",
          "amount": "31.65"
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn the_twentieth_brings_payments() {
    let asked = json!({"dated_after": "2026-11-20", "dated_before": "2026-11-20", "limit": 50});
    let before = splitwise().await.call("splitwise_get_expenses", asked.clone()).await;
    assert_eq!(before.structured["page"]["total"], 0);
    let after = at("2026-11-20T18:30:00Z").await.call("splitwise_get_expenses", asked).await;
    insta::assert_snapshot!(after.text, @"
    [demo data] 8 expenses.
    - Fri 2026-11-20 Payment from Nora to Marc: 1.67 EUR paid by Nora (expense_id 3802077323)
    - Fri 2026-11-20 Payment from Jonas to Nora: 144.75 EUR paid by Jonas (expense_id 3802077322)
    - Fri 2026-11-20 Payment from Iris to Nora: 144.75 EUR paid by Iris (expense_id 3802077321)
    - Fri 2026-11-20 Payment from Tomás to Nora: 144.76 EUR paid by Tomás (expense_id 3802077320)
    - Fri 2026-11-20 Payment from Nora to Elena: 11.81 EUR paid by Nora (expense_id 3802077313)
    - Fri 2026-11-20 Payment from Nora to Jonas: 18.58 EUR paid by Nora (expense_id 3802077312)
    - Fri 2026-11-20 Payment from Tomás to Nora: 0.37 EUR paid by Tomás (expense_id 3802077311)
    - Fri 2026-11-20 Payment from Nora to Tomás: 2.32 EUR paid by Nora (expense_id 3802077310)
    ");
}

#[tokio::test]
async fn categories() {
    insta::assert_snapshot!(splitwise().await.call("splitwise_get_categories", json!({})).await.text, @"
    [demo data] Categories:
    - 5 Electricity (Utilities)
    - 8 TV/Phone/Internet (Utilities)
    - 12 Groceries (Food and drink)
    - 13 Dining out (Food and drink)
    - 18 General (Uncategorized)
    - 47 Hotel (Transportation)
    ");
}

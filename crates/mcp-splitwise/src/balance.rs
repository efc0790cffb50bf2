//! Who owes whom.

use household::{Cents, Window, person};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::{Amount, Ledger, friends, myself, user_id};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Balances {
    currency_code: &'static str,
    /// The sum of what others owe the user.
    owed_to_user: Amount,
    /// The sum of what the user owes others.
    user_owes: Amount,
    /// The difference of both.
    net: Amount,
    /// People with whom something is open.
    people: Vec<WithPerson>,
}

#[derive(Serialize, JsonSchema)]
struct WithPerson {
    user_id: u64,
    name: &'static str,
    /// Positive: they owe the user.
    balance: Amount,
}

pub(crate) fn balances(window: &Window) -> (Balances, String) {
    let ledger = Ledger::at(window);
    let open: Vec<_> = friends()
        .map(|friend| (friend, ledger.balance(myself(), friend)))
        .filter(|(_, balance)| *balance != Cents(0))
        .collect();
    let claims: Cents = open.iter().map(|(_, balance)| *balance).filter(|balance| balance.0 > 0).sum();
    let debts: Cents = open.iter().map(|(_, balance)| -*balance).filter(|balance| balance.0 > 0).sum();
    let currency = person().currency;
    let lines: Vec<String> = open
        .iter()
        .map(|(friend, balance)| match balance {
            Cents(1..) => format!("\n- {} owes you {balance} {currency}", friend.first_name),
            _ => format!("\n- you owe {} {} {currency}", friend.first_name, -*balance),
        })
        .collect();
    let text = format!(
        "You are owed {claims} {currency} and owe {debts} {currency}, net {} {currency}.{}",
        claims - debts,
        lines.concat()
    );
    let people = open
        .iter()
        .map(|(friend, balance)| WithPerson { user_id: user_id(friend), name: friend.name, balance: Amount(*balance) })
        .collect();
    let balances = Balances {
        currency_code: currency,
        owed_to_user: Amount(claims),
        user_owes: Amount(debts),
        net: Amount(claims - debts),
        people,
    };
    (balances, text)
}

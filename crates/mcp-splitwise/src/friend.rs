//! The user and their friends.

use household::{GROUPS, Human, Window, person};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::{self, Amount, Ledger, user_id};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    user_id: u64,
    name: &'static str,
    email: &'static str,
    default_currency: &'static str,
    locale: &'static str,
    time_zone: &'static str,
}

pub(crate) fn myself(_: &Window) -> (Account, String) {
    let person = person();
    let Human { name, email, .. } = *person.human;
    let user_id = user_id(person.human);
    let text = format!("{name} ({email}), user {user_id}, {}", person.currency);
    let (default_currency, locale, time_zone) = (person.currency, person.locale, person.zone);
    (Account { user_id, name, email, default_currency, locale, time_zone }, text)
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Friends {
    currency_code: &'static str,
    friends: Vec<WithBalance>,
}

#[derive(Serialize, JsonSchema)]
struct WithBalance {
    user_id: u64,
    name: &'static str,
    email: &'static str,
    /// Positive: they owe the user.
    balance: Amount,
    /// Ids of the groups that both are in.
    group_ids: Vec<u64>,
}

pub(crate) fn friends(window: &Window) -> (Friends, String) {
    let ledger = Ledger::at(window);
    let friends: Vec<WithBalance> = ledger::friends()
        .map(|friend| WithBalance {
            user_id: user_id(friend),
            name: friend.name,
            email: friend.email,
            balance: Amount(ledger.balance(ledger::myself(), friend)),
            group_ids: GROUPS
                .iter()
                .filter(|group| group.members.contains(&friend))
                .map(|group| group.group_id)
                .collect(),
        })
        .collect();
    let told = |friend: &WithBalance| format!("\n- {} (user {}): {}", friend.name, friend.user_id, friend.balance.0);
    let lines: Vec<String> = friends.iter().map(told).collect();
    let currency_code = person().currency;
    let text = format!("{} friends, balances in {currency_code}:{}", friends.len(), lines.concat());
    (Friends { currency_code, friends }, text)
}

//! Groups.

use household::{GROUPS, Group, Window, person};
use mcp_kit::ToolError;
use sandbox::Found;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ledger::{Amount, Debt, Ledger, group_by_id, myself, user_id};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Groups {
    currency_code: &'static str,
    groups: Vec<Overview>,
}

#[derive(Serialize, JsonSchema)]
struct Overview {
    group_id: u64,
    name: &'static str,
    /// home, trip or other.
    group_type: &'static str,
    members: Vec<&'static str>,
    /// Positive: the user gets back.
    user_balance: Amount,
}

pub(crate) fn groups(window: &Window) -> (Groups, String) {
    let ledger = Ledger::at(window);
    let groups: Vec<Overview> = GROUPS.iter().map(|group| overview(&ledger, group)).collect();
    let told = |group: &Overview| format!("\n- {} (group {}): {}", group.name, group.group_id, group.user_balance.0);
    let lines: Vec<String> = groups.iter().map(told).collect();
    let currency_code = person().currency;
    let text = format!("{} groups, your balances in {currency_code}:{}", groups.len(), lines.concat());
    (Groups { currency_code, groups }, text)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ById {
    /// From `splitwise_get_groups`.
    group_id: u64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct OneGroup {
    group_id: u64,
    name: &'static str,
    group_type: &'static str,
    currency_code: &'static str,
    members: Vec<Member>,
    debts: Vec<Owing>,
}

#[derive(Serialize, JsonSchema)]
struct Member {
    user_id: u64,
    name: &'static str,
    /// Positive: gets back.
    balance: Amount,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Owing {
    from_user_id: u64,
    from: &'static str,
    to_user_id: u64,
    to: &'static str,
    amount: Amount,
}

impl From<Debt> for Owing {
    fn from(debt: Debt) -> Self {
        Self {
            from_user_id: user_id(debt.from),
            from: debt.from.name,
            to_user_id: user_id(debt.to),
            to: debt.to.name,
            amount: Amount(debt.amount),
        }
    }
}

pub(crate) fn group(window: &Window, asked: &ById) -> Found<OneGroup> {
    let group =
        group_by_id(asked.group_id).ok_or_else(|| ToolError::not_found(format_args!("group {}", asked.group_id)))?;
    let ledger = Ledger::at(window).of_group(group);
    let debts: Vec<Owing> = ledger.debts(group.members).into_iter().map(Owing::from).collect();
    let member = |human: &&'static household::Human| Member {
        user_id: user_id(human),
        name: human.name,
        balance: Amount(ledger.net(human)),
    };
    let currency_code = person().currency;
    let told = |debt: &Owing| format!("\n- {} owes {} {} {currency_code}", debt.from, debt.to, debt.amount.0);
    let lines: Vec<String> = debts.iter().map(told).collect();
    let text = format!("{}, {} members.{}", group.name, group.members.len(), lines.concat());
    let found = OneGroup {
        group_id: group.group_id,
        name: group.name,
        group_type: group.kind,
        currency_code,
        members: group.members.iter().map(member).collect(),
        debts,
    };
    Ok((found, text))
}

fn overview(ledger: &Ledger, group: &Group) -> Overview {
    Overview {
        group_id: group.group_id,
        name: group.name,
        group_type: group.kind,
        members: group.members.iter().map(|human| human.first_name).collect(),
        user_balance: Amount(ledger.of_group(group).net(myself())),
    }
}

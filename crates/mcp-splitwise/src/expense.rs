//! Expenses and payments.

use household::{Cents, Expense, Window, person};
use mcp_kit::ToolError;
use sandbox::{At, Found, IsoDate, Page};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::group::Owing;
use crate::ledger::{Amount, Debt, Ledger, friend_by_id, group_by_id, myself, user_id};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    group_id: Option<u64>,
    /// A friend's `user_id`; not together with `group_id`.
    friend_id: Option<u64>,
    /// First local day, included.
    dated_after: Option<IsoDate>,
    /// Last local day, included.
    dated_before: Option<IsoDate>,
    /// At most 100; 10 if left out.
    limit: Option<usize>,
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Listing {
    currency_code: &'static str,
    expenses: Vec<Overview>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
struct Overview {
    expense_id: u64,
    description: String,
    #[serde(flatten)]
    at: At,
    cost: Amount,
    category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'static str>,
    paid_by: &'static str,
    /// What the user has to bear of it.
    user_share: Amount,
    /// True for a payment between two people.
    payment: bool,
}

pub(crate) fn expenses(window: &Window, asked: &Filter) -> Found<Listing> {
    if asked.group_id.is_some() && asked.friend_id.is_some() {
        return Err(ToolError::invalid_argument("friend_id", "give either group_id or friend_id"));
    }
    let group =
        asked.group_id.map(|id| group_by_id(id).ok_or_else(|| ToolError::not_found(format_args!("group {id}"))));
    let friend =
        asked.friend_id.map(|id| friend_by_id(id).ok_or_else(|| ToolError::not_found(format_args!("friend {id}"))));
    let (group, friend) = (group.transpose()?, friend.transpose()?);
    let concerns = |expense: &Expense, who| expense.shares.iter().any(|share| share.who == who);
    let fits = |expense: &Expense| {
        let day = expense.at.date();
        let of_person = group.is_some() || concerns(expense, myself());
        of_person
            && group.is_none_or(|group| expense.group == Some(group))
            && friend.is_none_or(|friend| concerns(expense, friend))
            && asked.dated_after.is_none_or(|IsoDate(first)| day >= first)
            && asked.dated_before.is_none_or(|IsoDate(last)| day <= last)
    };
    let all: Vec<Expense> = Ledger::at(window).expenses.into_iter().rev().filter(fits).collect();
    let (expenses, page) = Page::of(all, asked.cursor.as_deref(), ("limit", asked.limit), 10, 100)?;
    let lines: Vec<String> = expenses.iter().map(|expense| format!("\n- {}", line(expense))).collect();
    let text = format!("{}.{}{}", page.count("expense", "expenses"), lines.concat(), page.hint());
    let expenses = expenses.iter().map(overview).collect();
    Ok((Listing { currency_code: person().currency, expenses, page }, text))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ById {
    /// From `splitwise_get_expenses`.
    expense_id: u64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Detail {
    #[serde(flatten)]
    overview: Overview,
    currency_code: &'static str,
    category_id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<u64>,
    /// Everyone concerned: paid and owed shares each add up to the cost.
    users: Vec<Part>,
    repayments: Vec<Owing>,
}

#[derive(Serialize, JsonSchema)]
struct Part {
    user_id: u64,
    name: &'static str,
    paid_share: Amount,
    owed_share: Amount,
    /// Paid less owed.
    net_balance: Amount,
}

pub(crate) fn expense(window: &Window, asked: &ById) -> Found<Detail> {
    let known = Ledger::at(window).expenses.into_iter().find(|expense| expense.expense_id == asked.expense_id);
    let expense = known.ok_or_else(|| ToolError::not_found(format_args!("expense {}", asked.expense_id)))?;
    let told =
        |share: &household::Share| format!("\n- {}: paid {}, owes {}", share.who.first_name, share.paid, share.owed);
    let lines: Vec<String> = expense.shares.iter().map(told).collect();
    let text = format!("{}{}", line(&expense), lines.concat());
    let payer = expense.payer();
    let detail = Detail {
        overview: overview(&expense),
        currency_code: person().currency,
        category_id: expense.category.id,
        group_id: expense.group.map(|group| group.group_id),
        users: expense.shares.iter().map(part).collect(),
        repayments: expense.debts().map(|(from, amount)| Debt { from, to: payer, amount }.into()).collect(),
    };
    Ok((detail, text))
}

fn overview(expense: &Expense) -> Overview {
    Overview {
        expense_id: expense.expense_id,
        description: expense.description.clone(),
        at: At::from(&expense.at),
        cost: Amount(expense.cost),
        category: expense.category.name,
        group: expense.group.map(|group| group.name),
        paid_by: expense.payer().name,
        user_share: Amount(own_share(expense)),
        payment: expense.settles.is_some(),
    }
}

fn part(share: &household::Share) -> Part {
    Part {
        user_id: user_id(share.who),
        name: share.who.name,
        paid_share: Amount(share.paid),
        owed_share: Amount(share.owed),
        net_balance: Amount(share.paid - share.owed),
    }
}

fn own_share(expense: &Expense) -> Cents {
    expense.shares.iter().find(|share| share.who == myself()).map_or(Cents(0), |share| share.owed)
}

fn line(expense: &Expense) -> String {
    let share = if expense.settles.is_some() { String::new() } else { format!(", your share {}", own_share(expense)) };
    format!(
        "{} {}: {} {} paid by {}{share} (expense_id {})",
        expense.at.strftime("%a %F"),
        expense.description,
        expense.cost,
        person().currency,
        expense.payer().first_name,
        expense.expense_id
    )
}

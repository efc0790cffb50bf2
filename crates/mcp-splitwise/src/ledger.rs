//! Sums over expenses: the one place where balances are made.

use household::{Cents, Expense, GROUPS, Group, Human, Window, people, person};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// An amount in an answer: a string with two decimals, in the user's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Amount(pub(crate) Cents);

impl JsonSchema for Amount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^-?\\d+\\.\\d{2}$"})
    }
}

/// Everything known at the moment.
pub(crate) struct Ledger {
    /// Oldest first.
    pub(crate) expenses: Vec<Expense>,
}

/// That somebody owes somebody.
#[derive(Clone, Copy)]
pub(crate) struct Debt {
    pub(crate) from: &'static Human,
    pub(crate) to: &'static Human,
    pub(crate) amount: Cents,
}

impl Ledger {
    pub(crate) fn at(window: &Window) -> Self {
        Self { expenses: household::ledger(window) }
    }

    /// The same, of one group only.
    pub(crate) fn of_group(&self, group: &Group) -> Self {
        let of_group = |expense: &&Expense| expense.group == Some(group);
        Self { expenses: self.expenses.iter().filter(of_group).cloned().collect() }
    }

    /// What `other` owes `one`; negative if it is the other way round.
    pub(crate) fn balance(&self, one: &Human, other: &Human) -> Cents {
        self.owes(other, one) - self.owes(one, other)
    }

    /// What somebody laid out beyond their own share.
    pub(crate) fn net(&self, who: &Human) -> Cents {
        let shares = self.expenses.iter().flat_map(|expense| &expense.shares).filter(|share| share.who == who);
        shares.map(|share| share.paid - share.owed).sum()
    }

    /// Who owes whom, each pair once, among `members`.
    pub(crate) fn debts(&self, members: &[&'static Human]) -> Vec<Debt> {
        let pairs = (0..members.len()).flat_map(|one| (one + 1..members.len()).map(move |other| (one, other)));
        pairs
            .map(|(one, other)| (members[one], members[other]))
            .filter_map(|(one, other)| match self.balance(one, other) {
                Cents(0) => None,
                owed @ Cents(1..) => Some(Debt { from: other, to: one, amount: owed }),
                owes => Some(Debt { from: one, to: other, amount: -owes }),
            })
            .collect()
    }

    fn owes(&self, debtor: &Human, creditor: &Human) -> Cents {
        let lent = self.expenses.iter().filter(|expense| expense.payer() == creditor);
        lent.flat_map(Expense::debts).filter(|(who, _)| *who == debtor).map(|(_, amount)| amount).sum()
    }
}

/// The person herself.
pub(crate) fn myself() -> &'static Human {
    person().human
}

/// Everyone that the person shares expenses with.
pub(crate) fn friends() -> impl Iterator<Item = &'static Human> {
    people().iter().copied().filter(|human| human.splitwise_id.is_some())
}

pub(crate) fn friend_by_id(id: u64) -> Option<&'static Human> {
    friends().find(|human| human.splitwise_id == Some(id))
}

pub(crate) fn group_by_id(id: u64) -> Option<&'static Group> {
    GROUPS.iter().copied().find(|group| group.group_id == id)
}

/// The number of somebody who uses Splitwise.
pub(crate) fn user_id(human: &Human) -> u64 {
    human.splitwise_id.expect("whoever has a share has a Splitwise number")
}

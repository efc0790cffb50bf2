//! Shared money: who paid, who owes, to the cent.

use std::fmt;

use jiff::civil::{Date, Weekday, date};
use jiff::{ToSpan, Zoned};
use serde::Serialize;

use crate::dice::{Dice, ordinal};
use crate::dinner::dinner_out;
use crate::outing::coffee_company;
use crate::person::{ELENA, Human, IRIS, JONAS, MARC, MYSELF, TOMAS};
use crate::week::{at, trip};
use crate::window::Window;

/// Hundredths of the person's currency. Written as a decimal string, as Splitwise does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i64);

impl fmt::Display for Cents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl Serialize for Cents {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::ops::Sub for Cents {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::ops::Neg for Cents {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl std::iter::Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        Self(parts.map(|part| part.0).sum())
    }
}

/// Something paid for others too, or a payment between two people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Expense {
    /// Splitwise's number.
    pub expense_id: u64,
    /// The group it was entered in; none between friends directly.
    pub group: Option<&'static Group>,
    /// What for.
    pub description: String,
    /// Splitwise's category.
    pub category: &'static Category,
    /// When it was paid.
    pub at: Zoned,
    /// The whole sum.
    pub cost: Cents,
    /// Everyone concerned; what they paid and what they owe both add up to `cost`.
    pub shares: Vec<Share>,
    /// For a payment: the first day of the month that it settles. None for an expense.
    pub settles: Option<Date>,
}

impl Expense {
    /// Who paid. Each expense of the household has one payer.
    pub fn payer(&self) -> &'static Human {
        self.shares.iter().find(|share| share.paid.0 > 0).map_or(&MYSELF, |share| share.who)
    }

    /// Who now owes the payer how much.
    pub fn debts(&self) -> impl Iterator<Item = (&'static Human, Cents)> {
        let payer = self.payer();
        self.shares
            .iter()
            .filter(move |share| share.who != payer && share.owed.0 > 0)
            .map(|share| (share.who, share.owed))
    }
}

/// One person's part of an expense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Whose.
    pub who: &'static Human,
    /// What they laid out.
    pub paid: Cents,
    /// What they have to bear.
    pub owed: Cents,
}

/// A Splitwise group.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Splitwise's number.
    pub group_id: u64,
    /// As its members named it.
    pub name: &'static str,
    /// What Splitwise calls its type.
    pub kind: &'static str,
    /// Its members, the person among them.
    pub members: &'static [&'static Human],
}

/// A Splitwise category.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: &'static str,
    /// The category that it is part of.
    pub parent: &'static str,
}

const fn category(id: u32, name: &'static str, parent: &'static str) -> Category {
    Category { id, name, parent }
}

static GROCERIES: Category = category(12, "Groceries", "Food and drink");
static DINING_OUT: Category = category(13, "Dining out", "Food and drink");
static ELECTRICITY: Category = category(5, "Electricity", "Utilities");
static INTERNET: Category = category(8, "TV/Phone/Internet", "Utilities");
static HOTEL: Category = category(47, "Hotel", "Transportation");
static PAYMENT: Category = category(18, "General", "Uncategorized");

/// The categories that the household uses.
pub static CATEGORIES: &[&Category] = &[&ELECTRICITY, &INTERNET, &GROCERIES, &DINING_OUT, &PAYMENT, &HOTEL];

static FLAT: Group = Group { group_id: 71_200_001, name: "Moreres 14", kind: "home", members: &[&MYSELF, &TOMAS] };
pub(crate) static DINNERS: Group = Group {
    group_id: 71_200_002,
    name: "Friday dinners",
    kind: "other",
    members: &[&MYSELF, &TOMAS, &IRIS, &JONAS, &ELENA, &MARC],
};
pub(crate) static AWAY: Group =
    Group { group_id: 71_200_003, name: "Weekends away", kind: "trip", members: &[&MYSELF, &TOMAS, &IRIS, &JONAS] };

/// The person's groups.
pub static GROUPS: &[&Group] = &[&FLAT, &DINNERS, &AWAY];

/// Everything that can be seen in Splitwise at a moment, oldest first.
///
/// It reaches back to the first of a month and leaves out payments for what was spent before, so that what people owe one
/// another is exactly the sum of what is listed.
pub fn ledger(window: &Window) -> Vec<Expense> {
    let opened = window.first.first_of_month();
    let days = (window.today - opened).get_days();
    let all = (0..=days).flat_map(|offset| expenses(opened + offset.days()));
    let known = |expense: &Expense| window.has_come(&expense.at) && expense.settles.is_none_or(|month| month >= opened);
    let mut ledger: Vec<Expense> = all.filter(known).collect();
    ledger.sort_by_cached_key(|expense| expense.at.timestamp());
    ledger
}

/// Everything paid on a date, payments included.
pub fn expenses(date: Date) -> Vec<Expense> {
    let mut expenses = shared(date);
    if date.day() == 20 {
        expenses.extend(settlement(date));
    }
    expenses
}

/// The number of a date's dinner bill.
pub(crate) fn dinner_id(date: Date) -> u64 {
    expense_id(date, 1)
}

/// The month's electricity, which the bill in the mail and the expense both name.
pub(crate) fn electricity(date: Date) -> Option<Cents> {
    (date.day() == 3).then(|| Cents(i64::from(Dice::of(date, "electricity").between(4_310, 9_780))))
}

fn shared(date: Date) -> Vec<Expense> {
    let mut dice = Dice::of(date, "expenses");
    let mut expenses = Vec::new();
    if let Some(dinner) = dinner_out(date) {
        let mut table: Vec<&'static Human> = vec![&MYSELF];
        table.extend(dinner.with.iter().filter(|human| human.splitwise_id.is_some()));
        let payer = dice.pick(&table);
        let what = format!("Dinner at {}", dinner.place.name);
        let split = EqualSplit { what, cost: dinner.cost, payer, among: &table };
        expenses.push(split.expense(dinner_id(date), dinner.end.clone(), Some(dinner.group), &DINING_OUT));
    }
    if let Some(trip) = trip(date).filter(|trip| trip.first == date) {
        let what = format!("{}, two nights", trip.destination.hotel.name);
        let cost = Cents(i64::from(dice.between(38_000, 56_000)));
        let split = EqualSplit { what, cost, payer: dice.pick(AWAY.members), among: AWAY.members };
        expenses.push(split.expense(expense_id(date, 2), at(date, 20, 40), Some(&AWAY), &HOTEL));
    }
    if date.weekday() == Weekday::Saturday && trip(date).is_none() {
        let cost = Cents(i64::from(dice.between(4_210, 8_690)));
        let payer = dice.pick(FLAT.members);
        let split = EqualSplit { what: "Market and groceries".into(), cost, payer, among: FLAT.members };
        expenses.push(split.expense(expense_id(date, 3), at(date, 13, 15), Some(&FLAT), &GROCERIES));
        if coffee_company(date).contains(&&MARC) {
            let cost = Cents(i64::from(dice.between(780, 1_290)));
            let pair: &[&'static Human] = &[&MYSELF, &MARC];
            let split = EqualSplit { what: "Coffee after the run".into(), cost, payer: dice.pick(pair), among: pair };
            expenses.push(split.expense(expense_id(date, 4), at(date, 11, 55), None, &DINING_OUT));
        }
    }
    if let Some(cost) = electricity(date) {
        let split = EqualSplit { what: "Electricity, Horta Energia".into(), cost, payer: &MYSELF, among: FLAT.members };
        expenses.push(split.expense(expense_id(date, 5), at(date, 9, 25), Some(&FLAT), &ELECTRICITY));
    }
    if date.day() == 12 {
        let split = EqualSplit { what: "Internet".into(), cost: Cents(3_990), payer: &TOMAS, among: FLAT.members };
        expenses.push(split.expense(expense_id(date, 6), at(date, 10, 5), Some(&FLAT), &INTERNET));
    }
    expenses
}

/// What is split equally, and among whom.
struct EqualSplit<'a> {
    what: String,
    cost: Cents,
    payer: &'static Human,
    among: &'a [&'static Human],
}

impl EqualSplit<'_> {
    fn expense(self, id: u64, at: Zoned, group: Option<&'static Group>, category: &'static Category) -> Expense {
        let heads = i64::try_from(self.among.len()).expect("few people share");
        let (each, left) = (self.cost.0 / heads, self.cost.0 % heads);
        // The cents that do not divide go one each to the first ones.
        let shares = (0..).zip(self.among).map(|(place, who)| Share {
            who,
            paid: if *who == self.payer { self.cost } else { Cents(0) },
            owed: Cents(each + i64::from(place < left)),
        });
        let shares = shares.collect();
        Expense { expense_id: id, group, description: self.what, category, at, cost: self.cost, shares, settles: None }
    }
}

/// On the twentieth everyone pays what the month before left open, group by group and pair by pair.
fn settlement(today: Date) -> Vec<Expense> {
    let month = today.first_of_month() - 1.month();
    let days = month.days_in_month();
    let spent: Vec<Expense> = (1..=days).flat_map(|day| shared(date(month.year(), month.month(), day))).collect();
    let mut payments = Vec::new();
    for group in GROUPS.iter().copied().map(Some).chain([None]) {
        let members = group.map_or(FRIENDS_AND_MYSELF, |group| group.members);
        for (place, one) in members.iter().copied().enumerate() {
            for other in members[place + 1..].iter().copied() {
                let open = owes(&spent, group, one, other).0 - owes(&spent, group, other, one).0;
                let (debtor, creditor) = if open > 0 { (one, other) } else { (other, one) };
                if open != 0 {
                    let number = 10 + u64::try_from(payments.len()).expect("few payments");
                    payments.push(payment(today, number, group, debtor, creditor, Cents(open.abs()), month));
                }
            }
        }
    }
    payments
}

static FRIENDS_AND_MYSELF: &[&Human] = &[&MYSELF, &TOMAS, &IRIS, &JONAS, &ELENA, &MARC];

/// What `debtor` came to owe `creditor` in a group.
fn owes(spent: &[Expense], group: Option<&'static Group>, debtor: &Human, creditor: &Human) -> Cents {
    let theirs = spent.iter().filter(|expense| expense.group == group && expense.payer() == creditor);
    theirs.flat_map(Expense::debts).filter(|(who, _)| *who == debtor).map(|(_, open)| open).sum()
}

fn payment(
    today: Date,
    number: u64,
    group: Option<&'static Group>,
    debtor: &'static Human,
    creditor: &'static Human,
    cost: Cents,
    month: Date,
) -> Expense {
    Expense {
        expense_id: expense_id(today, number),
        group,
        description: format!("Payment from {} to {}", debtor.first_name, creditor.first_name),
        category: &PAYMENT,
        at: at(today, 19, 5),
        cost,
        shares: vec![
            Share { who: debtor, paid: cost, owed: Cents(0) },
            Share { who: creditor, paid: Cents(0), owed: cost },
        ],
        settles: Some(month),
    }
}

fn expense_id(date: Date, number: u64) -> u64 {
    2_800_000_000 + ordinal(date) * 100 + number
}

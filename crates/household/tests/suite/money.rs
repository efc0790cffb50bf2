//! Every cent is paid by someone and owed by someone.

use std::collections::BTreeMap;

use household::{Cents, Human, Window, day, ledger};
use proptest::prelude::*;

use crate::{dates, moments};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn shares_add_up_to_the_cost(date in dates()) {
        for expense in day(date).expenses {
            prop_assert!(expense.cost.0 > 0);
            prop_assert_eq!(expense.shares.iter().map(|share| share.paid).sum::<Cents>(), expense.cost);
            prop_assert_eq!(expense.shares.iter().map(|share| share.owed).sum::<Cents>(), expense.cost);
            let least = expense.shares.iter().map(|share| share.owed.0).min();
            let most = expense.shares.iter().map(|share| share.owed.0).max();
            // A payment is owed by one; everything else is split to within a cent.
            prop_assert!(expense.settles.is_some() || most.zip(least).is_some_and(|(most, least)| most - least <= 1));
        }
    }

    #[test]
    fn what_all_are_owed_is_what_all_owe(now in moments()) {
        let mut net: BTreeMap<&str, i64> = BTreeMap::new();
        for share in ledger(&Window::at(now)).iter().flat_map(|expense| &expense.shares) {
            *net.entry(share.who.key).or_default() += share.paid.0 - share.owed.0;
        }
        prop_assert_eq!(net.values().sum::<i64>(), 0);
    }

    #[test]
    fn the_twentieth_settles_the_month_before(now in moments()) {
        let window = Window::at(now);
        let all = ledger(&window);
        for payment in all.iter().filter(|expense| expense.settles.is_some()) {
            let month = payment.settles.unwrap();
            let (debtor, creditor) = (payment.shares[0].who, payment.shares[1].who);
            let spent: Vec<_> = all
                .iter()
                .filter(|expense| expense.settles.is_none() && expense.group == payment.group)
                .filter(|expense| expense.at.date().first_of_month() == month)
                .collect();
            let owes = |from: &Human, to: &Human| -> i64 {
                let lent = spent.iter().filter(|expense| expense.payer() == to);
                lent.flat_map(|expense| expense.debts()).filter(|(who, _)| *who == from).map(|(_, cents)| cents.0).sum()
            };
            prop_assert_eq!(owes(debtor, creditor) - owes(creditor, debtor), payment.cost.0);
        }
    }
}

#[test]
fn cents_are_written_as_decimals() {
    let written: Vec<String> = [0, 5, -5, 100, -12_345].into_iter().map(|cents| Cents(cents).to_string()).collect();
    assert_eq!(written, ["0.00", "0.05", "-0.05", "1.00", "-123.45"]);
}

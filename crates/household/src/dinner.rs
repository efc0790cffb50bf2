//! Dinners out: the one fact that the journal, the calendar, the mail and Splitwise all tell.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};

use crate::dice::Dice;
use crate::expense::{self, Cents, Group};
use crate::person::{ELENA, Human, IRIS, JONAS, MARC, TOMAS};
use crate::place::Place;
use crate::tables::{ESTANQUE, LA_BARRACA_BLAVA, NISPERO, TAQUERIA_LUZ};
use crate::week::{at, trip};

/// A dinner at a restaurant whose bill is shared.
pub(crate) struct DinnerOut {
    pub(crate) place: &'static Place,
    pub(crate) with: Vec<&'static Human>,
    pub(crate) start: Zoned,
    pub(crate) end: Zoned,
    pub(crate) cost: Cents,
    pub(crate) group: &'static Group,
}

/// Most Fridays at home with friends, and the Saturday of a trip.
pub(crate) fn dinner_out(date: Date) -> Option<DinnerOut> {
    let mut dice = Dice::of(date, "dinner out");
    let (place, with, group) = match (trip(date), date.weekday()) {
        (Some(trip), Weekday::Saturday) => {
            // Lucía eats, and does not use Splitwise: her plate is in everyone's share.
            (trip.destination.table, trip.with.to_vec(), &expense::AWAY)
        }
        (None, Weekday::Friday) if dice.chance(85) => {
            let place = dice.pick(&[&LA_BARRACA_BLAVA, &NISPERO, &TAQUERIA_LUZ, &ESTANQUE]);
            let friends: &[&[&'static Human]] =
                &[&[&IRIS, &JONAS], &[&IRIS, &JONAS, &ELENA], &[&MARC, &ELENA], &[&IRIS, &JONAS, &MARC], &[&ELENA]];
            let mut with = dice.pick(friends).to_vec();
            if dice.chance(70) {
                with.insert(0, &TOMAS);
            }
            (place, with, &expense::DINNERS)
        }
        _ => return None,
    };
    let start = at(date, 21, 0);
    let end = &start + i64::from(dice.between(18, 25) * 5).minutes();
    let heads = u32::try_from(with.len()).expect("a table seats few") + 1;
    let cost = Cents(i64::from(heads * dice.between(1_750, 3_400) + dice.between(0, 99)));
    Some(DinnerOut { place, with, start, end, cost, group })
}

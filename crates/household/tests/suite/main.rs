//! What must hold of every day, whichever it is, and how one day looks.

mod agreement;
mod money;
mod picture;
mod rhythm;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::{Strategy, any};

/// Any date of 180 years. (Before 1980 Spain changed its clocks in the evening, and some days had no eleven o'clock.)
fn dates() -> impl Strategy<Value = Date> {
    (0..65_000_i64).prop_map(|days| date(1980, 1, 1) + days.days())
}

/// Any moment of 180 years.
fn moments() -> impl Strategy<Value = jiff::Timestamp> {
    (dates(), any::<u16>()).prop_map(|(date, part)| {
        let midnight = date.to_zoned(household::zone().clone()).expect("the dates are in range");
        midnight.timestamp() + i64::from(part).seconds()
    })
}

use clock::Clock;
use db::{UserId, UtcTime};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::error::CallError;
use crate::moment;

/// Who writes or asks, when, and in which time zone.
#[derive(Clone)]
pub(crate) struct Author<'a> {
    pub(crate) user: &'a UserId,
    pub(crate) clock: &'a Clock,
    pub(crate) zone: TimeZone,
}

impl<'a> Author<'a> {
    /// The same author in the zone that the call names, if it names one.
    pub(crate) fn in_zone(&self, name: Option<&str>) -> Result<Author<'a>, CallError> {
        let zone = name.map_or_else(|| Ok(self.zone.clone()), |name| moment::zone("time_zone", name))?;
        Ok(Self { zone, ..self.clone() })
    }

    pub(crate) fn now(&self) -> UtcTime {
        self.clock.now().into()
    }

    pub(crate) fn today(&self) -> Date {
        moment::local_day(self.clock.now(), &self.zone)
    }

    pub(crate) fn id(&self) -> Uuid {
        self.clock.id()
    }
}

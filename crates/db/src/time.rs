use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};

/// A moment, UTC, in whole microseconds: `timestamptz` on PostgreSQL, an integer of microseconds since 1970 on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcTime(pub Timestamp);

/// PostgreSQL counts from 2000-01-01, so many microseconds after 1970
/// (<https://www.postgresql.org/docs/current/datatype-datetime.html>).
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

impl From<Timestamp> for UtcTime {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

impl From<UtcTime> for Timestamp {
    fn from(time: UtcTime) -> Self {
        time.0
    }
}

impl Type<Postgres> for UtcTime {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("timestamptz")
    }
}

impl Encode<'_, Postgres> for UtcTime {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode(self.0.as_microsecond() - POSTGRES_EPOCH, buf)
    }
}

impl Decode<'_, Postgres> for UtcTime {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => {
                let micros = <i64 as Decode<Postgres>>::decode(value)?;
                Ok(Self(Timestamp::from_microsecond(micros + POSTGRES_EPOCH)?))
            }
            PgValueFormat::Text => Err("times are read through prepared statements, which answer in binary".into()),
        }
    }
}

impl Type<Sqlite> for UtcTime {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }
    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for UtcTime {
    fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode(self.0.as_microsecond(), buf)
    }
}

impl Decode<'_, Sqlite> for UtcTime {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<Sqlite>>::decode(value)?;
        Ok(Self(Timestamp::from_microsecond(micros)?))
    }
}

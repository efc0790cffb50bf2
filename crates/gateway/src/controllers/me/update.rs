use axum::Json;
use axum::extract::State;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use store::User;
use utoipa::ToSchema;

use super::{Me, QuietHours};
use crate::auth::Caller;
use crate::extract::JsonBody;
use crate::{Gateway, Problem};

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct MeChange {
    display_name: Option<String>,
    time_zone: Option<String>,
    locale: Option<String>,
    /// Null takes them away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<QuietHours>)]
    #[expect(clippy::option_option, reason = "left out and null are two things here")]
    quiet_hours: Option<Option<QuietHours>>,
}

/// Change how I am called, where I am and when I am left in peace.
#[utoipa::path(patch, path = "/api/me", tag = "account", request_body = MeChange, responses((status = 200, body = Me, description = "The user, changed.")))]
pub(crate) async fn me_update(
    State(gateway): State<Gateway>,
    caller: Caller,
    JsonBody(change): JsonBody<MeChange>,
) -> Result<Json<Me>, Problem> {
    let mut tx = gateway.db.begin(&caller.user).await?;
    let user = store::user_get(&mut tx, &caller.user).await?.ok_or_else(Problem::unauthorized)?;
    let user = changed(user, change)?;
    store::user_update(&mut tx, &user).await?;
    let me = Me::of(&gateway, &mut tx, &caller, user).await?;
    tx.commit().await?;
    Ok(Json(me))
}

fn changed(mut user: User, change: MeChange) -> Result<User, Problem> {
    if let Some(name) = change.display_name {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.contains(char::is_control) {
            return Err(Problem::invalid("display_name_invalid", "A name is one line of 1 to 80 characters."));
        }
        name.clone_into(&mut user.display_name);
    }
    if let Some(zone) = change.time_zone {
        let known = TimeZone::get(&zone).ok();
        let name = known.as_ref().and_then(TimeZone::iana_name).ok_or_else(|| {
            Problem::invalid("time_zone_invalid", "A time zone is an IANA name such as “Europe/Zurich” or “UTC”.")
        })?;
        name.clone_into(&mut user.time_zone);
    }
    if let Some(locale) = change.locale {
        let tag = (2..=35).contains(&locale.len()) && locale.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !tag {
            return Err(Problem::invalid("locale_invalid", "A locale is a language tag such as “en” or “de-CH”."));
        }
        user.locale = locale;
    }
    if let Some(hours) = change.quiet_hours {
        let written = |hours: QuietHours| {
            hours.written().ok_or_else(|| {
                let detail = "Quiet hours are {\"from\": \"22:00\", \"to\": \"07:00\"}, or null for none.";
                Problem::invalid("quiet_hours_invalid", detail)
            })
        };
        user.quiet_hours = hours.map(written).transpose()?;
    }
    Ok(user)
}

/// Tells a field that is null from one that is not there.
#[expect(clippy::option_option, reason = "left out and null are two things here")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<QuietHours>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

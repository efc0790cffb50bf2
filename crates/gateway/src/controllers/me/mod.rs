//! The user who asks, as they see themself.

pub(crate) mod get;
pub(crate) mod update;

use agent::KeyOwner;
use db::{DbError, Tx};
use jiff::civil::Time;
use llm::Provider;
use serde::{Deserialize, Serialize};
use store::User;
use utoipa::ToSchema;

use crate::Gateway;
use crate::auth::Caller;

/// Who is asking.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    user_id: String,
    display_name: String,
    /// What the key or session that is used here allows: `personal` or `admin`.
    role: &'static str,
    /// An IANA name, for example `Europe/Zurich`.
    time_zone: String,
    /// A BCP 47 tag, for example `de-CH`.
    locale: String,
    /// When they are left in peace, by their own clock; null when never.
    quiet_hours: Option<QuietHours>,
    /// Whether the demo household lives in their account.
    demo: bool,
    llm: Llm,
}

/// From when to when, `HH:MM`; over midnight when `to` is not after `from`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct QuietHours {
    from: String,
    to: String,
}

/// The model that answers them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Llm {
    /// `claude`, `openai`, `ollama` or `demo`.
    #[schema(value_type = String)]
    provider: Provider,
    model: String,
    /// Whose key pays: `own`, `operator`, `none` (the operator's is not for them) or `demo`.
    key: &'static str,
}

impl Me {
    async fn of(gateway: &Gateway, tx: &mut Tx, caller: &Caller, user: User) -> Result<Self, DbError> {
        let keys = gateway.agent.keys();
        let (endpoint, key) = match keys.endpoint(tx, &caller.user, caller.allow_operator_llm).await? {
            Some((endpoint, KeyOwner::User)) => (endpoint, "own"),
            Some((endpoint, _)) if endpoint.provider == Provider::Demo => (endpoint, "demo"),
            Some((endpoint, KeyOwner::Operator | KeyOwner::Nobody)) => (endpoint, "operator"),
            None => (keys.operator.clone(), "none"),
        };
        Ok(Self {
            user_id: user.user_id.to_string(),
            display_name: user.display_name,
            role: caller.role.as_str(),
            time_zone: user.time_zone,
            locale: user.locale,
            quiet_hours: user.quiet_hours.as_deref().and_then(QuietHours::read),
            demo: user.demo,
            llm: Llm { provider: endpoint.provider, model: endpoint.model, key },
        })
    }
}

impl QuietHours {
    /// As the database has it: `22:00-07:00`.
    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        Some(Self { from: from.to_owned(), to: to.to_owned() })
    }

    /// For the database, if both are times of day.
    fn written(&self) -> Option<String> {
        let time = |text: &str| Time::strptime("%H:%M", text).ok().map(|time| time.strftime("%H:%M").to_string());
        Some(format!("{}-{}", time(&self.from)?, time(&self.to)?))
    }
}

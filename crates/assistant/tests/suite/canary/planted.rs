use std::sync::Arc;

/// Secrets of every kind, made for one run.
#[derive(Clone)]
pub(crate) struct Planted(Arc<Kinds>);

pub(crate) struct Kinds {
    /// Of the first user, whose turns spend on the operator's model key.
    pub(crate) keys: Vec<String>,
    /// Of a user with a model key of their own.
    pub(crate) connected_key: String,
    /// Opens nothing; the kind that somebody has for another place.
    pub(crate) wrong_key: String,
    /// The whole header of a browser that is signed in.
    pub(crate) cookie: String,
    /// What the browser was signed in with.
    pub(crate) sign_in_code: String,
    pub(crate) operator_key: String,
    pub(crate) own_model_key: String,
    pub(crate) settings: Settings,
}

/// Those that the operator sets.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) model_key: String,
    /// One that a user brings along, and the provider refuses.
    pub(crate) refused_model_key: String,
    pub(crate) internal_secret: String,
    pub(crate) master_key: String,
    pub(crate) previous_master_key: String,
    pub(crate) database_password: String,
    pub(crate) operator_key: String,
}

impl Settings {
    pub(crate) fn new() -> Self {
        Self {
            model_key: format!("sk-ant-{}", random()),
            refused_model_key: format!("sk-ant-refused-{}", random()),
            internal_secret: random() + &random(),
            master_key: random() + &random(),
            previous_master_key: random() + &random(),
            database_password: random(),
            operator_key: random(),
        }
    }
}

impl Planted {
    pub(crate) fn new(kinds: Kinds) -> Self {
        Self(Arc::new(kinds))
    }

    pub(crate) fn all(&self) -> Vec<(&'static str, String)> {
        let cookie = self.cookie.split_once('=').expect("a name and a value").1;
        let one = |kind, secret: &String| (kind, secret.clone());
        let mut all: Vec<_> = self.keys.iter().map(|key| one("an API key", key)).collect();
        all.extend([
            one("an API key", &self.connected_key),
            one("a wrong API key", &self.wrong_key),
            ("a session's cookie", cookie.to_owned()),
            one("a sign-in code", &self.sign_in_code),
            one("ASSISTANT_API_KEY", &self.operator_key),
            one("a user's own model key", &self.own_model_key),
            one("a model key that was refused", &self.settings.refused_model_key),
            one("ANTHROPIC_API_KEY", &self.settings.model_key),
            one("MCP_INTERNAL_SECRET", &self.settings.internal_secret),
            one("CREDENTIALS_ENCRYPTION_KEY", &self.settings.master_key),
            one("CREDENTIALS_ENCRYPTION_KEY_PREVIOUS", &self.settings.previous_master_key),
            one("a database's password", &self.settings.database_password),
        ]);
        all
    }
}

impl std::ops::Deref for Planted {
    type Target = Kinds;
    fn deref(&self) -> &Kinds {
        &self.0
    }
}

/// 128 random bits in hexadecimal digits.
pub(crate) fn random() -> String {
    format!("{:032x}", rand::random::<u128>())
}

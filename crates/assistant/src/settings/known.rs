use clap::ValueEnum;

use Reader::{Beside, Garmin, Gateway, GooglePlaces, GoogleWorkspace, Journal, Setup, Splitwise, Up};

/// Every setting there is. Whoever reads one must be named here, or a build with debug assertions stops; what a container is given
/// is compared with this (`tests/suite/deployment.rs`), and so is `deploy/.env.production.example`.
pub(crate) const SETTINGS: &[Setting] = &[
    plain(
        "ASSISTANT_DATA_DIR",
        &[Up, Gateway, Journal, Setup, Beside],
        "The folder of the embedded databases and of what lies beside them; ~/.local/share/assistant if unset.",
    ),
    plain(
        "ASSISTANT_BIND",
        &[Up, Gateway, Beside],
        "Where the gateway listens: address:port; 127.0.0.1:8080 if unset.",
    ),
    plain(
        "ASSISTANT_URL",
        &[Beside],
        "The gateway that `chat`, `demo` and `doctor` talk to; the one on this machine if unset.",
    ),
    plain(
        "ASSISTANT_PUBLIC_URL",
        &[Up, Gateway, Beside],
        "The addresses under which browsers reach the gateway through a proxy, with commas between; the first is in sign-in links.",
    ),
    plain(
        "ASSISTANT_TRUSTED_PROXIES",
        &[Up, Gateway, Beside],
        "The IP addresses of proxies whose word about a client's address is taken, with commas between.",
    ),
    secret(
        "ASSISTANT_API_KEY",
        &[Up, Gateway, Setup, Beside],
        "A key that opens the gateway for the first user from its first start on; `chat`, `demo` and `doctor` send it.",
    ),
    secret(
        "SYSTEM_DB_URL",
        &[Gateway, Setup, Beside],
        "The system database on PostgreSQL, as the role that the gateway uses; the embedded one if unset.",
    ),
    secret(
        "SYSTEM_DB_ADMIN_URL",
        &[Setup],
        "A role on that server that may make databases and roles, for the set-up alone.",
    ),
    secret(
        "CREDENTIALS_ENCRYPTION_KEY",
        &[Up, Gateway, Beside],
        "Seals what people connect: 64 hexadecimal characters; with the embedded database a key of the data folder if unset.",
    ),
    secret(
        "CREDENTIALS_ENCRYPTION_KEY_PREVIOUS",
        &[Up, Gateway, Beside],
        "The key that sealed it before, until `credentials rotate-key` has finished.",
    ),
    plain(
        "LLM_PROVIDER",
        &[Up, Gateway, Beside],
        "Who answers: claude, openai, ollama or demo; if unset claude where there is a key for it, else demo.",
    ),
    plain(
        "LLM_MODEL",
        &[Up, Gateway, Beside],
        "Which of the provider's models; with claude claude-sonnet-4-6 if unset.",
    ),
    secret("ANTHROPIC_API_KEY", &[Up, Gateway, Beside], "The operator's key at Anthropic."),
    secret(
        "OPENAI_API_KEY",
        &[Up, Gateway, Beside],
        "The operator's key at OpenAI, or at the server in OPENAI_BASE_URL.",
    ),
    plain("ANTHROPIC_BASE_URL", &[Up, Gateway, Beside], "Another server that speaks as Anthropic's does."),
    plain("OPENAI_BASE_URL", &[Up, Gateway, Beside], "Another server that speaks as OpenAI's does."),
    plain("OLLAMA_BASE_URL", &[Up, Gateway, Beside], "Where Ollama is; http://127.0.0.1:11434 if unset."),
    plain(
        "LLM_PRICES_FILE",
        &[Up, Gateway, Beside],
        "What tokens cost, as a TOML file; the table that comes with the program if unset.",
    ),
    plain("DB_HOST", &[Journal, Setup, Beside], "The journal's PostgreSQL server; the embedded database if unset."),
    plain("DB_PORT", &[Journal, Setup, Beside], "Its port; 5432 if unset."),
    plain("DB_USER", &[Journal, Setup, Beside], "The role that the journal service uses there."),
    secret("DB_PASSWORD", &[Journal, Setup, Beside], "That role's password."),
    plain("DB_NAME", &[Journal, Setup, Beside], "The name of the journal's database; journal if unset."),
    plain("DB_SSLMODE", &[Journal, Setup, Beside], "TLS to the journal's database, as sslmode in a URL."),
    plain(
        "DB_SSLROOTCERT",
        &[Journal, Setup, Beside],
        "The file of the authority that signed its certificate, as sslrootcert in a URL.",
    ),
    secret(
        "DB_ADMIN_URL",
        &[Setup],
        "A role that may make databases and roles on the journal's server, where that is another than the system database's.",
    ),
    plain("MCP_JOURNAL_URL", &[Gateway, Beside], "Where the journal service is; http://127.0.0.1:3333 if unset."),
    plain("MCP_GARMIN_URL", &[Gateway, Beside], "Where the Garmin service is; http://127.0.0.1:5555 if unset."),
    plain(
        "MCP_GOOGLE_URL",
        &[Gateway, Beside],
        "Where the Google Workspace service is; http://127.0.0.1:3000 if unset.",
    ),
    plain("MCP_PLACES_URL", &[Gateway, Beside], "Where the Google Places service is; http://127.0.0.1:1111 if unset."),
    plain("MCP_SPLITWISE_URL", &[Gateway, Beside], "Where the Splitwise service is; http://127.0.0.1:4000 if unset."),
    secret(
        "MCP_INTERNAL_SECRET",
        &[Gateway, Journal, Garmin, GoogleWorkspace, GooglePlaces, Splitwise, Beside],
        "What the gateway and its services know each other by; without it all of them stay on loopback.",
    ),
    plain("RUST_LOG", &Reader::ALL, "What to log, such as info or warn,agent=debug."),
];

/// One thing that the program can be told, in the environment or in the settings file.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// May also be given as the path of a file that holds it, in `<name>_FILE`.
    pub(crate) secret: bool,
    /// Who reads it. Nobody else is given it.
    pub(crate) readers: &'static [Reader],
    /// What it does, in one sentence.
    pub(crate) about: &'static str,
}

/// Who reads settings: a service, the set-up, or what people run beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reader {
    /// The gateway
    Gateway,
    /// The journal service
    Journal,
    /// The Garmin service
    Garmin,
    /// The Google Workspace service
    GoogleWorkspace,
    /// The Google Places service
    GooglePlaces,
    /// The Splitwise service
    Splitwise,
    /// What a new deployment needs
    Setup,
    /// Everything in one process
    Up,
    /// The commands that people run beside these, such as `doctor`
    #[value(skip)]
    Beside,
}

impl Reader {
    const ALL: [Self; 9] = [Gateway, Journal, Garmin, GoogleWorkspace, GooglePlaces, Splitwise, Setup, Up, Beside];

    /// Its name, as a person types it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Gateway => "gateway",
            Journal => "journal",
            Garmin => "garmin",
            GoogleWorkspace => "google-workspace",
            GooglePlaces => "google-places",
            Splitwise => "splitwise",
            Setup => "setup",
            Up => "up",
            Beside => "other commands",
        }
    }
}

/// The setting of that name.
pub(super) fn known(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

const fn plain(name: &'static str, readers: &'static [Reader], about: &'static str) -> Setting {
    Setting { name, secret: false, readers, about }
}

const fn secret(name: &'static str, readers: &'static [Reader], about: &'static str) -> Setting {
    Setting { name, secret: true, readers, about }
}

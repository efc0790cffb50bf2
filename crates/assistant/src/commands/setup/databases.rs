use anyhow::Context;
use db::{Db, Provisioned, provision};
use secrecy::{ExposeSecret, SecretString};

use super::report::{Outcome, Report};
use crate::data_folder::{DataFolder, Embedded};
use crate::settings::{
    Database, SettingsError, Source, admin_url, data_dir, journal_admin_url, journal_database, place, system_database,
};
use crate::system;

/// The two databases, and on PostgreSQL who may make what they need.
pub(super) struct Server {
    folder: DataFolder,
    system: Target,
    journal: Target,
}

struct Target {
    which: Embedded,
    database: Database,
    admin: Option<SecretString>,
}

impl Server {
    pub(super) fn read(source: &Source, given: Option<SecretString>) -> Result<Self, SettingsError> {
        let admin = admin_url(source, given)?;
        let journal = journal_database(source)?;
        let journal_admin = match &journal {
            Database::Embedded => None,
            Database::Postgres(url) => journal_admin_url(source, url, admin.as_ref())?,
        };
        let system = Target { which: Embedded::System, database: system_database(source)?, admin };
        let journal = Target { which: Embedded::Journal, database: journal, admin: journal_admin };
        if let (Database::Postgres(one), Database::Postgres(other)) = (&system.database, &journal.database) {
            let (one, other) = (place("SYSTEM_DB_URL", one)?, place("DB_HOST", other)?);
            if (&one.server, &one.database) == (&other.server, &other.database) {
                return Err(SettingsError::unusable("DB_NAME", "the journal needs a database of its own"));
            }
        }
        for target in [&system, &journal] {
            target.refuse_admin_as_role()?;
        }
        Ok(Self { folder: DataFolder::existing(&data_dir(source)?), system, journal })
    }

    pub(super) fn into_system_database(self) -> Database {
        self.system.database
    }

    /// The system database as the program itself uses it.
    pub(super) async fn open_system(&self) -> anyhow::Result<Db> {
        self.open(&self.system).await
    }

    /// The system database as the one who owns its tables; `None` where nobody was named who may.
    pub(super) async fn open_system_as_owner(&self) -> anyhow::Result<Option<Db>> {
        match (&self.system.database, &self.system.admin) {
            (Database::Embedded, _) => self.open_system().await.map(Some),
            (Database::Postgres(_), None) => Ok(None),
            (Database::Postgres(url), Some(admin)) => {
                Ok(Some(provision(admin.expose_secret(), url.expose_secret()).await?.owner))
            }
        }
    }

    async fn open(&self, target: &Target) -> anyhow::Result<Db> {
        if matches!(target.database, Database::Embedded) {
            self.folder.make()?;
        }
        system::open(&target.database, &self.folder, target.which).await
    }
}

/// Both databases, their tables, and who may use them.
pub(super) async fn run(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    prepare(server, &server.system, report).await?;
    prepare(server, &server.journal, report).await
}

/// The system database again: the tables of agents came with its second version, and stand in the same schema.
pub(super) async fn agent_tables(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    prepare(server, &server.system, report).await
}

async fn prepare(server: &Server, target: &Target, report: &mut Report) -> anyhow::Result<()> {
    match (&target.database, &target.admin) {
        (Database::Embedded, _) => prepare_embedded(server, target, report).await,
        (Database::Postgres(url), Some(admin)) => prepare_postgres(server, target, url, admin, report).await,
        (Database::Postgres(_), None) => check(server, target, report).await,
    }
}

async fn prepare_embedded(server: &Server, target: &Target, report: &mut Report) -> anyhow::Result<()> {
    let (folder, which) = (&server.folder, target.which);
    let was_there = folder.has(which);
    folder.make()?;
    let before = folder.schema_version(which).await?;
    folder.database(which).await?.close().await;
    let name = format!("the embedded {} database", which.name());
    report.tell(Outcome::made(!was_there), &name)?;
    schema(report, &name, before, which)
}

async fn prepare_postgres(
    server: &Server,
    target: &Target,
    url: &SecretString,
    admin: &SecretString,
    report: &mut Report,
) -> anyhow::Result<()> {
    let (setting, admin_setting) = target.settings();
    let place = place(setting, url)?;
    let name = format!("“{}”", place.database);
    let Provisioned { owner, database_made, role_made } =
        provision(admin.expose_secret(), url.expose_secret())
            .await
            .with_context(|| format!("the database {name} and its role “{}” cannot be made", place.role))?;
    report.tell(Outcome::made(database_made), &format!("the database {name}"))?;
    report.tell(Outcome::made(role_made), &format!("the role “{}”, which owns nothing", place.role))?;
    let migrations = target.which.migrations();
    let before = owner.schema_version().await?;
    owner.migrate(migrations).await.with_context(|| {
        format!("the tables of {name} cannot be made: name in {admin_setting} the role that owns them")
    })?;
    schema(report, &name, before, target.which)?;
    let granted = owner.grant(&place.role, migrations).await?;
    let outcome = if granted { Outcome::Changed } else { Outcome::There };
    report.tell(outcome, &format!("the rights of “{}” on {name}: those that the program needs", place.role))?;
    owner.close().await;
    let opened = server.open(target).await.with_context(|| {
        format!("{setting} does not open {name} yet; if the role has another password, give it this one (alter role … password …)")
    })?;
    opened.close().await;
    Ok(())
}

/// Without anybody who may make things, all there is to do is to see whether they are there.
async fn check(server: &Server, target: &Target, report: &mut Report) -> anyhow::Result<()> {
    let (_, admin_setting) = target.settings();
    let db = server.open(target).await.map_err(|error| {
        let reason = format!("a PostgreSQL role that may make databases and roles is needed, because {error:#}");
        SettingsError::missing(admin_setting, &reason)
    })?;
    db.close().await;
    report.tell(Outcome::There, &format!("the {} database, its role and its schema", target.which.name()))?;
    Ok(())
}

fn schema(report: &mut Report, name: &str, before: i64, which: Embedded) -> anyhow::Result<()> {
    let now = which.migrations().latest();
    let (outcome, how) = match before {
        before if before == now => (Outcome::There, format!("version {now}")),
        0 => (Outcome::Made, format!("version {now}")),
        before => (Outcome::Changed, format!("from version {before} to {now}")),
    };
    report.tell(outcome, &format!("the schema of {name}: {how}"))?;
    Ok(())
}

impl Target {
    /// The program's role owns nothing, and the one that makes things owns what it makes.
    fn refuse_admin_as_role(&self) -> Result<(), SettingsError> {
        let (Database::Postgres(url), Some(admin)) = (&self.database, &self.admin) else { return Ok(()) };
        let (setting, admin_setting) = self.settings();
        let role = place(setting, url)?.role;
        if place(admin_setting, admin)?.role == role {
            return Err(SettingsError::unusable(
                setting,
                format_args!("its role “{role}” is {admin_setting}'s as well: name one of its own, which is made then"),
            ));
        }
        Ok(())
    }

    /// The settings that name the program's role and the one that may make it.
    fn settings(&self) -> (&'static str, &'static str) {
        match self.which {
            Embedded::System => ("SYSTEM_DB_URL", "SYSTEM_DB_ADMIN_URL"),
            Embedded::Journal => ("DB_USER", "DB_ADMIN_URL"),
        }
    }
}

use anyhow::{Context, bail};
use db::Db;
use secrecy::ExposeSecret;

use crate::data_folder::{DataFolder, Embedded};
use crate::settings::{Database, SettingsError, Source, data_dir, system_database};

/// Opens a database as the settings say: the embedded one, in the folder, brings its schema up to date by itself; a server's
/// must be up to date already.
pub(crate) async fn open(database: &Database, folder: &DataFolder, which: Embedded) -> anyhow::Result<Db> {
    match database {
        Database::Embedded => folder.database(which).await,
        Database::Postgres(url) => {
            let db = Db::open_postgres(url.expose_secret()).await?;
            check_schema(&db, which).await?;
            check_role(&db, which).await?;
            Ok(db)
        }
    }
}

/// The system database for a command that works beside a running gateway. It must be there already.
pub(crate) async fn open_beside(source: &Source) -> anyhow::Result<Db> {
    let database = system_database(source)?;
    let folder = DataFolder::existing(&data_dir(source)?);
    if matches!(database, Database::Embedded) && folder.is_new() {
        let place = folder.path().display();
        return Err(SettingsError::new(format!(
            "there is no assistant in {place} yet: start it with `assistant up`, or name its folder in ASSISTANT_DATA_DIR"
        ))
        .into());
    }
    open(&database, &folder, Embedded::System).await
}

async fn check_schema(db: &Db, which: Embedded) -> anyhow::Result<()> {
    let (name, needed) = (which.name(), which.migrations().latest());
    let found = db.schema_version().await.with_context(|| {
        format!("the version of the {name} database's schema cannot be read: run `assistant setup system-db`")
    })?;
    if found < needed {
        bail!(
            "the {name} database's schema is at version {found} and this program needs {needed}: run `assistant setup system-db`"
        );
    }
    if found > needed {
        bail!(
            "the {name} database's schema is at version {found}, newer than this program's {needed}: install the newer program"
        );
    }
    Ok(())
}

/// A role that row-level security does not bind could read every user's rows; one that lacks a right would fail in the middle
/// of a conversation.
async fn check_role(db: &Db, which: Embedded) -> anyhow::Result<()> {
    let name = which.name();
    if let Some((role, why)) = db.role_above_security().await? {
        bail!(
            "the {name} database's role “{role}” could read every user's rows: {why}. Name here another, and make it with \
             `assistant setup system-db`"
        );
    }
    let missing = db.rights_missing(which.migrations()).await?;
    if !missing.is_empty() {
        let missing = missing.join(", ");
        bail!("the {name} database's role lacks rights ({missing}): run `assistant setup system-db`");
    }
    Ok(())
}

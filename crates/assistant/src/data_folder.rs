use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use db::{Db, Migrations};

/// The folder of the embedded databases: nobody else's to read.
#[derive(Clone, Debug)]
pub(crate) struct DataFolder(PathBuf);

/// Held by the one process that serves from the folder; let go when it is dropped, or when the process dies.
pub(crate) struct Lock {
    _file: File,
}

/// One of the embedded databases.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Embedded {
    System,
    Journal,
}

impl Embedded {
    fn file(self) -> &'static str {
        match self {
            Self::System => "system.db",
            Self::Journal => "journal.db",
        }
    }

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Journal => "journal",
        }
    }

    /// Taken by the one process that serves from the database.
    fn lock(self) -> &'static str {
        match self {
            Self::System => "system.lock",
            Self::Journal => "journal.lock",
        }
    }

    pub(crate) fn migrations(self) -> &'static Migrations {
        match self {
            Self::System => &store::MIGRATIONS,
            Self::Journal => &mcp_journal::MIGRATIONS,
        }
    }
}

/// Where the gateway that serves from this folder listens.
const ADDRESS: &str = "gateway.url";
/// The key of the terminal client on this machine.
const TERMINAL_KEY: &str = "terminal.key";
/// What was typed at the terminal client.
const HISTORY: &str = "terminal.history";

const SMALL_FILE: u64 = 4096;

impl DataFolder {
    /// The folder as it is: nothing is made.
    pub(crate) fn existing(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Makes the folder (0700) when it is not there, and sees that it can be written.
    pub(crate) fn make(&self) -> anyhow::Result<&Self> {
        let place = self.0.display();
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
            .with_context(|| format!("the data folder {place} cannot be made: name another in ASSISTANT_DATA_DIR"))?;
        private(&self.0.join(Embedded::System.lock())).map_err(|error| {
            anyhow!("the data folder {place} cannot be written ({error}): change its owner or name another in ASSISTANT_DATA_DIR")
        })?;
        Ok(self)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Takes a database for this process alone, until the lock is dropped. Commands that work beside it take no lock.
    pub(crate) fn lock(&self, which: Embedded) -> anyhow::Result<Lock> {
        let place = self.0.display();
        let file =
            private(&self.0.join(which.lock())).with_context(|| format!("the data folder {place} cannot be locked"))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "another assistant is running on the data folder {place}: stop it, or name another in ASSISTANT_DATA_DIR"
                )
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("the data folder {place} cannot be locked"))
            }
        }
    }

    /// Whether nobody has used the folder yet.
    pub(crate) fn is_new(&self) -> bool {
        !self.has(Embedded::System)
    }

    /// Whether the database is there.
    pub(crate) fn has(&self, which: Embedded) -> bool {
        self.0.join(which.file()).exists()
    }

    /// The version of a database's schema as it lies there; 0 when there is none.
    pub(crate) async fn schema_version(&self, which: Embedded) -> anyhow::Result<i64> {
        if !self.has(which) {
            return Ok(0);
        }
        let db = Db::open_sqlite(&self.0.join(which.file())).await?;
        let version = db.schema_version().await?;
        db.close().await;
        Ok(version)
    }

    /// Opens a database, making it (0600) when it is not there, and brings its schema up to date.
    pub(crate) async fn database(&self, which: Embedded) -> anyhow::Result<Db> {
        let path = self.0.join(which.file());
        let place = path.display();
        private(&path).with_context(|| format!("the database {place} cannot be opened"))?;
        let opened = async {
            let db = Db::open_sqlite(&path).await?;
            db.migrate(which.migrations()).await?;
            Ok::<_, db::DbError>(db)
        };
        opened.await.map_err(|error| {
            if error.is_damaged() {
                anyhow!(
                    "the database {place} is damaged: move it and its -wal and -shm files away, or put a backup in their place \
                     ({error})"
                )
            } else {
                anyhow!(error).context(format!("the database {place} cannot be used"))
            }
        })
    }

    /// Tells clients on this machine where the gateway is.
    pub(crate) fn address_set(&self, url: &str) -> anyhow::Result<()> {
        self.write(ADDRESS, url)
    }

    /// Nobody listens there any more.
    pub(crate) fn address_clear(&self) {
        // A file that stays tells of an address where nobody answers, which the client says clearly.
        let _ = std::fs::remove_file(self.0.join(ADDRESS));
    }

    /// Where the gateway that serves from this folder listens, if one does.
    pub(crate) fn address(&self) -> Option<String> {
        self.read(ADDRESS)
    }

    /// The key of the terminal client, once it was made.
    pub(crate) fn terminal_key(&self) -> Option<String> {
        self.read(TERMINAL_KEY)
    }

    pub(crate) fn terminal_key_set(&self, key: &str) -> anyhow::Result<()> {
        self.write(TERMINAL_KEY, key)
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.0.join(HISTORY)
    }

    fn read(&self, name: &str) -> Option<String> {
        let mut text = String::new();
        File::open(self.0.join(name)).ok()?.take(SMALL_FILE).read_to_string(&mut text).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Replaces a small file in one move, so that no reader sees half of it. On disk when it returns.
    pub(crate) fn write(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let (path, fresh) = (self.0.join(name), self.0.join(format!("{name}.new")));
        let written = || {
            match std::fs::remove_file(&fresh) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = private(&fresh)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&fresh, &path)?;
            // the name is on disk when the folder is
            File::open(&self.0)?.sync_all()
        };
        written().with_context(|| format!("{} cannot be written", path.display()))
    }
}

/// Opens a file for writing, making it readable by its owner alone.
fn private(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

//! The agents' definitions: their files, and how they come into the table that all gateways read.

use clock::Clock;
use db::{Db, DbError, UserId};
use sha2::{Digest as _, Sha256};
use store::AgentTemplate;

/// The files of one agent, as they lie in its folder.
#[derive(Clone, Debug)]
pub struct TemplateFiles {
    /// The agent's name, which is its folder's.
    pub name: String,
    /// AGENT.md.
    pub agent_md: String,
    /// TOOLS.md.
    pub tools_md: String,
    /// BOOTSTRAP.md.
    pub bootstrap_md: String,
    /// HEARTBEAT.md.
    pub heartbeat_md: String,
}

/// What [`templates_seed`] did with one template.
#[derive(Clone, Debug)]
pub struct SeededTemplate {
    /// The agent.
    pub name: String,
    /// The version it had before; `None` when it is new.
    pub before: Option<i64>,
    /// The version it has now.
    pub now: i64,
}

macro_rules! files {
    ($name:literal) => {
        TemplateFiles {
            name: $name.to_owned(),
            agent_md: include_str!(concat!("../../../agents/", $name, "/AGENT.md")).to_owned(),
            tools_md: include_str!(concat!("../../../agents/", $name, "/TOOLS.md")).to_owned(),
            bootstrap_md: include_str!(concat!("../../../agents/", $name, "/BOOTSTRAP.md")).to_owned(),
            heartbeat_md: include_str!(concat!("../../../agents/", $name, "/HEARTBEAT.md")).to_owned(),
        }
    };
}

/// The templates that come with the program, the Chief of Staff first.
pub fn templates_built_in() -> Vec<TemplateFiles> {
    vec![files!("cos"), files!("financial-advisor"), files!("fitness-coach")]
}

/// Puts the templates into the database; one whose content changed gets the next version. Others that are there stay. On
/// PostgreSQL as the role that owns the tables: the program's own may only read them.
pub async fn templates_seed(db: &Db, clock: &Clock, all: &[TemplateFiles]) -> Result<Vec<SeededTemplate>, DbError> {
    let mut seeded = Vec::new();
    // no row of it is the user's: the transaction must name one
    let mut tx = db.begin(&UserId::owner()).await?;
    for files in all {
        let before = store::agent_template_get(&mut tx, &files.name).await?.map(|template| template.version);
        store::agent_template_put(&mut tx, &files.row(clock)).await?;
        let now = store::agent_template_get(&mut tx, &files.name).await?.map_or(1, |template| template.version);
        seeded.push(SeededTemplate { name: files.name.clone(), before, now });
    }
    tx.commit().await?;
    Ok(seeded)
}

/// The names of those that are not in the database as they are here. Any role may ask.
pub async fn templates_changed(db: &Db, all: &[TemplateFiles]) -> Result<Vec<String>, DbError> {
    let mut tx = db.read(&UserId::owner()).await?;
    let there = store::agent_template_list(&mut tx).await?;
    let is_there = |files: &TemplateFiles| {
        there.iter().any(|template| template.name == files.name && template.content_hash == files.hash())
    };
    Ok(all.iter().filter(|files| !is_there(files)).map(|files| files.name.clone()).collect())
}

/// How a prompt of this agent begins: who it is, and its tools.
pub(crate) fn system_prompt(agent_md: &str, tools_md: &str) -> String {
    format!("{}\n\n{}\n", agent_md.trim_end(), tools_md.trim_end())
}

impl TemplateFiles {
    /// SHA-256 over the files, each with its length before it, so that no text can move from one to the next unseen.
    fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        for text in [&self.agent_md, &self.tools_md, &self.bootstrap_md, &self.heartbeat_md] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.finalize().to_vec()
    }

    fn row(&self, clock: &Clock) -> AgentTemplate {
        AgentTemplate {
            name: self.name.clone(),
            version: 1,
            content_hash: self.hash(),
            agent_md: self.agent_md.clone(),
            tools_md: self.tools_md.clone(),
            bootstrap_md: self.bootstrap_md.clone(),
            heartbeat_md: self.heartbeat_md.clone(),
            updated_at: clock.now().into(),
        }
    }
}

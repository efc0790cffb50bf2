use db::{DbError, Tx, UtcTime, execute, fetch_all, fetch_optional};

/// An agent's definition, which all users share.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AgentTemplate {
    /// The agent's name.
    pub name: String,
    /// Counts the changes of its content, from 1.
    pub version: i64,
    /// SHA-256 of its content.
    pub content_hash: Vec<u8>,
    /// AGENT.md: who it is.
    pub agent_md: String,
    /// TOOLS.md: what it may use, and how.
    pub tools_md: String,
    /// BOOTSTRAP.md: what it does at a first meeting.
    pub bootstrap_md: String,
    /// HEARTBEAT.md: when it works by itself.
    pub heartbeat_md: String,
    /// When its content last changed.
    pub updated_at: UtcTime,
}

/// Keeps a template: a new one as version 1, one whose content changed as the next version, `template.version` is not looked at. On
/// PostgreSQL as the owner of the table.
pub async fn agent_template_put(tx: &mut Tx, template: &AgentTemplate) -> Result<(), DbError> {
    execute!(
        tx,
        "insert into agent_templates (name, version, content_hash, agent_md, tools_md, bootstrap_md, heartbeat_md, updated_at)
         values ($1, 1, $2, $3, $4, $5, $6, $7)
         on conflict (name) do update set version = agent_templates.version + 1, content_hash = excluded.content_hash,
           agent_md = excluded.agent_md, tools_md = excluded.tools_md, bootstrap_md = excluded.bootstrap_md,
           heartbeat_md = excluded.heartbeat_md, updated_at = excluded.updated_at
         where agent_templates.content_hash <> excluded.content_hash",
        &template.name,
        &template.content_hash,
        &template.agent_md,
        &template.tools_md,
        &template.bootstrap_md,
        &template.heartbeat_md,
        template.updated_at
    )?;
    Ok(())
}

/// The template of an agent.
pub async fn agent_template_get(tx: &mut Tx, name: &str) -> Result<Option<AgentTemplate>, DbError> {
    fetch_optional!(tx, AgentTemplate, "select * from agent_templates where name = $1", name)
}

/// All templates, by name.
pub async fn agent_template_list(tx: &mut Tx) -> Result<Vec<AgentTemplate>, DbError> {
    fetch_all!(tx, AgentTemplate, "select * from agent_templates order by name")
}

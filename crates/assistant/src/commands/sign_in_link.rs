use anyhow::bail;
use clock::Clock;
use db::UserId;
use gateway::accounts;
use gateway::audit::Doer;
use secrecy::ExposeSecret;

use crate::data_folder::DataFolder;
use crate::running::url_of;
use crate::settings::{Reach, SettingsError, Source, data_dir};
use crate::{say, system};

/// Options of `assistant sign-in-link`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whom it signs in
    #[arg(long, default_value = "owner", value_parser = UserId::parse)]
    user: UserId,
    /// The address people reach the gateway at, such as <https://assistant.example.org>; the first in `ASSISTANT_PUBLIC_URL`, else
    /// the one on this machine, if not given
    #[arg(long)]
    url: Option<String>,
}

/// Makes a link that signs a user in, once, within 15 minutes.
pub(crate) async fn run(source: &Source, arguments: Arguments) -> anyhow::Result<()> {
    let db = system::open_beside(source).await?;
    let clock = Clock::system();
    let users = accounts::user_list(&db).await?;
    if !users.iter().any(|user| user.user_id == arguments.user) {
        bail!("there is no user “{}”: `assistant keys create --user` lets one in", arguments.user);
    }
    let url = match arguments.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => address(source)?,
    };
    let code = accounts::sign_in_link(&db, &clock, &arguments.user, &Doer::command()).await?;
    say(&format!("{url}/sign-in#code={}", code.expose_secret()))?;
    db.close().await;
    Ok(())
}

fn address(source: &Source) -> Result<String, SettingsError> {
    let Reach { bind, public_origins, .. } = Reach::read(source)?;
    if let Some(public) = public_origins.into_iter().next() {
        return Ok(public);
    }
    Ok(DataFolder::existing(&data_dir(source)?).address().unwrap_or_else(|| url_of(bind)))
}

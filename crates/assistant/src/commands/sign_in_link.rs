use anyhow::bail;
use clock::Clock;
use db::UserId;
use gateway::accounts;
use gateway::audit::Doer;
use secrecy::ExposeSecret;

use crate::data_folder::DataFolder;
use crate::running::url_of;
use crate::settings::{Source, data_dir, gateway_bind};
use crate::{say, system};

/// Options of `assistant sign-in-link`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whom it signs in
    #[arg(long, default_value = "owner", value_parser = UserId::parse)]
    user: UserId,
    /// The address people reach the gateway at, such as <https://assistant.example.org>
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
        None => match DataFolder::existing(&data_dir(source)?).address() {
            Some(url) => url,
            None => url_of(gateway_bind(source)?),
        },
    };
    let code = accounts::sign_in_link(&db, &clock, &arguments.user, &Doer::command()).await?;
    say(&format!("{url}/sign-in#code={}", code.expose_secret()))?;
    db.close().await;
    Ok(())
}

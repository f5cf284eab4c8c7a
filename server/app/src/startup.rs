//! What must be there before the server can serve: directories, the instance's secret, and on the first start its
//! OAuth client, its own account and the administrator.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use peertube_kernel::config::Config;
use peertube_kernel::{Context, Result, Role, random};
use peertube_store::users::{InitialChannel, NewUser};
use peertube_store::{Database, accounts, instance, users};
use peertube_web::auth::ROOT;
use peertube_web::passwords::{Passwords, wrong_length};

use crate::error::StartError;

/// Name of the account that stands for the instance itself.
const INSTANCE_ACCOUNT: &str = "peertube";
/// Characters of a root password that nobody chose.
const PASSWORD_LENGTH: usize = 20;
/// Lets the administrator's videos pass the automatic block.
const BYPASSES_AUTO_BLOCK: i64 = 1;

/// The administrator's login, known only at the first start.
#[derive(Clone)]
pub struct RootLogin {
    /// User name.
    pub username: String,
    /// Password; only its hash is kept.
    pub password: String,
    /// Whether it was made up here, so that somebody has to be told.
    pub generated: bool,
}

impl std::fmt::Debug for RootLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RootLogin")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Path of the SQLite file.
pub(crate) fn database_path(config: &Config) -> Result<PathBuf, StartError> {
    let unknown = || StartError::new("open the database", "database.url must be `sqlite:<path>`");
    config
        .database
        .sqlite_path()
        .map(Path::to_owned)
        .ok_or_else(unknown)
}

/// Creates the directories that will be written to, where they are missing.
pub(crate) fn directories(config: &Config, database: &Path) -> Result<(), StartError> {
    let storage = &config.storage;
    let home = parent(database);
    for directory in [
        home,
        &storage.tmp,
        &storage.web_videos,
        &storage.thumbnails,
        &storage.torrents,
        &storage.uploads,
    ] {
        std::fs::create_dir_all(directory).map_err(StartError::at("create", directory))?;
    }
    Ok(())
}

/// The secret of the instance: `secrets.peertube`, else one that is made once and kept beside the database.
///
/// PeerTube refuses to start without the key. A secret that nobody has to think of serves the same purpose, and there
/// is no wrong default that could be forgotten in production.
pub(crate) fn secret(
    config: &Config,
    database: &Path,
    context: &Context,
) -> Result<String, StartError> {
    if !config.secrets.peertube.is_empty() {
        return Ok(config.secrets.peertube.expose().to_owned());
    }
    let path = parent(database).join("secret");
    match std::fs::read_to_string(&path) {
        Ok(secret) if !secret.trim().is_empty() => return Ok(secret.trim().to_owned()),
        Ok(_) => {
            return Err(StartError::new(
                format!("use the secret in {}", path.display()),
                "the file is empty; delete it to have a new one made",
            ));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(StartError::at("read", &path)(error)),
    }
    let secret = random::hex(&*context.random, 64);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| {
            writeln!(file, "{secret}")?;
            file.sync_all()
        });
    written.map_err(StartError::at("write", &path))?;
    Ok(secret)
}

fn parent(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Sets a new instance up; gives the administrator's login if it did.
///
/// All of it is one transaction: an instance is set up or it is not.
///
/// # Errors
/// A chosen password that nobody could log in with; failures of the database.
pub(crate) async fn first_start(
    database: &Database,
    config: &Config,
    passwords: &Passwords,
    chosen: Option<String>,
) -> Result<Option<RootLogin>, StartError> {
    let failed = |error| StartError::new("set the instance up", error);
    if is_set_up(database).await.map_err(failed)? {
        return Ok(None);
    }
    if let Some(password) = &chosen
        && let Some(wrong) = wrong_length(&config.user.password_constraints, password)
    {
        return Err(StartError::new(
            format!("use the password chosen for {ROOT}"),
            wrong,
        ));
    }
    let login = set_up(database, config, passwords, chosen).await;
    login.map(Some).map_err(failed)
}

async fn is_set_up(database: &Database) -> Result<bool> {
    let mut conn = database.read().await?;
    Ok(instance::oauth_client(&mut conn).await?.is_some())
}

async fn set_up(
    database: &Database,
    config: &Config,
    passwords: &Passwords,
    chosen: Option<String>,
) -> Result<RootLogin> {
    let login = RootLogin {
        username: ROOT.to_owned(),
        generated: chosen.is_none(),
        password: chosen
            .unwrap_or_else(|| random::alphanumeric(&*database.context().random, PASSWORD_LENGTH)),
    };
    let hash = passwords.hash(login.password.clone()).await?;
    let root = root_user(config, hash);
    let root = &root;
    database
        .write(|conn| {
            Box::pin(async move {
                instance::create_oauth_client(conn).await?;
                accounts::create_local(conn, INSTANCE_ACCOUNT, INSTANCE_ACCOUNT, None).await?;
                users::create(conn, root).await.map(drop)
            })
        })
        .await?;
    Ok(login)
}

fn root_user(config: &Config, password_hash: String) -> NewUser {
    NewUser {
        username: ROOT.to_owned(),
        display_name: ROOT.to_owned(),
        email: config.admin.email.clone(),
        email_verified: None,
        password_hash: Some(password_hash),
        role: Role::Administrator,
        video_quota: -1,
        video_quota_daily: -1,
        admin_flags: BYPASSES_AUTO_BLOCK,
        nsfw_policy: config.instance.default_nsfw_policy,
        p2p_enabled: config.defaults.p2p.webapp.enabled,
        videos_history_enabled: config.user.history.videos.enabled,
        auto_play_video: config.defaults.player.auto_play,
        channel: InitialChannel::Default {
            display_name: config.user.default_channel_name.replace("$1", ROOT),
        },
    }
}

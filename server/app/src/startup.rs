//! What must be there before the server can serve: directories, the instance's secret, and on the first start its
//! OAuth client, its own account and the administrator.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use peertube_kernel::config::Config;
use peertube_kernel::{Context, Result, Role, random};
use peertube_store::users::{InitialChannel, NewUser};
use peertube_store::{Database, Location, Serving, accounts, instance, serve_alone, users};
use peertube_web::auth::ROOT;
use peertube_web::passwords::{Passwords, wrong_length};

use crate::error::StartError;

/// Name of the account that stands for the instance itself.
const INSTANCE_ACCOUNT: &str = "peertube";
/// Characters of a root password that nobody chose.
const PASSWORD_LENGTH: usize = 20;
/// Name under which a database keeps the secret of the instance.
pub(crate) const SECRET: &str = "instance";
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

/// Where the configuration says the database is.
pub(crate) fn location(config: &Config) -> Result<Location, StartError> {
    Location::from_config(&config.database)
        .map_err(|wrong| StartError::new("find the database", wrong))
}

/// Makes sure that nobody else serves the same SQLite file. On PostgreSQL there may be many servers.
pub(crate) fn alone(location: &Location) -> Result<Option<Serving>, StartError> {
    let Some(path) = location.sqlite_path() else {
        return Ok(None);
    };
    let serving = serve_alone(path);
    serving
        .map(Some)
        .map_err(|error| StartError::new(format!("serve the database {location}"), error))
}

/// Name of this server among those that share the database: the same after a restart, and another one for each.
pub(crate) fn node(config: &Config) -> String {
    let host = rustix::system::uname();
    let tmp = std::path::absolute(&config.storage.tmp);
    format!(
        "{}:{}{}",
        host.nodename().to_string_lossy(),
        config.listen.port,
        tmp.unwrap_or_else(|_| config.storage.tmp.clone()).display()
    )
}

/// Opens the database.
pub(crate) async fn database(
    location: &Location,
    context: &Context,
) -> Result<Database, StartError> {
    let opened = Database::open(location, context.clone()).await;
    opened.map_err(|error| StartError::new(format!("open the database {location}"), error))
}

/// Creates the directories that will be written to, where they are missing.
pub(crate) fn directories(config: &Config, location: &Location) -> Result<(), StartError> {
    let storage = &config.storage;
    if let Some(home) = location.sqlite_path().map(parent) {
        std::fs::create_dir_all(home).map_err(StartError::at("create", home))?;
    }
    for directory in [
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

/// The secret of the instance: `secrets.peertube`, else one that is made once and kept: in PostgreSQL, where every node finds
/// it, or beside the SQLite file.
///
/// PeerTube refuses to start without the key. A secret that nobody has to think of serves the same purpose, and there
/// is no wrong default that could be forgotten in production.
pub(crate) async fn secret(
    config: &Config,
    location: &Location,
    database: &Database,
) -> Result<String, StartError> {
    if !config.secrets.peertube.is_empty() {
        return Ok(config.secrets.peertube.expose().to_owned());
    }
    let failed = |error| StartError::new("read the secret", error);
    let Some(path) = location.sqlite_path() else {
        let secret = database.write(|conn| Box::pin(instance::secret(conn, SECRET)));
        return secret.await.map_err(failed);
    };
    // One that came along when the instance was moved here.
    let mut conn = database.read().await.map_err(failed)?;
    match instance::known_secret(&mut conn, SECRET).await {
        Ok(Some(secret)) => Ok(secret),
        Ok(None) => secret_beside(path, database.context()),
        Err(error) => Err(failed(error)),
    }
}

fn secret_beside(database: &Path, context: &Context) -> Result<String, StartError> {
    let path = secret_file(database);
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

/// Where the secret of an instance lies whose rows are in this SQLite file.
pub(crate) fn secret_file(database: &Path) -> PathBuf {
    parent(database).join("secret")
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
    set_up(database, config, passwords, chosen)
        .await
        .map_err(failed)
}

async fn is_set_up(database: &Database) -> Result<bool> {
    let mut conn = database.read().await?;
    Ok(instance::oauth_client(&mut conn).await?.is_some())
}

/// Gives nothing when another server, started at the same time, has set the instance up.
async fn set_up(
    database: &Database,
    config: &Config,
    passwords: &Passwords,
    chosen: Option<String>,
) -> Result<Option<RootLogin>> {
    let login = RootLogin {
        username: ROOT.to_owned(),
        generated: chosen.is_none(),
        password: chosen
            .unwrap_or_else(|| random::alphanumeric(&*database.context().random, PASSWORD_LENGTH)),
    };
    let hash = passwords.hash(login.password.clone()).await?;
    let root = root_user(config, hash);
    let root = &root;
    let first = database.write(|conn| {
        Box::pin(async move {
            if instance::oauth_client(conn).await?.is_some() {
                return Ok(false);
            }
            instance::create_oauth_client(conn).await?;
            accounts::create_local(conn, INSTANCE_ACCOUNT, INSTANCE_ACCOUNT, None).await?;
            users::create(conn, root).await?;
            Ok(true)
        })
    });
    Ok(first.await?.then_some(login))
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

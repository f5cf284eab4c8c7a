//! An instance with its first administrator.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;

use openapi_stubs_runtime as rt;
use peertube_accounts::Accounts;
use peertube_api::accounts::session::{GetOauthTokenResponse, Session as _};
use peertube_api::models::session::{Token, TokenRequest};
use peertube_kernel::config::Config;
use peertube_kernel::ids::UserId;
use peertube_kernel::video::NsfwPolicy;
use peertube_kernel::{Context, Error, ErrorCode, Role};
use peertube_objects::{Objects, Roots};
use peertube_store::users::{InitialChannel, NewUser};
use peertube_store::{instance, users};
use peertube_testdb::TestDatabase;
use peertube_uploads::{Config as UploadsConfig, DatabaseSessions, Engine, Uploads};
use peertube_web::passwords::Cost;
use peertube_web::{Caller, Shared};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Fixture {
    pub(crate) accounts: Accounts,
    pub(crate) shared: Arc<Shared>,
    pub(crate) uploads: Uploads,
    pub(crate) root: UserId,
    folder: tempfile::TempDir,
    _home: TestDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With a configuration of its own.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        change(&mut config);
        let context = Context::system();
        let home = TestDatabase::new().await;
        let db = home.open(context.clone()).await;
        let roots = Roots {
            web_videos: folder.path().join("web-videos"),
            thumbnails: folder.path().join("thumbnails"),
            torrents: folder.path().join("torrents"),
            tmp: folder.path().join("tmp"),
        };
        let objects = Objects::open(&roots, None).unwrap();
        let sessions = DatabaseSessions::new(db.clone());
        let limits = UploadsConfig::new(folder.path().join("uploads"));
        let uploads = Engine::open(limits, b"secret", context, sessions)
            .await
            .unwrap();
        let shared = Arc::new(Shared::new(Arc::new(config), db, objects, Cost::CHEAP));
        shared
            .db
            .write(|conn| Box::pin(instance::create_oauth_client(conn)))
            .await
            .unwrap();
        let root = user(&shared, "root", Role::Administrator).await;
        Self {
            accounts: Accounts::new(Arc::clone(&shared), uploads.clone()),
            shared,
            uploads,
            root,
            folder,
            _home: home,
        }
    }

    pub(crate) async fn user(&self, name: &str, role: Role) -> UserId {
        user(&self.shared, name, role).await
    }

    /// The user behind a fresh login.
    pub(crate) async fn caller(&self, name: &str) -> Caller {
        let token = self.log_in(name, PASSWORD).await.unwrap();
        self.authenticate(&token.access_token).await.unwrap()
    }

    pub(crate) async fn authenticate(&self, token: &str) -> Result<Caller, Error> {
        self.shared.authenticate(&client(), token, &[]).await
    }

    pub(crate) async fn log_in(&self, login: &str, password: &str) -> Result<Token, Error> {
        let request = TokenRequest {
            grant_type: Some("password".into()),
            username: Some(login.into()),
            password: Some(password.into()),
            ..self.token_request().await
        };
        self.token(request).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Result<Token, Error> {
        let request = TokenRequest {
            grant_type: Some("refresh_token".into()),
            refresh_token: Some(token.into()),
            ..self.token_request().await
        };
        self.token(request).await
    }

    async fn token(&self, request: TokenRequest) -> Result<Token, Error> {
        let GetOauthTokenResponse::Ok { body: token, .. } =
            self.accounts.get_oauth_token(client(), request).await?;
        Ok(token)
    }

    async fn token_request(&self) -> TokenRequest {
        let mut conn = self.shared.db.read().await.unwrap();
        let known = instance::oauth_client(&mut conn).await.unwrap().unwrap();
        TokenRequest {
            client_id: Some(known.client_id),
            client_secret: Some(known.client_secret),
            grant_type: None,
            username: None,
            password: None,
            refresh_token: None,
        }
    }

    /// How many files lie in a folder of the instance, however deep.
    pub(crate) fn files_in(&self, folder: &str) -> usize {
        count(&self.folder.path().join(folder))
    }
}

fn count(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .map(|entry| entry.unwrap().path())
        // The name of the directory of uploads.
        .filter(|path| !path.ends_with(".identity"))
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

pub(crate) fn client() -> rt::Client {
    rt::Client {
        user_agent: Some("test".into()),
        host: Some("127.0.0.1:9000".into()),
        ..rt::Client::new(IpAddr::V4(Ipv4Addr::LOCALHOST))
    }
}

/// Status and code of a refusal.
pub(crate) fn refusal<T>(result: Result<T, Error>) -> (u16, Option<ErrorCode>) {
    match result {
        Ok(_) => panic!("not refused"),
        Err(error) => (error.kind.status(), error.code),
    }
}

async fn user(shared: &Shared, name: &str, role: Role) -> UserId {
    let new = NewUser {
        username: name.to_owned(),
        display_name: name.to_owned(),
        email: format!("{name}@example.com"),
        email_verified: None,
        password_hash: Some(shared.passwords.hash(PASSWORD.into()).await.unwrap()),
        role,
        video_quota: -1,
        video_quota_daily: -1,
        admin_flags: 0,
        nsfw_policy: NsfwPolicy::Display,
        p2p_enabled: true,
        videos_history_enabled: true,
        auto_play_video: true,
        channel: InitialChannel::Default {
            display_name: name.to_owned(),
        },
    };
    let new = &new;
    let made = shared
        .db
        .write(|conn| Box::pin(users::create(conn, new)))
        .await;
    made.unwrap().user
}

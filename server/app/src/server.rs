//! The whole server, from a configuration to a running listener. The binary and the tests start the same thing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use openapi_stubs_runtime as rt;
use peertube_jobs::{Runner, Settings};
use peertube_kernel::Context;
use peertube_kernel::config::Config;
use peertube_media::{Media, Tools};
use peertube_objects::{Objects, Roots};
use peertube_store::{Database, Serving, instance};
use peertube_uploads::{DatabaseSessions, Engine};
use peertube_videos::moves::{MovesToFileSystem, MovesToObjectStorage};
use peertube_web::Shared;
use peertube_web::passwords::Cost;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::error::StartError;
use crate::http::{Counting, Front, Listener, RateLimiter, Timing, TrustedProxies};
use crate::quota::QuotaGate;
use crate::startup::{self, RootLogin};
use crate::surfaces::Site;
use crate::{object_storage, tokens, wiring};

/// How often housekeeping is done: last activities written, dead uploads removed.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// What tests replace, and what a start is told besides the configuration.
pub struct Overrides {
    /// Clock and randomness.
    pub context: Context,
    /// What one password hash costs.
    pub password_cost: Cost,
    /// Sees every response of the API: the contract guard of the tests.
    pub inspect: Option<Arc<dyn rt::Inspect>>,
    /// Password of the administrator on a first start; none makes one up.
    pub root_password: Option<String>,
    /// Time limits of connections.
    pub timing: Timing,
}

impl Default for Overrides {
    fn default() -> Self {
        Self {
            context: Context::system(),
            password_cost: Cost::STANDARD,
            inspect: None,
            root_password: None,
            timing: Timing::default(),
        }
    }
}

/// Starts servers.
#[derive(Debug, Clone, Copy)]
pub struct Server;

/// A server that serves.
pub struct Running {
    address: SocketAddr,
    url: String,
    first_start: Option<RootLogin>,
    api: rt::Service,
    database: Database,
    shared: Arc<Shared>,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    _serving: Option<Serving>,
}

impl Server {
    /// Starts a server and returns once it accepts connections.
    ///
    /// `listen.port` 0 takes a free port; `webserver.port` 0 means the port that was taken.
    ///
    /// # Errors
    /// A directory, the database or the port cannot be used.
    pub async fn start(mut config: Config, overrides: Overrides) -> Result<Running, StartError> {
        let listen = &config.listen;
        let bound = Listener::bind(&listen.hostname, listen.port, overrides.timing).await;
        let listener = bound.map_err(|error| {
            StartError::new(
                format!("listen on {}:{}", listen.hostname, listen.port),
                error,
            )
        })?;
        let address = listener
            .address()
            .map_err(|error| StartError::new("listen", error))?;
        if config.webserver.port == 0 {
            config.webserver.port = address.port();
        }
        let proxies = TrustedProxies::parse(&config.trust_proxy)
            .map_err(|error| StartError::new("read trust_proxy", error))?;

        let context = overrides.context;
        let location = startup::location(&config)?;
        startup::directories(&config, &location)?;
        let serving = startup::alone(&location)?;
        let objects = open_objects(&config).await?;
        let database = startup::database(&location, &context).await?;
        let secret = startup::secret(&config, &location, &database).await?;
        let config = Arc::new(config);
        let shared = Arc::new(Shared::new(
            Arc::clone(&config),
            database.clone(),
            objects,
            overrides.password_cost,
        ));
        let first_start = startup::first_start(
            &database,
            &config,
            &shared.passwords,
            overrides.root_password,
        )
        .await?;
        let uploads = open_uploads(&config, &secret, &database).await?;
        let tools = Tools::from_env();
        let media = Media::new(tools.clone())
            .with_frames_to_analyze(config.thumbnails.generation_from_video.frames_to_analyze);

        let limiter = Arc::new(RateLimiter::new(
            &config.rates_limit,
            context.clone(),
            Arc::new(tokens::Tokens::new(Arc::clone(&shared))),
        ));
        let hooks = rt::Hooks {
            present: Arc::new(peertube_web::problem::PeerTube),
            inspect: overrides.inspect,
            gate: Some(Arc::new(QuotaGate::new(
                Arc::clone(&shared),
                Arc::clone(&limiter) as Arc<dyn rt::Gate>,
            ))),
            spool_dir: shared.objects.spool_dir().to_owned(),
            ..rt::Hooks::default()
        };
        let api = wiring::api(&shared, &uploads, media)
            .into_service(hooks)
            .map_err(|error| StartError::new("build the API", error))?;
        let counting = Counting {
            limiter,
            api: api.clone(),
        };
        let front = Front::new(
            Site::new(api.clone()),
            &config,
            &context,
            proxies,
            Some(counting),
        );

        let stop = CancellationToken::new();
        let tasks = vec![
            tokio::spawn(listener.serve(front, stop.clone())),
            tokio::spawn(end_uploads(uploads.clone(), stop.clone())),
            tokio::spawn(check_tools(tools, stop.clone())),
            tokio::spawn(hear(database.clone(), stop.clone())),
            tokio::spawn(runner(&shared).run(stop.clone())),
            tokio::spawn(keep_house(Arc::clone(&shared), uploads, stop.clone())),
        ];
        Ok(Running {
            address,
            url: config.public_url(),
            first_start,
            api,
            database,
            shared,
            stop,
            tasks,
            _serving: serving,
        })
    }
}

impl Running {
    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Public address of the instance.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The administrator's login, if this was the first start.
    pub fn first_start(&self) -> Option<&RootLogin> {
        self.first_start.as_ref()
    }

    /// The API behind the listener.
    pub fn api(&self) -> &rt::Service {
        &self.api
    }

    /// What the API is built on, for tests that look behind it.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Stops: no new connections, requests in progress end, uploads end at a stored offset, everything is written.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the server failed");
            }
        }
        if let Err(error) = self.shared.activity.flush(&self.database).await {
            tracing::warn!(%error, "last activities were not written");
        }
        self.database.close().await;
    }
}

async fn open_objects(config: &Config) -> Result<Objects, StartError> {
    let storage = &config.storage;
    let roots = Roots {
        web_videos: storage.web_videos.clone(),
        thumbnails: storage.thumbnails.clone(),
        torrents: storage.torrents.clone(),
        tmp: storage.tmp.clone(),
    };
    let buckets = object_storage::settings(&config.object_storage);
    let objects = Objects::open(&roots, buckets.as_ref())
        .map_err(|error| StartError::new("open the storage", error))?;
    object_storage::check(&objects).await?;
    Ok(objects)
}

/// Does the background jobs that this server can do.
fn runner(shared: &Arc<Shared>) -> Runner {
    let node = format!("{} {}", startup::node(&shared.config), std::process::id());
    let settings = Settings {
        lease: shared.config.jobs.lease,
        ..Settings::new(node)
    };
    let runner = Runner::new(shared.jobs.clone(), settings);
    if !shared.config.object_storage.enabled {
        return runner;
    }
    runner
        .handle(MovesToObjectStorage(Arc::clone(shared)))
        .handle(MovesToFileSystem(Arc::clone(shared)))
}

async fn open_uploads(
    config: &Config,
    secret: &str,
    database: &Database,
) -> Result<Engine<DatabaseSessions>, StartError> {
    let defaults = peertube_uploads::Config::new(config.storage.tmp.join("resumable-uploads"));
    let largest = usize::try_from(config.object_storage.max_upload_part.bytes());
    let limits = peertube_uploads::Config {
        bucket: object_storage::staging(config).await?,
        piece: defaults.piece.min(largest.unwrap_or(usize::MAX)),
        idle_limit: config.uploads.session_expiry,
        sessions_per_owner: config.uploads.sessions_per_user,
        keep_free: config.uploads.min_free_disk.bytes(),
        node: startup::node(config),
        ..defaults
    };
    let sessions = DatabaseSessions::new(database.clone());
    Engine::open(
        limits,
        secret.as_bytes(),
        database.context().clone(),
        sessions,
    )
    .await
    .map_err(|error| StartError::new("open the uploads", error))
}

/// Says at the start, not at the first upload, that a program is missing. Nobody has to wait for it.
async fn check_tools(tools: Tools, stop: CancellationToken) {
    let asked = peertube_media::tools::versions(&tools);
    match stop.run_until_cancelled(asked).await {
        None => {}
        Some(Ok(found)) => {
            tracing::debug!(ffmpeg = %found.ffmpeg, ffprobe = %found.ffprobe, "media tools")
        }
        Some(Err(error)) => tracing::warn!(%error, "uploads will fail"),
    }
}

/// Hears what other servers tell.
async fn hear(database: Database, stop: CancellationToken) {
    stop.run_until_cancelled(database.listen()).await;
}

/// Ends running uploads as soon as the server stops; waiting for their clients could take hours.
async fn end_uploads(uploads: Engine<DatabaseSessions>, stop: CancellationToken) {
    stop.cancelled().await;
    uploads.stop().await;
}

async fn keep_house(
    shared: Arc<Shared>,
    uploads: Engine<DatabaseSessions>,
    stop: CancellationToken,
) {
    let mut ticks = tokio::time::interval(HOUSEKEEPING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick comes at once, and opening the uploads has just cleaned up.
    ticks.tick().await;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = shared.activity.flush(&shared.db).await {
            tracing::warn!(%error, "last activities were not written");
        }
        shared.viewers.forget_gone(shared.context.now());
        // Each looks at its own disk; a session is removed by one of them.
        match uploads.expire().await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "uploads without a chunk for too long removed"),
            Err(error) => tracing::warn!(%error, "dead uploads were not removed"),
        }
        // What follows one server does for all. Their clocks tick apart, so the pause is a bit less than the interval.
        let turn = shared.db.write(|conn| {
            Box::pin(instance::take_turn(
                conn,
                "housekeeping",
                HOUSEKEEPING * 3 / 4,
            ))
        });
        match turn.await {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) => {
                tracing::warn!(%error, "housekeeping was not done");
                continue;
            }
        }
        let ended = shared
            .db
            .write(|conn| Box::pin(peertube_store::sessions::delete_ended(conn)));
        if let Err(error) = ended.await {
            tracing::warn!(%error, "sessions that have ended were not deleted");
        }
        if let Err(error) = peertube_videos::apply_scheduled(&shared).await {
            tracing::warn!(%error, "scheduled updates were not applied");
        }
        match peertube_videos::remove_stray(&shared).await {
            Ok(0) => {}
            Ok(removed) => {
                tracing::info!(removed, "files of uploads that were never finished removed")
            }
            Err(error) => tracing::warn!(%error, "files without rows were not removed"),
        }
    }
}

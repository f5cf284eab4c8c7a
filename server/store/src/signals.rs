//! News for those who wait for them, in this process and in all others on the same database.
//!
//! A transaction that brings news says so with [`Conn::signal_after_commit`]; they are out when it is in, and never if it is
//! rolled back. Within the process they are known at once. On PostgreSQL the transaction sends a NOTIFY along, and
//! [`Database::listen`] hears those of other processes. News may be lost while a connection is: who waits for them has to look
//! by itself now and then too.

use std::time::Duration;

use peertube_kernel::Result;
use sea_query::{Func, Query};
use sqlx::Executor as _;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::conn::Conn;
use crate::database::Database;
use crate::location::PostgresLocation;
use crate::sqlite::ACQUIRE_TIMEOUT;

/// Pause before the first attempt to listen again; it doubles with each, up to the limit.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A connection on which nothing was heard for so long is asked for a sign of life.
const QUIET: Duration = Duration::from_secs(60);

/// What the news are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A job was put in line, or may run now.
    Jobs,
}

impl Signal {
    const ALL: [Self; 1] = [Self::Jobs];

    /// PostgreSQL's name for the news.
    const fn channel(self) -> &'static str {
        match self {
            Self::Jobs => "peertube_jobs",
        }
    }
}

/// Those who wait in this process.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    jobs: watch::Sender<()>,
}

impl Signals {
    const fn of(&self, signal: Signal) -> &watch::Sender<()> {
        match signal {
            Signal::Jobs => &self.jobs,
        }
    }

    pub(crate) fn tell(&self, signal: Signal) {
        self.of(signal).send_replace(());
    }

    fn tell_all(&self) {
        for signal in Signal::ALL {
            self.tell(signal);
        }
    }
}

impl Conn<'_> {
    /// Has the news out once the transaction is in, and not if it is rolled back.
    pub fn signal_after_commit(&mut self, signal: Signal) {
        if !self.signals.contains(&signal) {
            self.signals.push(signal);
        }
    }

    /// Adds the news to the transaction, for other processes.
    pub(crate) async fn notify(&mut self) -> Result<()> {
        if !self.is_postgres() {
            return Ok(());
        }
        for signal in self.signals.clone() {
            let call = Func::cust("pg_notify").arg(signal.channel()).arg("");
            self.execute(&Query::select().expr(call).take()).await?;
        }
        Ok(())
    }
}

impl Database {
    /// To be told of news: [`changed`](watch::Receiver::changed) returns when there were some since it was last called.
    pub fn subscribe(&self, signal: Signal) -> watch::Receiver<()> {
        self.signals.of(signal).subscribe()
    }

    /// Passes on what other processes tell, until it is dropped. A lost connection is opened again.
    pub async fn listen(&self) {
        let Some(location) = self.listening_location() else {
            return std::future::pending().await;
        };
        let mut pause = FIRST_PAUSE;
        loop {
            let Err(error) = hear(location, &self.signals, &mut pause).await;
            tracing::warn!(%error, "other processes are not heard at the moment; jobs of theirs may begin some seconds later");
            tokio::time::sleep(pause).await;
            pause = LONGEST_PAUSE.min(pause * 2);
        }
    }
}

/// Listens on a connection as long as there is one.
async fn hear(
    location: &PostgresLocation,
    signals: &Signals,
    pause: &mut Duration,
) -> Result<std::convert::Infallible, sqlx::Error> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(location.options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    let channels = Signal::ALL.map(Signal::channel);
    listener.listen_all(channels).await?;
    *pause = FIRST_PAUSE;
    // What was told meanwhile was not heard.
    signals.tell_all();
    loop {
        match timeout(QUIET, listener.try_recv()).await {
            Ok(heard) => match heard? {
                Some(news) => {
                    let known = |signal: &Signal| signal.channel() == news.channel();
                    if let Some(signal) = Signal::ALL.into_iter().find(known) {
                        signals.tell(signal);
                    }
                }
                // The connection was lost, and there is another one.
                None => signals.tell_all(),
            },
            Err(_) => {
                let alive = timeout(ACQUIRE_TIMEOUT, listener.execute("SELECT 1")).await;
                alive.map_err(|_| sqlx::Error::PoolTimedOut)??;
            }
        }
    }
}

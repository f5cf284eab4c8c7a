//! Locks that hold in every process on the same database, for work whose effects are not in the database.
//!
//! On PostgreSQL a lock is an advisory one of a connection of its own, so it ends with the process that holds it. A process
//! may live longer than its connection, and not know that another one has the lock by now: therefore a transaction asks
//! [`Held::check`] first. An SQLite file has one serving process, so there a lock of the process is enough.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use peertube_kernel::ids::VideoId;
use peertube_kernel::{Error, Result};
use sea_query::{Expr, ExprTrait as _, Func, Query};
use tokio::sync::{OwnedMutexGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

use crate::conn::Conn;
use crate::database::Database;

/// A kind of advisory lock of PostgreSQL.
struct Advisory {
    /// First of its two numbers.
    class: i32,
    shared: &'static str,
    exclusive: &'static str,
}

/// Held as long as the lock is. The number is "ptfi", so that it is nobody else's.
const SESSION: Advisory = Advisory {
    class: 0x7074_6669,
    shared: "pg_advisory_lock_shared",
    exclusive: "pg_advisory_lock",
};

/// Held by transactions that rely on the lock, so that its next holder waits for them too. "ptfc".
const TRANSACTION: Advisory = Advisory {
    class: 0x7074_6663,
    shared: "pg_advisory_xact_lock_shared",
    exclusive: "pg_advisory_xact_lock",
};

/// Stands for all videos as second number.
const ALL: i32 = 0;

/// What is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// The files of one video.
    VideoFiles(VideoId),
    /// The files of all videos.
    AllVideoFiles,
}

/// A lock that is held until this is dropped.
///
/// Whoever holds one must not ask for another: both might wait for each other.
pub struct Held<'db> {
    /// The connection that has the lock; none on SQLite. Given back first: its pool unlocks it.
    session: Option<Session<'db>>,
    _local: LocalGuard,
}

struct Session<'db> {
    _conn: Conn<'db>,
    /// Number of its process on the server.
    pid: i64,
    lock: Lock,
}

/// The locks among the tasks of this process.
#[derive(Debug, Default)]
pub(crate) struct Local {
    all: Arc<RwLock<()>>,
    videos: Mutex<HashMap<VideoId, Weak<tokio::sync::Mutex<()>>>>,
}

enum LocalGuard {
    One {
        _all: OwnedRwLockReadGuard<()>,
        _video: OwnedMutexGuard<()>,
    },
    All {
        _all: OwnedRwLockWriteGuard<()>,
    },
}

impl Local {
    async fn lock(&self, lock: Lock) -> LocalGuard {
        let all = Arc::clone(&self.all);
        match lock {
            Lock::AllVideoFiles => LocalGuard::All {
                _all: all.write_owned().await,
            },
            Lock::VideoFiles(video) => LocalGuard::One {
                _all: all.read_owned().await,
                _video: self.of(video).lock_owned().await,
            },
        }
    }

    fn of(&self, video: VideoId) -> Arc<tokio::sync::Mutex<()>> {
        let mut videos = self.videos.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = videos.get(&video).and_then(Weak::upgrade) {
            return known;
        }
        videos.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        videos.insert(video, Arc::downgrade(&lock));
        lock
    }
}

impl Database {
    /// Waits for a lock and takes it.
    ///
    /// # Errors
    /// 503 when another process has held it for as long as connections are waited for.
    pub async fn lock(&self, lock: Lock) -> Result<Held<'_>> {
        let local = self.locks.lock(lock).await;
        let session = match self.lock_connection().await? {
            Some(conn) => Some(Session::open(conn, lock).await?),
            None => None,
        };
        Ok(Held {
            session,
            _local: local,
        })
    }
}

impl<'db> Session<'db> {
    async fn open(mut conn: Conn<'db>, lock: Lock) -> Result<Self> {
        take(&mut conn, lock, &SESSION).await?;
        // Whoever had the lock before may have lost it in the middle of a transaction. Outside of a transaction the locks
        // of one are given back at once.
        take(&mut conn, lock, &TRANSACTION).await?;
        let pid = Expr::from(Func::cust("pg_backend_pid")).cast_as("bigint");
        let pid = Query::select().expr(pid).take();
        let pid = conn.first(&pid).await?.unwrap_or_default();
        Ok(Self {
            _conn: conn,
            pid,
            lock,
        })
    }
}

impl Held<'_> {
    /// To be asked in each transaction that is right only under the lock: nobody else gets it before the transaction ends.
    ///
    /// # Errors
    /// 503 when the lock is lost.
    pub async fn check(&self, conn: &mut Conn<'_>) -> Result<()> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        take(conn, session.lock, &TRANSACTION).await?;
        let holder = Query::select()
            .expr(Expr::val(1_i64))
            .from("pg_locks")
            .and_where(Expr::col("locktype").eq("advisory"))
            .and_where(number_is("classid", SESSION.class))
            .and_where(number_is("objid", session.lock.number()))
            .and_where(number_is("pid", session.pid))
            .and_where(Expr::col("granted"))
            .take();
        match conn.first::<i64>(&holder).await? {
            Some(_) => Ok(()),
            None => Err(Error::unavailable(
                Duration::from_secs(5),
                "The connection to the database was lost in the middle of the change",
            )),
        }
    }
}

impl std::fmt::Debug for Held<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lock = self.session.as_ref().map(|session| session.lock);
        f.debug_tuple("Held").field(&lock).finish()
    }
}

impl Lock {
    /// The second number of the advisory lock. Two videos may have the same one, and then wait for each other.
    fn number(self) -> i32 {
        match self {
            Self::AllVideoFiles => ALL,
            Self::VideoFiles(video) => {
                i32::try_from(i64::from(video) % i64::from(i32::MAX)).map_or(ALL, |low| low + 1)
            }
        }
    }
}

/// Takes the advisory locks that stand for a lock: of a video its own, and that of all videos together with others.
async fn take(conn: &mut Conn<'_>, lock: Lock, kind: &Advisory) -> Result<()> {
    let call = |function, number| {
        let call = Func::cust(function).arg(kind.class).arg(number);
        Query::select().expr(call).take()
    };
    if lock != Lock::AllVideoFiles {
        conn.execute(&call(kind.shared, ALL)).await?;
    }
    conn.execute(&call(kind.exclusive, lock.number())).await?;
    Ok(())
}

/// Columns of `pg_locks` are of types that nothing is bound as.
fn number_is(column: &'static str, number: impl Into<i64>) -> Expr {
    Expr::col(column).cast_as("bigint").eq(number.into())
}

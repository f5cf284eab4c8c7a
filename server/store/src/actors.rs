//! What federates: the actors behind accounts and channels, in one space of names.

use peertube_kernel::ids::ActorId;
use peertube_kernel::{Error, Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, OnConflict, Query};

use crate::conn::Conn;
use crate::query::{any, column, delete, insert};
use crate::record::record;
use crate::value::Bind as _;

/// Whom an actor stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// An account.
    Account = 1,
    /// A video channel.
    Channel = 2,
}

record! {
    /// An actor, local or remote.
    pub struct ActorRow in "actors" {
        /// Id.
        pub id: ActorId,
        /// Name in handles.
        pub name: String,
        /// Host of a remote actor; `None` for local ones.
        pub host: Option<String>,
        /// ActivityPub address of a remote actor; `None` for local ones, whose address follows from the name.
        pub url: Option<String>,
        /// How many follow it.
        pub followers_count: i64,
        /// How many it follows.
        pub following_count: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

/// A condition on `actors` under this alias: the actor of a handle. Names are compared without case.
pub(crate) fn handle(alias: &'static str, name: &str, host: Option<&str>) -> Expr {
    let host = match host {
        Some(host) => column(alias, "host").eq(host),
        None => column(alias, "host").is_null(),
    };
    column(alias, "name_lower")
        .eq(name.to_lowercase())
        .and(host)
}

/// Whether a local actor has this name or had it before it was deleted.
pub async fn is_name_taken(conn: &mut Conn<'_>, name: &str) -> Result<bool> {
    let present = Query::select()
        .expr(Expr::val(1_i64))
        .from("actors")
        .and_where(handle("actors", name, None))
        .take();
    let past = Query::select()
        .expr(Expr::val(1_i64))
        .from("reserved_names")
        .and_where(Expr::col("name_lower").eq(name.to_lowercase()))
        .take();
    let query = Query::select()
        .expr(Expr::exists(present).or(Expr::exists(past)))
        .take();
    Ok(conn.first(&query).await?.unwrap_or(false))
}

/// Makes a local actor; a conflict if the name is or was another's.
pub(crate) async fn create_local(
    conn: &mut Conn<'_>,
    kind: ActorKind,
    name: &str,
) -> Result<ActorId> {
    if is_name_taken(conn, name).await? {
        return Err(Error::conflict(format!(
            "The name {name} is already used by an account or a channel"
        )));
    }
    let now = conn.now();
    let mut query = insert(
        "actors",
        vec![
            ("kind", (kind as i64).bind()),
            ("name", name.bind()),
            ("name_lower", name.to_lowercase().bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// Deletes local actors with what hangs on them; their names stay taken for ever.
pub(crate) async fn delete_and_reserve(conn: &mut Conn<'_>, actors: &[ActorRow]) -> Result<()> {
    if actors.is_empty() {
        return Ok(());
    }
    let now = conn.now();
    for actor in actors.iter().filter(|actor| actor.host.is_none()) {
        let mut query = insert(
            "reserved_names",
            vec![
                ("name_lower", actor.name.to_lowercase().bind()),
                ("created_at", now.bind()),
            ],
        );
        query.on_conflict(OnConflict::column("name_lower").do_nothing().to_owned());
        conn.execute(&query).await?;
    }
    let ids = actors
        .iter()
        .map(|actor| column("actors", "id").eq(actor.id.get()));
    let mut query = delete("actors", Expr::val(true));
    query.cond_where(any(ids));
    conn.execute(&query).await?;
    Ok(())
}

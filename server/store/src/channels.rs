//! Video channels.

use peertube_kernel::ids::{AccountId, ActorId, ChannelId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Cond, Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement};

use crate::accounts::{self, Account, select_account};
use crate::actors::{self, ActorKind, ActorRow};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::files::{self, OwnedFiles};
use crate::query::{
    Assignment, Direction, Listing, Page, column, contains, count_all, insert, list as list_rows,
    update as update_rows,
};
use crate::record::{FromRow, Record, record, select_columns};
use crate::value::{Bind as _, Cursor};

mod stats;

pub use stats::{ChannelStats, stats};

record! {
    /// What a channel has beyond its actor.
    pub struct ChannelRow in "channels" {
        /// Id.
        pub id: ChannelId,
        /// Its actor.
        pub actor_id: ActorId,
        /// The account that owns it.
        pub account_id: AccountId,
        /// Name shown to people.
        pub display_name: String,
        /// About the channel.
        pub description: Option<String>,
        /// How to support it.
        pub support: Option<String>,
        /// Where to write to.
        pub public_email: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it, or what is in it, was last changed.
        pub updated_at: Timestamp,
    }
}

/// A channel with its actor and its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// The channel.
    pub channel: ChannelRow,
    /// Its actor.
    pub actor: ActorRow,
    /// The account that owns it.
    pub owner: Account,
}

impl FromRow for Channel {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            channel: Record::read(cursor)?,
            actor: Record::read(cursor)?,
            owner: FromRow::from_row(cursor)?,
        })
    }
}

/// Adds the columns of a [`Channel`].
pub(crate) fn select_channel(query: &mut SelectStatement) {
    select_columns::<ChannelRow>(query, "channels");
    select_columns::<ActorRow>(query, "channel_actors");
    select_account(query);
}

/// Joins what a [`Channel`] needs beside `channels`.
pub(crate) fn join_owner(query: &mut SelectStatement) {
    query
        .join_as(
            JoinType::InnerJoin,
            "actors",
            "channel_actors",
            column("channel_actors", "id").equals(("channels", "actor_id")),
        )
        .inner_join(
            "accounts",
            column("accounts", "id").equals(("channels", "account_id")),
        );
    accounts::join_actor(query);
}

fn query() -> SelectStatement {
    let mut query = Query::select();
    select_channel(&mut query);
    query.from("channels");
    join_owner(&mut query);
    query
}

/// The channel of this id.
pub async fn by_id(conn: &mut Conn<'_>, id: ChannelId) -> Result<Option<Channel>> {
    conn.first(query().and_where(column("channels", "id").eq(id.get())))
        .await
}

/// The channel of a handle. `host` is `None` for local ones; names are compared without case.
pub async fn by_handle(
    conn: &mut Conn<'_>,
    name: &str,
    host: Option<&str>,
) -> Result<Option<Channel>> {
    conn.first(query().and_where(actors::handle("channel_actors", name, host)))
        .await
}

/// All channels of an account, oldest first.
pub async fn of_account(conn: &mut Conn<'_>, account: AccountId) -> Result<Vec<Channel>> {
    let mut query = query();
    query
        .and_where(column("channels", "account_id").eq(account.get()))
        .order_by(("channels", "created_at"), sea_query::Order::Asc)
        .order_by(("channels", "id"), sea_query::Order::Asc);
    conn.all(&query).await
}

/// How many channels an account has.
pub async fn count_of_account(conn: &mut Conn<'_>, account: AccountId) -> Result<i64> {
    let query = Query::select()
        .expr(count_all())
        .from("channels")
        .and_where(column("channels", "account_id").eq(account.get()))
        .take();
    Ok(conn.first(&query).await?.unwrap_or(0))
}

/// What to order channels by; rows that are equal come by id, ascending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelSort {
    /// By id.
    Id,
    /// By the name shown to people.
    DisplayName,
    /// By the last change.
    UpdatedAt,
    /// By age.
    CreatedAt,
}

/// Which channels to list, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelFilter {
    /// Only those of this account.
    pub account: Option<AccountId>,
    /// Only those whose name, or whose owner's name, contains this; without case.
    pub search: Option<String>,
    /// Order.
    pub sort: ChannelSort,
    /// Direction of the order.
    pub direction: Direction,
}

impl Default for ChannelFilter {
    fn default() -> Self {
        Self {
            account: None,
            search: None,
            sort: ChannelSort::CreatedAt,
            direction: Direction::Descending,
        }
    }
}

/// Channels that match the filter.
pub async fn list(
    conn: &mut Conn<'_>,
    filter: &ChannelFilter,
    page: Page,
) -> Result<Listing<Channel>> {
    let mut query = query();
    if let Some(account) = filter.account {
        query.and_where(column("channels", "account_id").eq(account.get()));
    }
    if let Some(search) = &filter.search {
        let search = search.to_ascii_lowercase();
        let named = |table| contains(Func::lower(column(table, "display_name")).into(), &search);
        query.cond_where(Cond::any().add(named("channels")).add(named("accounts")));
    }
    let sort = match filter.sort {
        ChannelSort::Id => "id",
        ChannelSort::DisplayName => "display_name",
        ChannelSort::UpdatedAt => "updated_at",
        ChannelSort::CreatedAt => "created_at",
    };
    query
        .order_by(("channels", sort), filter.direction.order())
        .order_by(("channels", "id"), sea_query::Order::Asc);
    list_rows(conn, query, page, true).await
}

/// A channel to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChannel {
    /// Name in handles.
    pub name: String,
    /// Name shown to people.
    pub display_name: String,
    /// About the channel.
    pub description: Option<String>,
    /// How to support it.
    pub support: Option<String>,
    /// Where to write to.
    pub public_email: Option<String>,
}

/// Makes a local channel; a conflict if the name is or was another actor's.
pub async fn create(conn: &mut Conn<'_>, owner: AccountId, new: &NewChannel) -> Result<ChannelId> {
    let actor = actors::create_local(conn, ActorKind::Channel, &new.name).await?;
    let now = conn.now();
    let mut query = insert(
        "channels",
        vec![
            ("actor_id", actor.bind()),
            ("account_id", owner.bind()),
            ("display_name", new.display_name.as_str().bind()),
            ("description", new.description.as_deref().bind()),
            ("support", new.support.as_deref().bind()),
            ("public_email", new.public_email.as_deref().bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// What to change of a channel; `None` leaves a value alone, an inner `None` clears it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChannelChanges {
    /// Name shown to people.
    pub display_name: Option<String>,
    /// About the channel.
    pub description: Option<Option<String>>,
    /// How to support it.
    pub support: Option<Option<String>>,
    /// Where to write to.
    pub public_email: Option<Option<String>>,
    /// Whether to write the support text on all videos of the channel too, when it changes.
    pub bulk_videos_support_update: bool,
}

/// Changes a channel.
pub async fn update(conn: &mut Conn<'_>, id: ChannelId, changes: &ChannelChanges) -> Result<()> {
    let mut assignments: Vec<Assignment> = Vec::new();
    if let Some(name) = &changes.display_name {
        assignments.push(("display_name", name.as_str().bind()));
    }
    let texts = [
        ("description", &changes.description),
        ("support", &changes.support),
        ("public_email", &changes.public_email),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            assignments.push((column, text.as_deref().bind()));
        }
    }
    assignments.push(("updated_at", conn.now().bind()));
    let query = update_rows("channels", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    if let (true, Some(support)) = (changes.bulk_videos_support_update, &changes.support) {
        let assignments = vec![
            ("support", support.as_deref().bind()),
            ("updated_at", conn.now().bind()),
        ];
        let query = update_rows("videos", assignments, Expr::col("channel_id").eq(id.get()));
        conn.execute(&query).await?;
    }
    Ok(())
}

/// Marks a channel as changed, as new videos do.
pub async fn touch(conn: &mut Conn<'_>, id: ChannelId) -> Result<()> {
    let assignments = vec![("updated_at", conn.now().bind())];
    let query = update_rows("channels", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}

/// Deletes a channel with its videos; its name stays taken, its playlists become private.
///
/// Returns the files that are nobody's now, to be deleted once the transaction is committed.
pub async fn delete(conn: &mut Conn<'_>, channel: &Channel) -> Result<OwnedFiles> {
    let videos = Query::select()
        .column("id")
        .from("videos")
        .and_where(Expr::col("channel_id").eq(channel.channel.id.get()))
        .take();
    let owned = files::of_videos(conn, videos).await?;
    crate::playlists::detach_channel(conn, channel.channel.id).await?;
    actors::delete_and_reserve(conn, std::slice::from_ref(&channel.actor)).await?;
    Ok(owned)
}

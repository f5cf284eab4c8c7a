//! Playlists; so far only the private "Watch later" one that every user has.

use peertube_kernel::Result;
use peertube_kernel::ids::{AccountId, ChannelId, PlaylistId};
use peertube_kernel::video::Privacy;
use sea_query::{Expr, ExprTrait as _};
use uuid::Uuid;

use crate::conn::Conn;
use crate::query::{insert, update};
use crate::record::{record, select};
use crate::value::Bind as _;

const WATCH_LATER: i64 = 2;

record! {
    /// A playlist.
    pub struct PlaylistRow in "playlists" {
        /// Id.
        pub id: PlaylistId,
        /// UUID.
        pub uuid: Uuid,
        /// The account that owns it.
        pub account_id: AccountId,
        /// Name shown to people.
        pub display_name: String,
    }
}

/// Makes the "Watch later" playlist of a new account.
pub(crate) async fn create_watch_later(
    conn: &mut Conn<'_>,
    account: AccountId,
) -> Result<PlaylistId> {
    let now = conn.now();
    let mut query = insert(
        "playlists",
        vec![
            ("uuid", conn.context().uuid().bind()),
            ("account_id", account.bind()),
            ("display_name", "Watch later".bind()),
            ("privacy", Privacy::Private.bind()),
            ("type", WATCH_LATER.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// The "Watch later" playlist of an account; `None` for remote accounts and the instance's own.
pub async fn watch_later(conn: &mut Conn<'_>, account: AccountId) -> Result<Option<PlaylistRow>> {
    let mut query = select::<PlaylistRow>();
    query
        .and_where(Expr::col("account_id").eq(account.get()))
        .and_where(Expr::col("type").eq(WATCH_LATER));
    conn.first(&query).await
}

/// The channel goes: its playlists stay, private.
pub(crate) async fn detach_channel(conn: &mut Conn<'_>, channel: ChannelId) -> Result<()> {
    let assignments = vec![
        ("channel_id", None::<ChannelId>.bind()),
        ("privacy", Privacy::Private.bind()),
        ("updated_at", conn.now().bind()),
    ];
    let query = update(
        "playlists",
        assignments,
        Expr::col("channel_id").eq(channel.get()),
    );
    conn.execute(&query).await?;
    Ok(())
}

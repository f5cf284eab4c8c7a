//! What the instance has once: its OAuth client, its secrets, and other named values.

use std::time::Duration;

use peertube_kernel::{Result, Timestamp, random};
use sea_query::{Expr, ExprTrait as _, OnConflict, Query};

use crate::conn::Conn;
use crate::query::insert;
use crate::record::{record, select};
use crate::value::Bind as _;

record! {
    /// The OAuth client that all applications of this instance share.
    pub struct OAuthClient in "oauth_clients" {
        /// 32 characters of `[a-z0-9]`.
        pub client_id: String,
        /// 32 characters of `[a-zA-Z0-9]`.
        pub client_secret: String,
    }
}

/// The OAuth client, if the instance has been set up.
pub async fn oauth_client(conn: &mut Conn<'_>) -> Result<Option<OAuthClient>> {
    let mut query = select::<OAuthClient>();
    query.order_by("id", sea_query::Order::Asc).limit(1);
    conn.first(&query).await
}

/// Makes the OAuth client of a new instance.
pub async fn create_oauth_client(conn: &mut Conn<'_>) -> Result<OAuthClient> {
    let random = &*conn.context().random;
    let client = OAuthClient {
        client_id: random::lower_alphanumeric(random, 32),
        client_secret: random::alphanumeric(random, 32),
    };
    let mut query = insert(
        "oauth_clients",
        vec![
            ("client_id", client.client_id.as_str().bind()),
            ("client_secret", client.client_secret.as_str().bind()),
            ("created_at", conn.now().bind()),
        ],
    );
    conn.insert::<i64>(&mut query).await?;
    Ok(client)
}

/// The value kept under this name.
pub async fn value(conn: &mut Conn<'_>, name: &str) -> Result<Option<String>> {
    let query = Query::select()
        .column("value")
        .from("instance_values")
        .and_where(Expr::col("name").eq(name))
        .take();
    conn.first(&query).await
}

/// Keeps a value under a name, in place of an earlier one.
pub async fn set_value(conn: &mut Conn<'_>, name: &str, value: &str) -> Result<()> {
    let mut query = insert(
        "instance_values",
        vec![
            ("name", name.bind()),
            ("value", value.bind()),
            ("updated_at", conn.now().bind()),
        ],
    );
    let conflict = OnConflict::column("name")
        .update_columns(["value", "updated_at"])
        .to_owned();
    query.on_conflict(conflict);
    conn.execute(&query).await?;
    Ok(())
}

/// Takes the turn at something that is done now and then by one of all servers. Gives whether it is the caller's: not if
/// there was one within `pause`.
///
/// Needs a writing transaction. A server that ends in the middle of its turn is followed by whoever asks after `pause`.
pub async fn take_turn(conn: &mut Conn<'_>, name: &str, pause: Duration) -> Result<bool> {
    let name = &format!("turn.{name}");
    let query = Query::select()
        .column("updated_at")
        .from("instance_values")
        .and_where(Expr::col("name").eq(name))
        .take();
    let last = conn.first::<Timestamp>(&query).await?;
    let now = conn.now();
    // A time to come is that of a clock that was wrong.
    if last.is_some_and(|last| last <= now && now.since(last) < pause) {
        return Ok(false);
    }
    set_value(conn, name, "").await?;
    Ok(true)
}

/// The secret of this name, 64 hexadecimal digits; made when it is asked for the first time.
///
/// Needs a writing transaction.
pub async fn secret(conn: &mut Conn<'_>, name: &str) -> Result<String> {
    if let Some(secret) = known_secret(conn, name).await? {
        return Ok(secret);
    }
    let secret = random::hex(&*conn.context().random, 64);
    set_secret(conn, name, &secret).await?;
    Ok(secret)
}

/// The secret of this name, if it was asked for before.
pub async fn known_secret(conn: &mut Conn<'_>, name: &str) -> Result<Option<String>> {
    value(conn, &format!("secret.{name}")).await
}

/// Keeps a secret that was made elsewhere.
pub async fn set_secret(conn: &mut Conn<'_>, name: &str, secret: &str) -> Result<()> {
    set_value(conn, &format!("secret.{name}"), secret).await
}

//! Accounts: of users, of the instance itself, and of people elsewhere.

use peertube_kernel::ids::{AccountId, ActorId, UserId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Query, SelectStatement};

use crate::actors::{self, ActorKind, ActorRow};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{
    Assignment, Direction, Listing, Page, column, insert, list as list_rows, update as update_rows,
};
use crate::record::{FromRow, Record, record, select_columns};
use crate::value::{Bind as _, Cursor};

record! {
    /// What an account has beyond its actor.
    pub struct AccountRow in "accounts" {
        /// Id.
        pub id: AccountId,
        /// Its actor.
        pub actor_id: ActorId,
        /// The user who owns it; `None` for remote accounts and for the instance's own.
        pub user_id: Option<UserId>,
        /// Name shown to people.
        pub display_name: String,
        /// About the account.
        pub description: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

/// An account with its actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The account.
    pub account: AccountRow,
    /// Its actor.
    pub actor: ActorRow,
}

impl FromRow for Account {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            account: Record::read(cursor)?,
            actor: Record::read(cursor)?,
        })
    }
}

/// Adds the columns of an [`Account`], with its tables under their aliases in `accounts`, `account_actors`.
pub(crate) fn select_account(query: &mut SelectStatement) {
    select_columns::<AccountRow>(query, "accounts");
    select_columns::<ActorRow>(query, "account_actors");
}

/// Joins the actor of `accounts` as `account_actors`.
pub(crate) fn join_actor(query: &mut SelectStatement) {
    query.join_as(
        sea_query::JoinType::InnerJoin,
        "actors",
        "account_actors",
        column("account_actors", "id").equals(("accounts", "actor_id")),
    );
}

fn query() -> SelectStatement {
    let mut query = Query::select();
    select_account(&mut query);
    query.from("accounts");
    join_actor(&mut query);
    query
}

/// The account of this id.
pub async fn by_id(conn: &mut Conn<'_>, id: AccountId) -> Result<Option<Account>> {
    conn.first(query().and_where(column("accounts", "id").eq(id.get())))
        .await
}

/// The account of a handle. `host` is `None` for local ones; names are compared without case.
pub async fn by_handle(
    conn: &mut Conn<'_>,
    name: &str,
    host: Option<&str>,
) -> Result<Option<Account>> {
    conn.first(query().and_where(actors::handle("account_actors", name, host)))
        .await
}

/// All accounts that are known, local or not, the instance's own included, by the time they were made.
pub async fn list(
    conn: &mut Conn<'_>,
    direction: Direction,
    page: Page,
) -> Result<Listing<Account>> {
    let mut query = query();
    query
        .order_by(("accounts", "created_at"), direction.order())
        .order_by(("accounts", "id"), sea_query::Order::Asc);
    list_rows(conn, query, page, true).await
}

/// What to change of an account; `None` leaves a value alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChanges {
    /// Name shown to people.
    pub display_name: Option<String>,
    /// About the account; the inner `None` clears it.
    pub description: Option<Option<String>>,
}

/// Changes an account.
pub async fn update(conn: &mut Conn<'_>, id: AccountId, changes: &AccountChanges) -> Result<()> {
    let mut assignments: Vec<Assignment> = Vec::new();
    if let Some(name) = &changes.display_name {
        assignments.push(("display_name", name.as_str().bind()));
    }
    if let Some(description) = &changes.description {
        assignments.push(("description", description.as_deref().bind()));
    }
    if assignments.is_empty() {
        return Ok(());
    }
    assignments.push(("updated_at", conn.now().bind()));
    let query = update_rows("accounts", assignments, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}

/// Makes a local account, of a user or of the instance.
pub async fn create_local(
    conn: &mut Conn<'_>,
    name: &str,
    display_name: &str,
    user: Option<UserId>,
) -> Result<AccountId> {
    let actor = actors::create_local(conn, ActorKind::Account, name).await?;
    let now = conn.now();
    let mut query = insert(
        "accounts",
        vec![
            ("actor_id", actor.bind()),
            ("user_id", user.bind()),
            ("display_name", display_name.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

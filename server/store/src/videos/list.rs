//! Lists of videos, in a fixed small number of queries.

use peertube_kernel::ids::{AccountId, ChannelId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement};

use super::{VideoFilter, VideoRow};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{Listing, Page, column, count_all, paginate, sum};
use crate::record::{FromRow, Record};
use crate::search::Index;
use crate::value::{Cursor, Read};

/// Descriptions are cut in lists: what is shown, and one more to see that there is more.
const DESCRIPTION_LENGTH: i64 = 251;

/// What lists show of an account or a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorSummary<Id> {
    /// Id of the account or channel.
    pub id: Id,
    /// Name in handles.
    pub name: String,
    /// Host of a remote one.
    pub host: Option<String>,
    /// Address of a remote one.
    pub url: Option<String>,
    /// Name shown to people.
    pub display_name: String,
}

impl<Id: Read> FromRow for ActorSummary<Id> {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: cursor.read()?,
            name: cursor.read()?,
            host: cursor.read()?,
            url: cursor.read()?,
            display_name: cursor.read()?,
        })
    }
}

/// A video in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVideo {
    /// The video. Its description is cut after 251 characters.
    pub video: VideoRow,
    /// Its channel.
    pub channel: ActorSummary<ChannelId>,
    /// The account that owns the channel.
    pub account: ActorSummary<AccountId>,
    /// Where the viewer stopped, in seconds; `None` when the viewer has not watched it.
    pub user_position: Option<i64>,
}

impl FromRow for ListedVideo {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            video: Record::read(cursor)?,
            channel: FromRow::from_row(cursor)?,
            account: FromRow::from_row(cursor)?,
            user_position: cursor.read()?,
        })
    }
}

/// Videos that match the filter; `counted` says whether to count all of them.
pub async fn list(
    conn: &mut Conn<'_>,
    filter: &VideoFilter,
    page: Page,
    counted: bool,
) -> Result<Listing<ListedVideo>> {
    let total = if counted {
        Some(count(conn, filter).await?)
    } else {
        None
    };
    if page.count == 0 {
        return Ok(Listing {
            total,
            rows: Vec::new(),
        });
    }
    let query = page_query(filter, page, conn.now(), conn.index());
    let rows = conn.all(&query).await?;
    Ok(Listing { total, rows })
}

fn page_query(filter: &VideoFilter, page: Page, now: Timestamp, index: Index) -> SelectStatement {
    let mut query = Query::select();
    select_video(&mut query);
    select_summary(&mut query, "channels", "channel_actors");
    select_summary(&mut query, "accounts", "account_actors");
    query.from("videos").inner_join(
        "channels",
        column("channels", "id").equals(("videos", "channel_id")),
    );
    crate::channels::join_owner(&mut query);
    select_position(&mut query, filter);
    query.cond_where(filter.conditions_of_page(index));
    filter.order(&mut query, now);
    paginate(&mut query, page);
    query
}

/// Counting is a sum over what is counted already, where the filter allows it.
fn count_query(filter: &VideoFilter, index: Index) -> SelectStatement {
    let mut query = Query::select();
    if filter.is_counted() {
        query
            .expr(sum(column("videos", "number")))
            .from_as("video_counts", "videos");
    } else {
        query.expr(count_all()).from("videos");
    }
    query.cond_where(filter.conditions(index)).take()
}

/// How a list would be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Steps of reading a page, in the words of the database.
    pub page: Vec<String>,
    /// Steps of counting all.
    pub count: Vec<String>,
    /// Whether the total is a sum of what is counted already, so that `count` looks at no video. SQLite's steps do not tell: they
    /// have the name that the statement gives to the table of counts.
    pub is_summed: bool,
}

/// How the database would read a list, for tests and measurements.
pub async fn explain(conn: &mut Conn<'_>, filter: &VideoFilter, page: Page) -> Result<Plan> {
    let index = conn.index();
    let query = page_query(filter, page, conn.now(), index);
    Ok(Plan {
        page: conn.plan(&query).await?,
        count: conn.plan(&count_query(filter, index)).await?,
        is_summed: filter.is_counted(),
    })
}

/// How many videos match the filter.
pub async fn count(conn: &mut Conn<'_>, filter: &VideoFilter) -> Result<i64> {
    let query = count_query(filter, conn.index());
    Ok(conn.first(&query).await?.unwrap_or(0))
}

fn select_video(query: &mut SelectStatement) {
    for name in VideoRow::COLUMNS {
        if *name == "description" {
            query.expr(Func::cust("substr").args([
                column("videos", name),
                Expr::Constant(1_i64.into()),
                Expr::Constant(DESCRIPTION_LENGTH.into()),
            ]));
        } else {
            query.column(("videos", *name));
        }
    }
}

fn select_summary(query: &mut SelectStatement, table: &'static str, actors: &'static str) {
    query
        .column((table, "id"))
        .columns([(actors, "name"), (actors, "host"), (actors, "url")])
        .column((table, "display_name"));
}

fn select_position(query: &mut SelectStatement, filter: &VideoFilter) {
    let Some(viewer) = filter.viewer else {
        query.expr(Expr::val(None::<i64>));
        return;
    };
    query.column(("user_video_history", "position")).join(
        JoinType::LeftJoin,
        "user_video_history",
        column("user_video_history", "video_id")
            .equals(("videos", "id"))
            .and(column("user_video_history", "user_id").eq(viewer.get())),
    );
}

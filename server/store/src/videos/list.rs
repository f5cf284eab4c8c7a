//! Lists of videos, in a fixed small number of queries.

use peertube_kernel::ids::{AccountId, ChannelId};
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Func, JoinType, Query, SelectStatement};

use super::{VideoFilter, VideoRow};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{Listing, Page, column, count_all, paginate};
use crate::record::{FromRow, Record};
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
    let query = page_query(filter, page, conn.now());
    let rows = conn.all(&query).await?;
    Ok(Listing { total, rows })
}

fn page_query(filter: &VideoFilter, page: Page, now: Timestamp) -> SelectStatement {
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
    query.cond_where(filter.conditions());
    filter.order(&mut query, now);
    paginate(&mut query, page);
    query
}

fn count_query(filter: &VideoFilter) -> SelectStatement {
    Query::select()
        .expr(count_all())
        .from("videos")
        .cond_where(filter.conditions())
        .take()
}

/// How many videos match the filter.
pub async fn count(conn: &mut Conn<'_>, filter: &VideoFilter) -> Result<i64> {
    let query = count_query(filter);
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

#[cfg(test)]
mod tests {
    use peertube_kernel::Context;

    use super::*;
    use crate::{Database, Location};

    #[tokio::test]
    async fn the_usual_list_reads_an_index_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::sqlite(folder.path().join("test.sqlite"));
        let db = Database::open(&location, Context::system()).await.unwrap();
        let mut conn = db.read().await.unwrap();
        let filter = VideoFilter::listed(None);
        let page = page_query(&filter, Page::default(), conn.now());
        let plan = conn.plan(&page).await.unwrap();
        assert!(plan[0].contains("USING INDEX videos_listed"), "{plan:#?}");
        assert!(
            !plan.iter().any(|step| step.contains("TEMP B-TREE")),
            "{plan:#?}"
        );
        let plan = conn.plan(&count_query(&filter)).await.unwrap();
        assert!(
            plan[0].contains("USING COVERING INDEX videos_listed"),
            "{plan:#?}"
        );
    }
}

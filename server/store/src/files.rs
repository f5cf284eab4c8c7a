//! Which files belong to videos that are about to go.

use peertube_kernel::Result;
use peertube_kernel::video::{FileStorage, Privacy};
use sea_query::{ExprTrait as _, SelectStatement};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::column;
use crate::record::FromRow;
use crate::value::Cursor;

/// A file of a video in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedFile {
    /// Its name.
    pub file_name: String,
    /// Where it lies.
    pub storage: FileStorage,
    /// Whether it lies in the private folder.
    pub private: bool,
}

impl FromRow for OwnedFile {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            file_name: cursor.read()?,
            storage: cursor.read()?,
            private: cursor.read::<Privacy>()?.has_private_files(),
        })
    }
}

/// Files to delete after the rows that named them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnedFiles {
    /// Web videos.
    pub web_videos: Vec<OwnedFile>,
    /// Kept uploads.
    pub originals: Vec<OwnedFile>,
    /// Names of thumbnails.
    pub thumbnails: Vec<String>,
    /// Names of torrents.
    pub torrents: Vec<String>,
}

/// Files of the videos whose ids the query selects.
pub(crate) async fn of_videos(conn: &mut Conn<'_>, videos: SelectStatement) -> Result<OwnedFiles> {
    let mut web_videos = files_in("video_files", videos.clone());
    web_videos.and_where(column("video_files", "kind").eq(1_i64));
    let mut originals = files_in("video_sources", videos.clone());
    originals.and_where(column("video_sources", "file_name").is_not_null());
    let thumbnails = SelectStatement::new()
        .column("file_name")
        .from("thumbnails")
        .and_where(column("thumbnails", "video_id").in_subquery(videos.clone()))
        .take();
    let torrents = SelectStatement::new()
        .column("torrent_file_name")
        .from("video_files")
        .and_where(column("video_files", "video_id").in_subquery(videos))
        .and_where(column("video_files", "torrent_file_name").is_not_null())
        .take();
    Ok(OwnedFiles {
        web_videos: conn.all(&web_videos).await?,
        originals: conn.all(&originals).await?,
        thumbnails: conn.all(&thumbnails).await?,
        torrents: conn.all(&torrents).await?,
    })
}

fn files_in(table: &'static str, videos: SelectStatement) -> SelectStatement {
    SelectStatement::new()
        .column((table, "file_name"))
        .column((table, "storage"))
        .column(("videos", "privacy"))
        .from(table)
        .inner_join("videos", column("videos", "id").equals((table, "video_id")))
        .and_where(column(table, "video_id").in_subquery(videos))
        .take()
}

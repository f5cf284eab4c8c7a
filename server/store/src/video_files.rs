//! Files of videos.

use std::collections::HashMap;

use peertube_kernel::ids::{VideoFileId, VideoId};
use peertube_kernel::video::FileStorage;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Order, Query};
use uuid::Uuid;

use crate::conn::Conn;
use crate::error::StoreError;
use crate::query::{column, insert, update};
use crate::record::{record, select};
use crate::value::{Bind, Cursor, Read, optional_json};

/// How a file is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// By itself.
    WebVideo = 1,
    /// As part of an HLS playlist.
    Hls = 2,
}

impl Bind for FileKind {
    fn bind(self) -> sea_query::Value {
        (self as i64).into()
    }
}

impl Read for FileKind {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        match cursor.read()? {
            1_i64 => Ok(Self::WebVideo),
            2 => Ok(Self::Hls),
            other => Err(cursor.unreadable(other)),
        }
    }
}

record! {
    /// A file, without what the prober said of it (see [`metadata`]).
    pub struct VideoFileRow in "video_files" {
        /// Id.
        pub id: VideoFileId,
        /// The video it is of.
        pub video_id: VideoId,
        /// How it is played.
        pub kind: FileKind,
        /// Its name.
        pub file_name: String,
        /// Extension with its dot.
        pub extname: String,
        /// Lines, 0 for sound only.
        pub resolution: i64,
        /// Pixels.
        pub width: i64,
        /// Pixels.
        pub height: i64,
        /// Bytes.
        pub size: i64,
        /// Pictures a second, 0 for sound only.
        pub fps: i64,
        /// Whether it has sound.
        pub has_audio: bool,
        /// Whether it has pictures.
        pub has_video: bool,
        /// Where it lies.
        pub storage: FileStorage,
        /// Name of its torrent.
        pub torrent_file_name: Option<String>,
        /// What clients know the torrent by: 40 hexadecimal digits.
        pub info_hash: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was last changed.
        pub updated_at: Timestamp,
    }
}

/// The torrent of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTorrent {
    /// Its name.
    pub file_name: String,
    /// What clients know it by: 40 hexadecimal digits.
    pub info_hash: String,
}

/// A file to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVideoFile {
    /// How it is played.
    pub kind: FileKind,
    /// Its name.
    pub file_name: String,
    /// Extension with its dot.
    pub extname: String,
    /// Lines, 0 for sound only.
    pub resolution: i64,
    /// Pixels.
    pub width: i64,
    /// Pixels.
    pub height: i64,
    /// Bytes.
    pub size: i64,
    /// Pictures a second, 0 for sound only.
    pub fps: i64,
    /// Whether it has sound.
    pub has_audio: bool,
    /// Whether it has pictures.
    pub has_video: bool,
    /// Where it lies.
    pub storage: FileStorage,
    /// What the prober says, as JSON.
    pub metadata: Option<String>,
    /// Its torrent.
    pub torrent: Option<FileTorrent>,
}

/// Adds a file to a video.
pub async fn add(conn: &mut Conn<'_>, video: VideoId, new: &NewVideoFile) -> Result<VideoFileId> {
    let now = conn.now();
    let torrent = new.torrent.as_ref();
    let torrent_file_name = torrent.map(|torrent| torrent.file_name.as_str());
    let info_hash = torrent.map(|torrent| torrent.info_hash.as_str());
    let mut query = insert(
        "video_files",
        vec![
            ("video_id", video.bind()),
            ("kind", new.kind.bind()),
            ("file_name", new.file_name.as_str().bind()),
            ("extname", new.extname.as_str().bind()),
            ("resolution", new.resolution.bind()),
            ("width", new.width.bind()),
            ("height", new.height.bind()),
            ("size", new.size.bind()),
            ("fps", new.fps.bind()),
            ("has_audio", new.has_audio.bind()),
            ("has_video", new.has_video.bind()),
            ("storage", new.storage.bind()),
            ("metadata", optional_json(new.metadata.as_deref())),
            ("torrent_file_name", torrent_file_name.bind()),
            ("info_hash", info_hash.bind()),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await
}

/// Files of a video, the highest resolution first.
pub async fn of_video(conn: &mut Conn<'_>, video: VideoId) -> Result<Vec<VideoFileRow>> {
    Ok(of_videos(conn, &[video])
        .await?
        .remove(&video)
        .unwrap_or_default())
}

/// Files of several videos, each with the highest resolution first, in one query.
pub async fn of_videos(
    conn: &mut Conn<'_>,
    videos: &[VideoId],
) -> Result<HashMap<VideoId, Vec<VideoFileRow>>> {
    let mut query = select::<VideoFileRow>();
    query
        .and_where(Expr::col("video_id").is_in(videos.iter().map(|id| id.get())))
        .order_by("resolution", Order::Desc)
        .order_by("id", Order::Asc);
    let mut files: HashMap<_, Vec<_>> = HashMap::new();
    for file in conn.all::<VideoFileRow>(&query).await? {
        files.entry(file.video_id).or_default().push(file);
    }
    Ok(files)
}

/// The file of this name.
pub async fn by_file_name(conn: &mut Conn<'_>, file_name: &str) -> Result<Option<VideoFileRow>> {
    let mut query = select::<VideoFileRow>();
    query.and_where(Expr::col("file_name").eq(file_name));
    conn.first(&query).await
}

/// The file whose torrent has this name.
pub async fn by_torrent_file_name(
    conn: &mut Conn<'_>,
    torrent_file_name: &str,
) -> Result<Option<VideoFileRow>> {
    let mut query = select::<VideoFileRow>();
    query.and_where(Expr::col("torrent_file_name").eq(torrent_file_name));
    conn.first(&query).await
}

/// Puts this torrent in place of a file's earlier one, if the file is still there.
///
/// The file of the earlier one is nobody's then, to be deleted once the transaction is committed.
pub async fn set_torrent(
    conn: &mut Conn<'_>,
    id: VideoFileId,
    torrent: &FileTorrent,
) -> Result<()> {
    let changes = vec![
        ("torrent_file_name", torrent.file_name.as_str().bind()),
        ("info_hash", torrent.info_hash.as_str().bind()),
        ("updated_at", conn.now().bind()),
    ];
    let query = update("video_files", changes, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}

/// Says that a file lies in this storage now.
pub async fn set_storage(conn: &mut Conn<'_>, id: VideoFileId, storage: FileStorage) -> Result<()> {
    let changes = vec![
        ("storage", storage.bind()),
        ("updated_at", conn.now().bind()),
    ];
    let query = update("video_files", changes, Expr::col("id").eq(id.get()));
    conn.execute(&query).await?;
    Ok(())
}

/// Local videos that have a web file which does not lie in this storage.
pub async fn videos_not_in(conn: &mut Conn<'_>, storage: FileStorage) -> Result<Vec<Uuid>> {
    let query = Query::select()
        .distinct()
        .column(("videos", "uuid"))
        .from("video_files")
        .inner_join(
            "videos",
            column("videos", "id").equals(("video_files", "video_id")),
        )
        .and_where(column("video_files", "kind").eq(FileKind::WebVideo as i64))
        .and_where(column("video_files", "storage").ne(storage.id()))
        .take();
    conn.all(&query).await
}

/// The file of this id.
pub async fn by_id(conn: &mut Conn<'_>, id: VideoFileId) -> Result<Option<VideoFileRow>> {
    let mut query = select::<VideoFileRow>();
    query.and_where(Expr::col("id").eq(id.get()));
    conn.first(&query).await
}

/// What the prober said of a file, as JSON; `None` if there is no such file or nothing is known.
pub async fn metadata(conn: &mut Conn<'_>, id: VideoFileId) -> Result<Option<String>> {
    let query = Query::select()
        .column("metadata")
        .from("video_files")
        .and_where(Expr::col("id").eq(id.get()))
        .take();
    Ok(conn.first::<Option<String>>(&query).await?.flatten())
}

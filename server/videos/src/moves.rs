//! Moving the files of videos between the local disk and object storage, in the background.

use std::sync::Arc;

use peertube_jobs::{Handler, Run, Task};
use peertube_kernel::ids::VideoFileId;
use peertube_kernel::job::JobType;
use peertube_kernel::short_uuid::VideoRef;
use peertube_kernel::video::FileStorage;
use peertube_kernel::{Error, Result};
use peertube_objects::{Key, Kind};
use peertube_store::locks::Held;
use peertube_store::video_files::{self, FileKind, VideoFileRow};
use peertube_store::videos::{self, VideoRow};
use peertube_web::Shared;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::folders;
use crate::torrents::Rewritten;

/// Moves a video's files to object storage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToObjectStorage {
    /// The video.
    #[serde(rename = "videoUUID")]
    pub video: Uuid,
}

impl Task for ToObjectStorage {
    const KIND: JobType = JobType::MoveToObjectStorage;
}

/// Moves a video's files to the local disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToFileSystem {
    /// The video.
    #[serde(rename = "videoUUID")]
    pub video: Uuid,
}

impl Task for ToFileSystem {
    const KIND: JobType = JobType::MoveToFileSystem;
}

/// Does jobs of the type [`JobType::MoveToObjectStorage`].
pub struct MovesToObjectStorage(pub Arc<Shared>);

impl Handler for MovesToObjectStorage {
    type Task = ToObjectStorage;

    async fn run(&self, run: &Run, task: ToObjectStorage) -> Result<()> {
        move_files(&self.0, run, task.video, FileStorage::ObjectStorage).await
    }
}

/// Does jobs of the type [`JobType::MoveToFileSystem`].
pub struct MovesToFileSystem(pub Arc<Shared>);

impl Handler for MovesToFileSystem {
    type Task = ToFileSystem;

    async fn run(&self, run: &Run, task: ToFileSystem) -> Result<()> {
        move_files(&self.0, run, task.video, FileStorage::FileSystem).await
    }
}

/// Moves file after file. It may be broken off anywhere and begun anew: a file is read where it was until its row says
/// otherwise, and what lies in the other storage then is removed.
async fn move_files(shared: &Shared, run: &Run, video: Uuid, target: FileStorage) -> Result<()> {
    let Some((_, files)) = find(shared, video).await? else {
        // The video is gone, and its files with it.
        return Ok(());
    };
    let count = files.len().max(1);
    for (done, file) in files.iter().enumerate() {
        run.progress(u8::try_from(done * 100 / count).unwrap_or(100));
        move_file(shared, run, video, file.id, target).await?;
    }
    Ok(())
}

async fn move_file(
    shared: &Shared,
    run: &Run,
    uuid: Uuid,
    file: VideoFileId,
    target: FileStorage,
) -> Result<()> {
    loop {
        let Some((video, row)) = file_of(shared, uuid, file).await? else {
            return Ok(());
        };
        let (from, to) = (
            key(&video, &row, other(target))?,
            key(&video, &row, target)?,
        );
        if row.storage == target {
            return Ok(shared.objects.delete(&from).await?);
        }
        // Not under the lock: it may take hours.
        shared.objects.copy(&from, &to).await?;
        let changing = folders::lock(shared, video.id).await?;
        let Some((now, row)) = file_of(shared, uuid, file).await? else {
            // Deleted meanwhile; what was copied is nobody's.
            return Ok(shared.objects.delete(&to).await?);
        };
        if now.privacy.has_private_files() != video.privacy.has_private_files() {
            shared.objects.delete(&to).await?;
            continue;
        }
        return commit(shared, run, &changing, &now, &row, target, &from).await;
    }
}

/// Writes the rows and removes the file from where it was.
async fn commit(
    shared: &Shared,
    run: &Run,
    held: &Held<'_>,
    video: &VideoRow,
    row: &VideoFileRow,
    target: FileStorage,
    from: &Key,
) -> Result<()> {
    let torrent = Rewritten::of_moved(shared, video, row, target).await?;
    let (id, of_torrent) = (row.id, &torrent);
    let written = run
        .write(|conn| {
            Box::pin(async move {
                held.check(conn).await?;
                video_files::set_storage(conn, id, target).await?;
                of_torrent.write(conn).await
            })
        })
        .await;
    torrent.settle(written).await?;
    Ok(shared.objects.delete(from).await?)
}

async fn find(shared: &Shared, uuid: Uuid) -> Result<Option<(VideoRow, Vec<VideoFileRow>)>> {
    let mut conn = shared.db.read().await?;
    let Some(video) = videos::by_ref(&mut conn, VideoRef::Uuid(uuid)).await? else {
        return Ok(None);
    };
    let mut files = video_files::of_video(&mut conn, video.video.id).await?;
    files.retain(|file| file.kind == FileKind::WebVideo);
    Ok(Some((video.video, files)))
}

async fn file_of(
    shared: &Shared,
    uuid: Uuid,
    file: VideoFileId,
) -> Result<Option<(VideoRow, VideoFileRow)>> {
    let found = find(shared, uuid).await?;
    Ok(found.and_then(|(video, files)| {
        let row = files.into_iter().find(|row| row.id == file)?;
        Some((video, row))
    }))
}

fn key(video: &VideoRow, file: &VideoFileRow, storage: FileStorage) -> Result<Key> {
    let kind = Kind::web_video(video.privacy.has_private_files());
    let key = Key::new(kind, file.file_name.clone()).map_err(Error::internal)?;
    Ok(key.stored(storage))
}

const fn other(storage: FileStorage) -> FileStorage {
    match storage {
        FileStorage::FileSystem => FileStorage::ObjectStorage,
        FileStorage::ObjectStorage => FileStorage::FileSystem,
    }
}

//! `peertube-server storage move`: puts jobs in line that move files of videos.

use clap::{Args, ValueEnum};
use peertube_jobs::{Enqueue, Queue};
use peertube_kernel::config::Config;
use peertube_kernel::video::FileStorage;
use peertube_kernel::{Context, Result};
use peertube_store::{Database, video_files};
use peertube_videos::moves::{ToFileSystem, ToObjectStorage};
use uuid::Uuid;

use crate::error::StartError;
use crate::startup;

/// Which files go where.
#[derive(Debug, Args)]
pub(crate) struct MoveOptions {
    /// Where the files go.
    #[arg(long, value_enum)]
    to: Target,
    /// Only this video; can be given several times.
    #[arg(long = "video", value_name = "UUID", required_unless_present = "all")]
    videos: Vec<Uuid>,
    /// Every video that has a file elsewhere.
    #[arg(long, conflicts_with = "videos")]
    all: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Target {
    /// The bucket of `object_storage.web_videos`.
    ObjectStorage,
    /// The folder of `storage.web_videos`.
    FileSystem,
}

impl Target {
    const fn storage(self) -> FileStorage {
        match self {
            Self::ObjectStorage => FileStorage::ObjectStorage,
            Self::FileSystem => FileStorage::FileSystem,
        }
    }

    fn job(self, video: Uuid) -> Result<Enqueue> {
        match self {
            Self::ObjectStorage => Enqueue::new(&ToObjectStorage { video }),
            Self::FileSystem => Enqueue::new(&ToFileSystem { video }),
        }
    }
}

/// Puts a job in line for each video; gives their number. The running server does them.
///
/// # Errors
/// Object storage is not configured, or a video is unknown or has no file elsewhere: nothing is put in line then. Failures
/// of the database.
pub(crate) async fn enqueue(config: &Config, options: &MoveOptions) -> Result<usize, StartError> {
    if !config.object_storage.enabled {
        return Err(StartError::new(
            "move files",
            "`object_storage.enabled` is false: the server could reach one of the two places only",
        ));
    }
    let failed = |error| StartError::new("put jobs in line", error);
    let location = startup::location(config)?;
    let database = startup::database(&location, &Context::system()).await?;
    let videos = to_move(&database, options).await?;
    let queue = &Queue::new(database.clone());
    let jobs: Result<Vec<_>> = videos.iter().map(|video| options.to.job(*video)).collect();
    let jobs = &jobs.map_err(failed)?;
    let put = database.write(|conn| {
        Box::pin(async move {
            for job in jobs {
                queue.enqueue(conn, job).await?;
            }
            Ok(())
        })
    });
    put.await.map_err(failed)?;
    database.close().await;
    Ok(jobs.len())
}

async fn to_move(database: &Database, options: &MoveOptions) -> Result<Vec<Uuid>, StartError> {
    let failed = |error| StartError::new("look for files to move", error);
    let mut conn = database.read().await.map_err(failed)?;
    let elsewhere = video_files::videos_not_in(&mut conn, options.to.storage()).await;
    let elsewhere = elsewhere.map_err(failed)?;
    if options.all {
        return Ok(elsewhere);
    }
    match options.videos.iter().find(|uuid| !elsewhere.contains(uuid)) {
        Some(uuid) => Err(StartError::new(
            format!("move the video {uuid}"),
            "there is no such video, or all of its files are there",
        )),
        None => Ok(options.videos.clone()),
    }
}

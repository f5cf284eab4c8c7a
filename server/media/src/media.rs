//! The door to everything: probing, thumbnails and sums of files, with bounded work.

use std::path::Path;
use std::sync::Arc;

use image::DynamicImage;
use tempfile::TempPath;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use crate::encode::Format;
use crate::error::{Error, Result};
use crate::probe::Probe;
use crate::sizes::{AspectRatio, ThumbnailSize};
use crate::tools::Tools;
use crate::torrent::Contents;
use crate::{builtin, encode, fit, frame, picture, probe};

/// Descriptions read at once; each is a short-lived process that mostly waits for the disk.
const PROBES: usize = 4;

/// A picture that was made. Its file is removed when this is dropped, unless it was moved away meanwhile.
#[derive(Debug)]
pub struct Made {
    /// Where it is, in the folder that was asked for, under a name of no meaning.
    pub path: TempPath,
    /// What a file of its type is named, with the dot: `.jpg`, `.png` or `.webp`.
    pub extension: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The shape it is listed under.
    pub aspect_ratio: AspectRatio,
}

/// Probes files and makes thumbnails. A cheap clone; all clones share the limits on work at once.
#[derive(Debug, Clone)]
pub struct Media {
    tools: Arc<Tools>,
    probes: Arc<Semaphore>,
    heavy: Arc<Semaphore>,
    sums: Arc<Semaphore>,
    frames_to_analyze: u32,
}

impl Media {
    /// With these programs; half of the processors (at least one) may be busy with pictures,
    /// and as many with sums.
    pub fn new(tools: Tools) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let half = (processors / 2).max(1);
        Self {
            tools: Arc::new(tools),
            probes: Arc::new(Semaphore::new(PROBES)),
            heavy: Arc::new(Semaphore::new(half)),
            sums: Arc::new(Semaphore::new(half)),
            frames_to_analyze: 50,
        }
    }

    /// Of how many frames the most typical one is taken (`thumbnails.generation_from_video.frames_to_analyze`; 50).
    #[must_use]
    pub fn with_frames_to_analyze(mut self, frames: u32) -> Self {
        self.frames_to_analyze = frames.max(2);
        self
    }

    /// Reads what a local file is.
    ///
    /// # Errors
    /// [`Error::NotMedia`], [`Error::TooMuchOutput`] (the file's fault too), [`Error::Missing`], [`Error::TimedOut`],
    /// [`Error::Io`].
    pub async fn probe(&self, path: &Path) -> Result<Probe> {
        let _permit = permit(&self.probes).await?;
        probe::probe(&self.tools, path).await
    }

    /// Thumbnails for a file that nobody sent a picture for: from a frame of a video; from a built-in picture for audio,
    /// and for a video whose frames cannot be decoded here (which a browser may play all the same).
    ///
    /// # Errors
    /// As [`Media::thumbnails_from_video`], but never [`Error::NoFrame`].
    pub async fn thumbnails(
        &self,
        path: &Path,
        probe: &Probe,
        sizes: &[ThumbnailSize],
        folder: &Path,
    ) -> Result<Vec<Made>> {
        if probe.is_audio() {
            return self.thumbnails_for_audio(sizes, folder).await;
        }
        match self
            .thumbnails_from_video(path, probe.duration, sizes, folder)
            .await
        {
            Err(Error::NoFrame(reason)) => {
                tracing::warn!(%reason, "no frame for a thumbnail, the built-in picture is used");
                self.thumbnails_for_audio(sizes, folder).await
            }
            made => made,
        }
    }

    /// Thumbnails from a frame in the middle of a video of `duration` seconds, else from its start: JPEG files in `folder`,
    /// widest first.
    ///
    /// # Errors
    /// [`Error::NoFrame`], [`Error::Missing`], [`Error::TimedOut`], [`Error::Encode`], [`Error::Io`].
    pub async fn thumbnails_from_video(
        &self,
        path: &Path,
        duration: f64,
        sizes: &[ThumbnailSize],
        folder: &Path,
    ) -> Result<Vec<Made>> {
        let permit = permit(&self.heavy).await?;
        let frame = frame::take(&self.tools, path, duration, self.frames_to_analyze).await?;
        let source = move || {
            let picture =
                picture::from_memory(&frame).map_err(|error| Error::NoFrame(error.to_string()))?;
            Ok((picture, Format::Jpeg))
        };
        make(permit, source, widest_first(sizes), folder).await
    }

    /// Thumbnails from the built-in picture for audio: JPEG files in `folder`, widest first.
    ///
    /// # Errors
    /// [`Error::Encode`], [`Error::Io`].
    pub async fn thumbnails_for_audio(
        &self,
        sizes: &[ThumbnailSize],
        folder: &Path,
    ) -> Result<Vec<Made>> {
        let permit = permit(&self.heavy).await?;
        make(
            permit,
            || Ok((builtin::audio(), Format::Jpeg)),
            widest_first(sizes),
            folder,
        )
        .await
    }

    /// Thumbnails from a JPEG, PNG or WebP file: files of the same type in `folder`, in the order of `sizes`. EXIF data is
    /// applied (rotation) and dropped.
    ///
    /// # Errors
    /// [`Error::Picture`], [`Error::Encode`], [`Error::Io`].
    pub async fn thumbnails_from_picture(
        &self,
        path: &Path,
        sizes: &[ThumbnailSize],
        folder: &Path,
    ) -> Result<Vec<Made>> {
        let permit = permit(&self.heavy).await?;
        let path = path.to_owned();
        make(permit, move || picture::open(&path), sizes.to_vec(), folder).await
    }

    /// Reads the whole of a local file for the torrents of it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub async fn torrent_contents(&self, path: &Path) -> Result<Contents> {
        let permit = permit(&self.sums).await?;
        let path = path.to_owned();
        let work = move || {
            let _permit = permit;
            Contents::of_file(&path)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| Error::Io(std::io::Error::other(error)))?
    }
}

async fn permit(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    // Nobody closes them.
    let closed = |error: AcquireError| Error::Io(std::io::Error::other(error));
    Arc::clone(semaphore).acquire_owned().await.map_err(closed)
}

fn widest_first(sizes: &[ThumbnailSize]) -> Vec<ThumbnailSize> {
    let mut sizes = sizes.to_vec();
    sizes.sort_by_key(|size| std::cmp::Reverse(size.width));
    sizes
}

/// Reads the picture and writes it in all sizes on a blocking thread, which keeps the permit until it is done, even when
/// nobody waits any more.
async fn make(
    permit: OwnedSemaphorePermit,
    source: impl FnOnce() -> Result<(DynamicImage, Format)> + Send + 'static,
    sizes: Vec<ThumbnailSize>,
    folder: &Path,
) -> Result<Vec<Made>> {
    let folder = folder.to_owned();
    let work = move || {
        let _permit = permit;
        let (picture, format) = source()?;
        sizes
            .iter()
            .map(|size| make_one(&picture, format, *size, &folder))
            .collect()
    };
    // A decoder that panics has met a broken picture.
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Picture(error.to_string()))?
}

fn make_one(
    picture: &DynamicImage,
    format: Format,
    size: ThumbnailSize,
    folder: &Path,
) -> Result<Made> {
    let fitted = fit::fit(picture, size.width, size.height)?;
    let file = new_file(format, folder)?;
    encode::write(&fitted, format, file.as_file())?;
    Ok(Made {
        path: file.into_temp_path(),
        extension: format.extension(),
        width: size.width,
        height: size.height,
        aspect_ratio: size.aspect_ratio,
    })
}

fn new_file(format: Format, folder: &Path) -> Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("thumbnail-").suffix(format.extension());
    // Thumbnails are public, and another program may serve the folder.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    Ok(builder.tempfile_in(folder)?)
}

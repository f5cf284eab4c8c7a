//! One frame of a video, as a JPEG in memory.

use std::ffi::OsString;
use std::path::Path;

use crate::error::{Error, Result};
use crate::probe::input;
use crate::tools::Tools;

/// More than any frame of the size that is asked for.
const OUTPUT: usize = 16 * 1024 * 1024;

/// Square pixels, and at most 1920 on the longer side: the filter after it holds many frames in memory.
const SCALE: &str = "scale=w='max(2,iw*if(sar,sar,1))':h=ih,setsar=1,scale=w='min(1920,iw)':h='min(1920,ih)':force_original_aspect_ratio=decrease";

/// The most typical of the `analyzed` frames from the middle on, else, when none can be decoded there, from the start.
pub(crate) async fn take(
    tools: &Tools,
    path: &Path,
    duration: f64,
    analyzed: u32,
) -> Result<Vec<u8>> {
    let middle = duration / 2.0;
    if middle.is_finite() && middle > 0.0 {
        match at(tools, path, Some(middle), analyzed).await {
            Err(Error::NoFrame(reason)) => tracing::debug!(%reason, "no frame in the middle"),
            result => return result,
        }
    }
    at(tools, path, None, analyzed).await
}

async fn at(tools: &Tools, path: &Path, start: Option<f64>, analyzed: u32) -> Result<Vec<u8>> {
    let mut arguments: Vec<OsString> = ["-v", "error", "-hide_banner", "-nostdin", "-threads", "2"]
        .map(Into::into)
        .into();
    if let Some(start) = start {
        arguments.extend(["-ss".into(), format!("{start:.3}").into()]);
    }
    arguments.extend(input(path)?);
    // `V` is a video stream that is not a cover.
    arguments.extend(["-map", "0:V:0", "-an", "-sn", "-dn", "-vf"].map(Into::into));
    arguments.push(format!("{SCALE},thumbnail={analyzed}").into());
    arguments.extend(
        [
            "-frames:v",
            "1",
            "-pix_fmt",
            "yuvj420p",
            "-c:v",
            "mjpeg",
            "-q:v",
            "2",
        ]
        .map(Into::into),
    );
    arguments.extend(["-f", "image2pipe", "pipe:1"].map(Into::into));
    let ended = tools.ffmpeg(OUTPUT).run(&arguments).await?;
    if ended.stdout.is_empty() || !ended.status.success() {
        return Err(Error::NoFrame(format!(
            "{} ({})",
            ended.complaint, ended.status
        )));
    }
    Ok(ended.stdout)
}

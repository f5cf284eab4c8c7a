//! The programs that do the work, and whether they are new enough.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::process::Run;

/// The oldest version that everything here was made for.
const OLDEST: (u32, u32) = (4, 1);

/// Where `ffmpeg` and `ffprobe` are, and how long they may take.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Name or path of `ffmpeg`.
    pub ffmpeg: String,
    /// Name or path of `ffprobe`.
    pub ffprobe: String,
    /// How long reading a file's description may take.
    pub probe_limit: Duration,
    /// How long taking a frame of a video may take.
    pub frame_limit: Duration,
}

impl Default for Tools {
    /// Those on the `PATH`, a minute for a description, two for a frame.
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".to_owned(),
            ffprobe: "ffprobe".to_owned(),
            probe_limit: Duration::from_secs(60),
            frame_limit: Duration::from_secs(120),
        }
    }
}

impl Tools {
    /// The default ones, or those that the environment variables `FFMPEG_PATH` and `FFPROBE_PATH` name.
    pub fn from_env() -> Self {
        let named = |variable: &str| std::env::var(variable).ok().filter(|path| !path.is_empty());
        let default = Self::default();
        Self {
            ffmpeg: named("FFMPEG_PATH").unwrap_or(default.ffmpeg),
            ffprobe: named("FFPROBE_PATH").unwrap_or(default.ffprobe),
            ..default
        }
    }

    pub(crate) fn ffmpeg(&self, output: usize) -> Run<'_> {
        Run {
            program: &self.ffmpeg,
            variable: "FFMPEG_PATH",
            limit: self.frame_limit,
            output,
        }
    }

    pub(crate) fn ffprobe(&self, output: usize) -> Run<'_> {
        Run {
            program: &self.ffprobe,
            variable: "FFPROBE_PATH",
            limit: self.probe_limit,
            output,
        }
    }
}

/// A program's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// As the program writes it, such as `5.1.9-0+deb12u1` or `N-109000-gabcdef`.
    pub text: String,
    /// Major and minor number; a build between releases has none.
    pub number: Option<(u32, u32)>,
}

impl Version {
    /// Whether it is older than 4.1. Builds between releases are taken for new.
    pub fn is_outdated(&self) -> bool {
        self.number.is_some_and(|number| number < OLDEST)
    }

    fn parse(output: &str) -> Option<Self> {
        let mut words = output.split_whitespace();
        let text = words
            .by_ref()
            .skip_while(|word| *word != "version")
            .nth(1)?
            .to_owned();
        let mut parts = text
            .trim_start_matches('n')
            .split(|c: char| !c.is_ascii_digit());
        let mut part = || parts.next().and_then(|part| part.parse().ok());
        let number = part().map(|major| (major, part().unwrap_or(0)));
        Some(Self { text, number })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The versions in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    /// Of `ffmpeg`.
    pub ffmpeg: Version,
    /// Of `ffprobe`.
    pub ffprobe: Version,
}

/// Asks both programs for their version and warns in the log about old ones. For the start of the server.
///
/// # Errors
/// [`Error::Missing`] when one is not installed (its message says what to do), [`Error::Failed`] when it does not answer.
pub async fn versions(tools: &Tools) -> Result<Versions> {
    const OUTPUT: usize = 64 * 1024;
    let (ffmpeg, ffprobe) = tokio::try_join!(
        version(tools.ffmpeg(OUTPUT)),
        version(tools.ffprobe(OUTPUT))
    )?;
    for (program, version) in [("ffmpeg", &ffmpeg), ("ffprobe", &ffprobe)] {
        if version.is_outdated() {
            tracing::warn!(program, %version, "older than 4.1: uploads may fail");
        }
    }
    Ok(Versions { ffmpeg, ffprobe })
}

async fn version(run: Run<'_>) -> Result<Version> {
    let run = Run {
        limit: Duration::from_secs(10),
        ..run
    };
    let ended = run.run(&["-version"]).await?;
    let output = String::from_utf8_lossy(&ended.stdout);
    match Version::parse(&output) {
        Some(version) if ended.status.success() => Ok(version),
        _ => Err(Error::Failed {
            program: run.program.to_owned(),
            message: format!("no version: {}", ended.complaint),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_sorts() {
        for (text, number, outdated) in [
            ("5.1.9-0+deb12u1", Some((5, 1)), false),
            ("4.1", Some((4, 1)), false),
            ("3.4.11-0ubuntu0.1", Some((3, 4)), true),
            ("n7.1", Some((7, 1)), false),
            ("8", Some((8, 0)), false),
            ("N-109000-gabcdef", None, false),
        ] {
            let version =
                Version::parse(&format!("ffmpeg version {text} Copyright (c) 2000-2026")).unwrap();
            assert_eq!(
                (version.number, version.is_outdated()),
                (number, outdated),
                "{text}"
            );
            assert_eq!(version.text, text);
        }
        assert_eq!(Version::parse("no such thing"), None);
    }
}

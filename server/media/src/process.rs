//! Running a program with limits.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use crate::error::{Error, Result};

/// How much of what a program complains about is kept.
const COMPLAINT: u64 = 4 * 1024;

/// A program, and what it may use.
pub(crate) struct Run<'a> {
    /// Name or path.
    pub(crate) program: &'a str,
    /// The environment variable by which an administrator names another one.
    pub(crate) variable: &'static str,
    /// Killed after this time.
    pub(crate) limit: Duration,
    /// Killed when it writes more bytes.
    pub(crate) output: usize,
}

/// What came of it.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    /// The start of what it complained about.
    pub(crate) complaint: String,
}

impl Run<'_> {
    /// Runs it to its end. Dropping the future kills it.
    ///
    /// It gets no input and a minimal environment: none of the server's secrets, and nothing that makes it write logs
    /// or use a proxy.
    pub(crate) async fn run(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> Result<Ended> {
        let mut command = Command::new(self.program);
        command
            .args(arguments)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        for kept in ["PATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "SystemRoot"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        let mut child = command.spawn().map_err(|source| Error::Missing {
            program: self.program.to_owned(),
            variable: self.variable,
            source,
        })?;
        match tokio::time::timeout(self.limit, self.follow(&mut child)).await {
            Ok(Ok(ended)) => Ok(ended),
            Ok(Err(error)) => {
                end(&mut child).await;
                Err(error)
            }
            Err(_) => {
                end(&mut child).await;
                Err(Error::TimedOut {
                    program: self.program.to_owned(),
                    limit: self.limit,
                })
            }
        }
    }

    async fn follow(&self, child: &mut Child) -> Result<Ended> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let ((stdout, complaint), status) = tokio::try_join!(
            async { tokio::try_join!(self.output(stdout), complaint(stderr)) },
            async { Ok(child.wait().await?) },
        )?;
        Ok(Ended {
            status,
            stdout,
            complaint,
        })
    }

    async fn output(&self, pipe: Option<impl AsyncRead + Unpin>) -> Result<Vec<u8>> {
        let mut output = Vec::new();
        if let Some(pipe) = pipe {
            pipe.take(self.output as u64 + 1)
                .read_to_end(&mut output)
                .await?;
        }
        if output.len() > self.output {
            return Err(Error::TooMuchOutput {
                program: self.program.to_owned(),
                limit: self.output,
            });
        }
        Ok(output)
    }
}

/// Keeps the start and reads the rest away, so that the program never waits for a reader.
async fn complaint(pipe: Option<impl AsyncRead + Unpin>) -> Result<String> {
    let Some(mut pipe) = pipe else {
        return Ok(String::new());
    };
    let mut start = Vec::new();
    (&mut pipe).take(COMPLAINT).read_to_end(&mut start).await?;
    tokio::io::copy(&mut pipe, &mut tokio::io::sink()).await?;
    Ok(String::from_utf8_lossy(&start).trim().to_owned())
}

/// Kills it and waits until it is gone; it may have ended by itself meanwhile.
async fn end(child: &mut Child) {
    if let Err(error) = child.kill().await {
        tracing::debug!(%error, "process had ended");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(program: &str) -> Run<'_> {
        Run {
            program,
            variable: "SOME_PATH",
            limit: Duration::from_millis(100),
            output: 1000,
        }
    }

    #[tokio::test]
    async fn slow_programs_are_killed() {
        let error = run("sleep").run(&["600"]).await.err();
        assert!(matches!(error, Some(Error::TimedOut { .. })), "{error:?}");
    }

    #[tokio::test]
    async fn talkative_programs_are_killed() {
        let error = run("yes").run(&[""; 0]).await.err();
        assert!(
            matches!(error, Some(Error::TooMuchOutput { limit: 1000, .. })),
            "{error:?}"
        );
    }

    #[tokio::test]
    async fn missing_programs_say_what_to_do() {
        let error = run("/nowhere/ffprobe").run(&[""; 0]).await.err().unwrap();
        let text = error.to_string();
        assert!(
            text.contains("install ffmpeg") && text.contains("SOME_PATH"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn the_environment_is_not_handed_on() {
        // The test runner sets this for every test.
        assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
        let ended = run("env").run(&[""; 0]).await.unwrap();
        let text = String::from_utf8(ended.stdout).unwrap();
        assert!(
            ended.status.success() && text.contains("PATH=") && !text.contains("CARGO"),
            "{text}"
        );
    }
}

//! A PeerTube-compatible server with data of its own, and what a benchmark asks of its API.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::process::{Server, free_address, server_binary};

const PASSWORD: &str = "bench-password";

/// Turns any failure of a client into one that names what was asked.
fn failed(what: &str) -> impl FnOnce(reqwest::Error) -> io::Error + '_ {
    move |e| io::Error::other(format!("{what}: {e}"))
}

/// Folder, address and process of one instance.
pub(crate) struct Instance {
    /// The process.
    pub(crate) server: Server,
    folder: PathBuf,
}

impl Instance {
    /// Starts an instance on the data in `folder`, which may be empty, and waits for it.
    pub(crate) fn start(folder: &Path) -> io::Result<Self> {
        let address = free_address()?;
        let config = folder.join("bench.json");
        // The limits that protect a real instance would be all that a load shows.
        let text = serde_json::json!({
            "listen": { "hostname": "127.0.0.1", "port": address.port() },
            "webserver": { "hostname": "127.0.0.1", "port": address.port() },
            "rates_limit": { "api": { "window": "1 second", "max": 10_000_000 } },
        });
        std::fs::write(&config, text.to_string())?;
        let mut command = Command::new(server_binary()?);
        command
            .arg("serve")
            .arg("--config")
            .arg(&config)
            .current_dir(folder)
            .env("PT_INITIAL_ROOT_PASSWORD", PASSWORD);
        let mut server = Server::start(command, address)?;
        server.wait()?;
        Ok(Self {
            server,
            folder: folder.to_owned(),
        })
    }

    /// Stops it and starts it again on the same data.
    pub(crate) fn restart(self) -> io::Result<Self> {
        let folder = self.folder.clone();
        drop(self);
        Self::start(&folder)
    }

    /// URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address)
    }

    /// Logs root in.
    pub(crate) async fn login(&self, client: &reqwest::Client) -> io::Result<String> {
        let local: Value = client
            .get(self.url("/api/v1/oauth-clients/local"))
            .send()
            .await
            .map_err(failed("client id"))?
            .json()
            .await
            .map_err(failed("client id"))?;
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let token: Value = client
            .post(self.url("/api/v1/users/token"))
            .form(&[
                ("client_id", text(&local, "client_id")),
                ("client_secret", text(&local, "client_secret")),
                ("grant_type", "password".to_owned()),
                ("username", "root".to_owned()),
                ("password", PASSWORD.to_owned()),
            ])
            .send()
            .await
            .map_err(failed("login"))?
            .json()
            .await
            .map_err(failed("login"))?;
        Ok(text(&token, "access_token"))
    }

    /// The first channel of root.
    pub(crate) async fn channel(&self, client: &reqwest::Client, token: &str) -> io::Result<i64> {
        let me: Value = client
            .get(self.url("/api/v1/users/me"))
            .bearer_auth(token)
            .send()
            .await
            .map_err(failed("users/me"))?
            .json()
            .await
            .map_err(failed("users/me"))?;
        me["videoChannels"][0]["id"]
            .as_i64()
            .ok_or_else(|| io::Error::other(format!("no channel in {me}")))
    }

    /// Publishes the file under a name.
    pub(crate) async fn publish(
        &self,
        client: &reqwest::Client,
        token: &str,
        channel: i64,
        name: &str,
        file: &[u8],
    ) -> io::Result<()> {
        let part = Part::bytes(file.to_vec())
            .file_name("clip.mp4")
            .mime_str("video/mp4")
            .map_err(failed("upload"))?;
        let form = Form::new()
            .text("name", name.to_owned())
            .text("channelId", channel.to_string())
            .text("privacy", "1")
            .part("videofile", part);
        let reply = client
            .post(self.url("/api/v1/videos/upload"))
            .bearer_auth(token)
            .multipart(form)
            .send()
            .await
            .map_err(failed("upload"))?;
        if reply.status().is_success() {
            Ok(())
        } else {
            let text = reply.text().await.map_err(failed("upload"))?;
            Err(io::Error::other(format!("upload refused: {text}")))
        }
    }
}

/// A video of one second, made by ffmpeg.
pub(crate) fn clip() -> io::Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("clip.mp4");
    let status = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i"])
        .arg("testsrc=size=320x180:rate=10:duration=1")
        .args(["-c:v", "libx264", "-pix_fmt", "yuv420p"])
        .arg(&path)
        .status()?;
    if !status.success() {
        return Err(io::Error::other("ffmpeg made no clip"));
    }
    std::fs::read(path)
}

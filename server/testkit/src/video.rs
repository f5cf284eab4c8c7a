//! Videos for tests.

use reqwest::multipart::{Form, Part};

use crate::{Client, Reply, media};

/// A video to upload in one request. Public unless said.
#[derive(Debug, Clone)]
pub struct NewVideo {
    fields: Vec<(String, String)>,
    channel: Option<i64>,
}

/// A video that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Number.
    pub id: i64,
    /// UUID.
    pub uuid: String,
    /// UUID in 22 characters.
    pub short_uuid: String,
}

impl NewVideo {
    /// A public video of this title.
    pub fn named(name: &str) -> Self {
        Self {
            fields: Vec::new(),
            channel: None,
        }
        .with("name", name)
        .with("privacy", "1")
    }

    /// Sets a field, in place of what it was.
    pub fn with(mut self, field: &str, value: impl ToString) -> Self {
        self.fields.retain(|(name, _)| name != field);
        self.fields.push((field.to_owned(), value.to_string()));
        self
    }

    /// Sets the privacy by its number.
    pub fn privacy(self, privacy: u8) -> Self {
        self.with("privacy", privacy)
    }

    /// Puts it into a channel; the first one of the caller unless said.
    pub fn channel(mut self, id: i64) -> Self {
        self.channel = Some(id);
        self
    }

    /// The form without a file.
    pub async fn form(&self, client: &Client) -> Form {
        let channel = match self.channel {
            Some(id) => id,
            None => client.channel_id().await,
        };
        let form = Form::new().text("channelId", channel.to_string());
        self.fields.iter().fold(form, |form, (name, value)| {
            form.text(name.clone(), value.clone())
        })
    }
}

impl Uploaded {
    /// Of the answer `{"video": {…}}`.
    #[track_caller]
    pub fn of(reply: &Reply) -> Self {
        let text = |pointer| reply.at(pointer).as_str().expect("a text").to_owned();
        Self {
            id: reply.id("/video/id"),
            uuid: text("/video/uuid"),
            short_uuid: text("/video/shortUUID"),
        }
    }

    /// `/api/v1/videos/<uuid>` followed by `rest`.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/videos/{}{rest}", self.uuid)
    }
}

/// A file part as a client sends it.
pub fn file_part(bytes: Vec<u8>, name: &str, media_type: &str) -> Part {
    Part::bytes(bytes)
        .file_name(name.to_owned())
        .mime_str(media_type)
        .expect("a media type")
}

impl Client {
    /// Uploads the clip in one request.
    pub async fn upload(&self, video: &NewVideo) -> Uploaded {
        let reply = self.try_upload(video, media::clip_bytes()).await;
        Uploaded::of(reply.assert_status(200))
    }

    /// Uploads these bytes as `clip.mp4` in one request, whatever comes of it.
    pub async fn try_upload(&self, video: &NewVideo, bytes: Vec<u8>) -> Reply {
        let part = file_part(bytes, "clip.mp4", "video/mp4");
        let form = video.form(self).await.part("videofile", part);
        self.post_multipart("/api/v1/videos/upload", form).await
    }
}

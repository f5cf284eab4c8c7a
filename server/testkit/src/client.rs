//! Somebody who speaks to the server.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::Reply;

/// Somebody who speaks to the server: nobody known, or somebody with a token. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    name: String,
    token: Option<String>,
}

impl Client {
    /// Nobody, speaking to the server at this address.
    pub fn anonymous(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            http,
            base: base.to_owned(),
            name: "anonymous".to_owned(),
            token: None,
        }
    }

    /// The same connection pool with somebody's token.
    pub fn with_token(&self, name: &str, token: &str) -> Self {
        Self {
            name: name.to_owned(),
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Name, for messages and handles.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Access token.
    ///
    /// # Panics
    /// Nobody is logged in.
    #[track_caller]
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("somebody who is logged in")
    }

    /// Address of the server, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request to refine and then [`send`](Self::send). `path` is the whole path, or an address that the server gave.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if let Some(rest) = path.strip_prefix("//") {
            format!("http://{rest}")
        } else if path.starts_with('/') {
            format!("{}{path}", self.base)
        } else {
            path.to_owned()
        };
        let request = self.http.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request of [`request`](Self::request).
    pub async fn send(&self, request: RequestBuilder) -> Reply {
        self.try_send(request)
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", self.name))
    }

    /// Sends a request that may find no server, or lose it before the reply has arrived.
    ///
    /// # Errors
    /// There was no whole reply.
    pub async fn try_send(&self, request: RequestBuilder) -> Result<Reply, reqwest::Error> {
        let request = request.build().expect("a request that can be written");
        let shown = format!("{} {} as {}", request.method(), request.url(), self.name);
        Reply::read(shown, self.http.execute(request).await?).await
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// `POST` without a body.
    pub async fn post(&self, path: &str) -> Reply {
        self.send(self.request(Method::POST, path)).await
    }

    /// `POST` with a JSON body.
    pub async fn post_json(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// `PUT` with a JSON body.
    pub async fn put_json(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// `POST` with a form body.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(self.request(Method::POST, path).form(fields))
            .await
    }

    /// `POST` with a multipart body.
    pub async fn post_multipart(&self, path: &str, form: reqwest::multipart::Form) -> Reply {
        self.send(self.request(Method::POST, path).multipart(form))
            .await
    }

    /// Who the caller is: `GET /api/v1/users/me`.
    pub async fn me(&self) -> Value {
        let reply = self.get("/api/v1/users/me").await;
        reply.assert_status(200).json()
    }

    /// Id of the caller.
    pub async fn user_id(&self) -> i64 {
        self.me().await["id"].as_i64().expect("an id")
    }

    /// Id of the caller's first channel.
    pub async fn channel_id(&self) -> i64 {
        self.me().await["videoChannels"][0]["id"]
            .as_i64()
            .expect("a channel")
    }

    /// Name of the caller's first channel.
    pub async fn channel_name(&self) -> String {
        let me = self.me().await;
        me["videoChannels"][0]["name"]
            .as_str()
            .expect("a channel")
            .to_owned()
    }
}

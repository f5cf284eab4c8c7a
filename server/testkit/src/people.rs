//! People on the server under test.

use serde_json::json;

use crate::{Client, TestApp};

/// Password of everybody, the administrator included.
pub const PASSWORD: &str = "correct horse";

impl TestApp {
    /// The administrator of the first start.
    pub async fn root(&self) -> Client {
        self.person("root", None).await
    }

    /// A moderator.
    pub async fn moderator(&self) -> Client {
        self.person("moderator", Some(1)).await
    }

    /// A plain user of this name, made when met for the first time.
    pub async fn user(&self, name: &str) -> Client {
        self.person(name, Some(2)).await
    }

    /// A new session.
    pub async fn log_in(&self, name: &str, password: &str) -> Client {
        let (id, secret) = self.oauth_client().await;
        let fields = [
            ("client_id", id.as_str()),
            ("client_secret", &secret),
            ("grant_type", "password"),
            ("username", name),
            ("password", password),
        ];
        let anonymous = self.anonymous();
        let reply = anonymous.post_form("/api/v1/users/token", &fields).await;
        let token = reply.assert_status(200).at("/access_token");
        anonymous.with_token(name, token.as_str().expect("a text"))
    }

    /// Id and secret of the OAuth client.
    pub async fn oauth_client(&self) -> (String, String) {
        let reply = self.anonymous().get("/api/v1/oauth-clients/local").await;
        let text = |name| {
            reply.assert_status(200).json()[name]
                .as_str()
                .map(str::to_owned)
        };
        (
            text("client_id").expect("an id"),
            text("client_secret").expect("a secret"),
        )
    }

    async fn person(&self, name: &str, role: Option<u8>) -> Client {
        if let Some(known) = self.people.lock().await.get(name) {
            return known.clone();
        }
        if let Some(role) = role {
            let root = Box::pin(self.root()).await;
            let user = json!({
                "username": name, "password": PASSWORD, "email": format!("{name}@example.com"), "role": role,
            });
            root.post_json("/api/v1/users", &user)
                .await
                .assert_status(200);
        }
        let client = self.log_in(name, PASSWORD).await;
        self.people
            .lock()
            .await
            .insert(name.to_owned(), client.clone());
        client
    }
}

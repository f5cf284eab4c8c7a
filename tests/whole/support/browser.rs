//! A headless Chromium, spoken to through its own debugging protocol.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::programs::{find, skip};
use super::server::wait_for;

/// Longest wait for an answer of the browser.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
#[derive(Debug)]
pub(crate) struct Browser {
    child: Child,
    profile: TempDir,
    socket: WebSocketStream<TcpStream>,
    session: String,
    sent: u64,
}

impl Browser {
    /// Starts one; nothing where none is installed.
    pub(crate) async fn start() -> Option<Self> {
        let Some(program) = program() else {
            skip("chromium is not installed; `cargo xtask setup --tests` installs it");
            return None;
        };
        let profile = TempDir::with_prefix("peertube-browser-").expect("a directory");
        let child = Command::new(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--autoplay-policy=no-user-gesture-required",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a browser");
        // The browser writes its port and the path of the socket there.
        let file = profile.path().join("DevToolsActivePort");
        let read = || std::fs::read_to_string(&file).unwrap_or_default();
        wait_for("the browser", || read().lines().count() >= 2).await;
        let told = read();
        let (port, path) = told.trim().split_once('\n').expect("two lines");
        let stream = TcpStream::connect(format!("127.0.0.1:{port}"))
            .await
            .expect("a browser");
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = client_async(url, stream).await.expect("a conversation");
        let mut browser = Self {
            child,
            profile,
            socket,
            session: String::new(),
            sent: 0,
        };
        let page = browser
            .call("Target.createTarget", json!({ "url": "about:blank" }))
            .await;
        let attach = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", attach).await;
        browser.session = attached["sessionId"]
            .as_str()
            .expect("a session")
            .to_owned();
        Some(browser)
    }

    /// Goes to an address and waits until the page says that it is complete.
    pub(crate) async fn open(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({ "url": url })).await;
        assert_eq!(answer.get("errorText"), None, "{url}: {answer}");
        let complete = "location.href !== 'about:blank' && document.readyState === 'complete'";
        self.wait_until(complete).await;
    }

    /// The value of an expression on the page; a promise is waited for.
    pub(crate) async fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", parameters).await;
        assert_eq!(
            answer.get("exceptionDetails"),
            None,
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true on the page.
    pub(crate) async fn wait_until(&mut self, expression: &str) {
        let wait = async {
            while self.evaluate(&format!("Boolean({expression})")).await != true {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        if waited.is_err() {
            let page = self.evaluate("document.documentElement.innerText").await;
            panic!("never true: {expression}; the page reads: {page}");
        }
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.as_str().into();
        }
        self.socket
            .send(Message::text(message.to_string()))
            .await
            .expect("sent");
        let answer = async {
            while let Some(message) = self.socket.next().await {
                let text = message.expect("a message").into_text().expect("a text");
                let answer: Value = serde_json::from_str(&text).unwrap_or_default();
                if answer["id"] == self.sent {
                    return answer;
                }
            }
            panic!("the browser hung up at {method}");
        };
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        let answer = answer.unwrap_or_else(|_| panic!("no answer to {method} {parameters}"));
        assert_eq!(answer.get("error"), None, "{method}: {answer}");
        answer["result"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its helpers end with it.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        // They may still write into the profile while it is removed; the system clears what is left of it.
        let _kept = std::fs::remove_dir_all(self.profile.path());
    }
}

fn program() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(find)
}

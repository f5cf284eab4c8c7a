//! Starting and stopping the whole server in this process.

// The lint's own exception for tests does not reach the helpers of an integration test.
#![allow(clippy::expect_used)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use openapi_stubs_runtime::Method;
use peertube_kernel::config::{Config, DatabaseUrl, Storage};
use peertube_server::{Overrides, Running, Server, surfaces};
use peertube_web::passwords::Cost;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

fn config(directory: &Path) -> Config {
    let mut config = Config::default();
    config.listen.port = 0;
    config.webserver.port = 0;
    config.storage = Storage::below(directory);
    let file = directory.join("peertube.db");
    config.database.url = DatabaseUrl::from(format!("sqlite:{}", file.display()));
    config
}

async fn start(config: Config, root_password: Option<&str>) -> Running {
    let overrides = Overrides {
        password_cost: Cost::CHEAP,
        root_password: root_password.map(str::to_owned),
        ..Overrides::default()
    };
    Server::start(config, overrides).await.expect("started")
}

async fn get(running: &Running, path: &str) -> String {
    let mut stream = TcpStream::connect(running.address())
        .await
        .expect("connected");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await.expect("a reply");
    String::from_utf8_lossy(&reply).into_owned()
}

#[tokio::test]
async fn the_first_start_sets_up_and_the_second_finds_it() {
    let directory = TempDir::new().expect("a directory");
    let running = start(config(directory.path()), None).await;
    let login = running.first_start().expect("a first start").clone();
    assert_eq!(
        (login.username.as_str(), login.password.len()),
        ("root", 20)
    );
    assert!(login.generated);
    assert_eq!(
        running.url(),
        format!("http://localhost:{}", running.address().port())
    );
    running.stop().await;

    let secret = directory.path().join("secret");
    let kept = std::fs::read_to_string(&secret).expect("a secret");
    let mode = std::fs::metadata(&secret)
        .expect("metadata")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let running = start(config(directory.path()), Some("ignored now")).await;
    assert!(running.first_start().is_none());
    assert_eq!(std::fs::read_to_string(&secret).expect("a secret"), kept);
    running.stop().await;
}

#[tokio::test]
async fn a_chosen_root_password_is_not_shown() {
    let directory = TempDir::new().expect("a directory");
    let running = start(config(directory.path()), Some("correct horse")).await;
    let login = running.first_start().expect("a first start");
    assert!(!login.generated);
    assert!(!format!("{login:?}").contains("horse"));
    running.stop().await;
}

#[tokio::test]
async fn a_chosen_root_password_must_be_one_to_log_in_with() {
    let directory = TempDir::new().expect("a directory");
    for unusable in ["short", &"x".repeat(51), &"é".repeat(40)] {
        let overrides = Overrides {
            password_cost: Cost::CHEAP,
            root_password: Some(unusable.to_owned()),
            ..Overrides::default()
        };
        let Err(error) = Server::start(config(directory.path()), overrides).await else {
            panic!("started with {unusable:?}");
        };
        let message = error.to_string();
        assert!(message.contains("8 to 50 characters"), "{message}");
        assert!(!message.contains(unusable), "{message}");
    }
    // Nothing was set up yet.
    let running = start(config(directory.path()), Some("correct horse")).await;
    assert!(running.first_start().is_some());
    running.stop().await;
}

#[tokio::test]
async fn nobody_else_can_read_the_database() {
    let directory = TempDir::new().expect("a directory");
    let running = start(config(directory.path()), None).await;
    for name in ["peertube.db", "peertube.db-wal"] {
        let file = std::fs::metadata(directory.path().join(name)).expect(name);
        assert_eq!(file.permissions().mode() & 0o077, 0, "{name}");
    }
    running.stop().await;
}

#[tokio::test]
async fn a_configured_secret_is_not_written_down() {
    let directory = TempDir::new().expect("a directory");
    let mut config = config(directory.path());
    config.secrets.peertube = "from elsewhere".to_owned().into();
    start(config, None).await.stop().await;
    assert!(!directory.path().join("secret").exists());
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("file");
    std::fs::write(&file, "").expect("written");
    let mut config = config(directory.path());
    config.storage.tmp = file.join("tmp");
    let Err(error) = Server::start(config, Overrides::default()).await else {
        panic!("started");
    };
    let message = error.to_string();
    assert!(message.starts_with("cannot create "), "{message}");
    assert!(message.contains("file/tmp"), "{message}");
}

#[tokio::test]
async fn no_surface_hides_an_operation() {
    let directory = TempDir::new().expect("a directory");
    let running = start(config(directory.path()), None).await;
    for surface in surfaces::SURFACES {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let hidden = running.api().operation_at(&method, surface.path);
            assert!(hidden.is_none(), "{} hides {hidden:?}", surface.path);
        }
        let reply = get(&running, surface.path).await;
        assert!(
            reply.starts_with("HTTP/1.1 200") || reply.starts_with("HTTP/1.1 302"),
            "{}: {}",
            surface.path,
            reply.lines().next().unwrap_or_default()
        );
    }
    running.stop().await;
}

#[tokio::test]
async fn unknown_addresses_are_problems() {
    let directory = TempDir::new().expect("a directory");
    let running = start(config(directory.path()), None).await;
    let reply = get(&running, "/api/v1/nothing-here").await;
    assert!(reply.starts_with("HTTP/1.1 404"), "{reply}");
    assert!(reply.contains("application/problem+json"), "{reply}");
    running.stop().await;
}

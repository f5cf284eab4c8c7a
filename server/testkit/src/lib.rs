//! A whole server for a test: started in this process on a free port with its data in a temporary directory, spoken to
//! over HTTP like any other server, and held against the document by the [`Guard`].
//!
//! First steps:
//!
//! ```no_run
//! use peertube_testkit::{NewVideo, TestApp};
//!
//! #[tokio::test]
//! async fn an_upload_can_be_looked_at() {
//!     let app = TestApp::start().await;
//!     let alice = app.user("alice").await;
//!     let video = alice.upload(&NewVideo::named("Holidays")).await;
//!     let reply = app.anonymous().get(&format!("/api/v1/videos/{}", video.uuid)).await;
//!     reply.assert_status(200);
//!     assert_eq!(reply.json()["name"], "Holidays");
//!     app.anonymous().delete(&format!("/api/v1/videos/{}", video.uuid)).await.assert_status(401);
//! }
//! ```
//!
//! When the [`TestApp`] goes, the server is stopped, and the test fails if a response departed from the document or if
//! an upload left a file behind.

// A test fails by panicking, and here is what tests are made of.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod app;
mod client;
mod guard;
mod host;
pub mod media;
mod people;
mod reply;
mod resumable;
mod travel;
mod video;

pub use app::{TestApp, TestAppBuilder};
pub use client::Client;
pub use guard::{Guard, RECORD_VARIABLE};
pub use people::PASSWORD;
pub use reply::Reply;
pub use resumable::{Resumable, stored};
pub use travel::TravelClock;
pub use video::{NewVideo, Uploaded, file_part};

//! Small things that several files need.

use peertube_jobs::Enqueue;
use peertube_kernel::ids::JobId;
use peertube_testkit::{Reply, TestApp};
use serde_json::Value;

/// The values of one member of all entries of a page.
#[track_caller]
pub(crate) fn column(reply: &Reply, member: &str) -> Vec<Value> {
    let page = reply.assert_status(200).at("/data");
    page.as_array()
        .expect("an array")
        .iter()
        .map(|entry| entry[member].clone())
        .collect()
}

/// The texts of one member of all entries of a page.
#[track_caller]
pub(crate) fn texts(reply: &Reply, member: &str) -> Vec<String> {
    let column = column(reply, member);
    column
        .iter()
        .map(|value| value.as_str().expect("a text").to_owned())
        .collect()
}

/// `path` and how it reads from the server's address on: of an absolute URL what follows the host.
pub(crate) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |slash| &rest[slash..])
}

/// Puts a job in line, as the server itself does.
pub(crate) async fn enqueue(app: &TestApp, job: &Enqueue) -> JobId {
    let queue = &app.shared().jobs;
    let written = app
        .shared()
        .db
        .write(|conn| Box::pin(queue.enqueue(conn, job)));
    written.await.expect("a job in line")
}

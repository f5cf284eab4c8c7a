//! Small things that several files need.

use peertube_testkit::Reply;
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

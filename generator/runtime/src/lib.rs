//! What generated code calls: transport, decoding and validation of requests, responses, problem documents, routing.
//!
//! A generated crate describes each operation by an [`Operation`] and answers it with a small function that reads a
//! [`Request`] and makes a [`Response`]. [`Tag`]s collect these functions; [`Service::build`] makes one
//! [`tower::Service`] of them.

mod body;
mod client;
mod conditional;
mod decode;
mod file_reply;
mod header_text;
mod hooks;
mod operation;
mod present;
mod problem;
mod rejection;
mod reply;
mod request;
mod response;
mod route;
mod service;
mod tag;
mod upload;
mod value;

pub use body::{BodyError, ByteStream};
pub use client::{Client, Scheme};
pub use decode::*;
pub use file_reply::{ByteRange, FileReply, OpenRange};
pub use header_text::ToHeader;
pub use hooks::{Admitted, Gate, Hooks, Inspect, Seen};
pub use operation::{Documented, Operation, Security, StatusPattern};
pub use present::{Present, Rfc9457};
pub use problem::Problem;
pub use rejection::{BoxError, Rejection};
pub use reply::ReplyFuture;
pub use request::{Accept, BasicCredentials, FilePart, Media, Request};
pub use response::{BinaryReply, Chunks, IntoResponse, IntoStatus, ReplyBody, Response, finish};
pub use service::{BuildError, Service};
pub use tag::Tag;
pub use upload::UploadedFile;
pub use value::*;

pub use bytes::Bytes;
pub use futures_util::future::BoxFuture;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

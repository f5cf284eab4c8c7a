//! What generated code calls: transport, decoding and validation of requests, responses, problem documents, routing.
//!
//! A generated crate describes each operation by an [`Operation`] and answers it with a small function that reads a
//! [`Request`] and makes a [`Response`]. [`Tag`]s collect these functions; [`Service::build`] makes one
//! [`tower::Service`] of them.
//!
//! ```
//! use openapi_stubs_runtime as rt;
//!
//! struct ThingPath {
//!     id: String,
//! }
//!
//! impl rt::Decode for ThingPath {
//!     fn decode(f: &mut rt::Fields<'_, '_>) -> Option<Self> {
//!         let id = f.at("id").text().required();
//!         Some(Self { id: id? })
//!     }
//! }
//!
//! static GET_THING: rt::Operation = rt::Operation::get("getThing", "/things/{id}")
//!     .tag("Things")
//!     .summary("A thing")
//!     .answers(&[rt::Documented::json(200)]);
//!
//! async fn get_thing(mut r: rt::Request) -> Result<rt::Response, rt::Rejection> {
//!     let path = r.path::<ThingPath>();
//!     let (path,) = r.accept((path,))?;
//!     Ok(rt::Response::json(200, "application/json", &path.id))
//! }
//!
//! # fn main() -> Result<(), rt::BuildError> {
//! let mut tag = rt::Tag::new();
//! tag.route(&GET_THING, get_thing);
//! let service = rt::Service::build(rt::Hooks::default(), [tag])?;
//! assert!(service.operation_at(&rt::Method::HEAD, "/THINGS/1/").is_some());
//! # Ok(())
//! # }
//! ```

mod body;
mod challenge;
mod client;
mod conditional;
mod decode;
mod events;
mod file_reply;
mod header_text;
mod hooks;
mod operation;
mod present;
mod problem;
mod rejection;
mod reply;
mod reply_body;
mod request;
mod response;
mod rfc3339;
mod route;
mod service;
mod tag;
mod upload;
mod value;

pub use body::{BodyError, ByteStream};
pub use challenge::{Carrier, Credential};
pub use client::{Client, Scheme};
pub use decode::*;
pub use events::{Event, Events};
pub use file_reply::{ByteRange, FileReply, OpenRange};
pub use header_text::{ToHeader, header_json, header_list, header_object};
pub use hooks::{Admitted, Gate, Hooks, Inspect, Seen};
pub use operation::{Documented, Operation, Security, StatusPattern};
pub use present::{Present, Rfc9457};
pub use problem::Problem;
pub use rejection::{BoxError, Rejection};
pub use reply::ReplyFuture;
pub use reply_body::ReplyBody;
pub use request::{
    Accept, Alternatives, BasicCredentials, BodyPart, Encoding, FilePart, FileStream, Json, Media,
    Others, PartHeaders, PartRule, Parts, PartsError, PartsRead, Request, part_headers,
};
pub use response::{
    Answer, BinaryReply, Chunks, IntoResponse, IntoStatus, NoContent, OkJson, Response, StatusIn,
    finish,
};
pub use service::{BuildError, Service};
pub use tag::Tag;
pub use upload::UploadedFile;
pub use value::*;

pub use bytes::Bytes;
pub use futures_util::future::BoxFuture;
pub use http;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
pub use serde_json;
pub use uuid;

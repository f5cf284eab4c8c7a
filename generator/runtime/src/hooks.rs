//! What a server plugs into the runtime.

use crate::{BoxFuture, Client, Operation, Present, Rejection, Rfc9457};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, request::Parts};
use std::{path::PathBuf, sync::Arc};

/// Hooks and limits of a [`Service`](crate::Service).
#[derive(Clone)]
pub struct Hooks {
    /// Turns rejections into problem documents.
    pub present: Arc<dyn Present>,
    /// Sees every response before it leaves: contract guard, metrics.
    pub inspect: Option<Arc<dyn Inspect>>,
    /// Admits requests before anything of them is read: rate limits.
    pub gate: Option<Arc<dyn Gate>>,
    /// Directory for files of multipart bodies; on the file system of their final place they can be renamed.
    pub spool_dir: PathBuf,
    /// Most bytes of a body that is held in memory (JSON, form, text) where the operation names no limit of its own
    /// or takes files as well.
    pub max_buffered: u64,
}

impl Default for Hooks {
    fn default() -> Self {
        Self {
            present: Arc::new(Rfc9457),
            inspect: None,
            gate: None,
            spool_dir: std::env::temp_dir(),
            max_buffered: 4 << 20,
        }
    }
}

/// Looks at responses.
pub trait Inspect: Send + Sync + 'static {
    /// Called once for each response, after conditional requests and ranges were dealt with.
    fn inspect(&self, seen: &Seen<'_>);
}

/// A response on its way out.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The operation that answered; none for 404 and 405 of the router.
    pub operation: Option<&'static Operation>,
    /// Method of the request.
    pub method: &'a Method,
    /// Path of the request as sent.
    pub path: &'a str,
    /// Status of the response.
    pub status: StatusCode,
    /// `Content-Type` of the response.
    pub content_type: Option<&'a str>,
    /// Headers of the response.
    pub headers: &'a HeaderMap,
    /// The content when it is JSON (problems included), even if only its headers are sent (HEAD).
    pub json: Option<&'a [u8]>,
}

/// Admits requests or turns them away.
pub trait Gate: Send + Sync + 'static {
    /// Decides on a request whose operation is known and of which nothing was read.
    ///
    /// # Errors
    /// The rejection to answer, usually [`Rejection::RateLimited`].
    fn admit<'a>(
        &'a self,
        operation: &'static Operation,
        parts: &'a Parts,
        client: &'a Client,
    ) -> BoxFuture<'a, Result<Admitted, Rejection>>;
}

/// An admitted request.
#[derive(Debug, Default)]
pub struct Admitted {
    /// Headers to add to the response, whatever it will be.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

//! The routes of one tag, before they are put together.

use crate::{BoxFuture, Operation, Rejection, Request, Response};
use http::{HeaderName, HeaderValue};
use std::{fmt, future::Future, sync::Arc};

/// What became of a request: headers that the gate adds, and the handler's answer.
pub(crate) struct Outcome {
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) result: Result<Response, Rejection>,
}

/// A handler without its type.
pub(crate) type Handler = Box<dyn Fn(Request) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// A collection of routes: operations and the functions that answer them.
#[derive(Default)]
pub struct Tag {
    pub(crate) routes: Vec<(&'static Operation, Handler)>,
}

impl Tag {
    /// No routes.
    #[must_use]
    pub const fn new() -> Self {
        Self { routes: Vec::new() }
    }

    /// Adds an operation that is answered with the help of what all of a tag share.
    pub fn bind<T, H, F>(&mut self, operation: &'static Operation, shared: &Arc<T>, handler: H)
    where
        T: Send + Sync + 'static,
        H: Fn(Arc<T>, Request) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Rejection>> + Send + 'static,
    {
        let shared = Arc::clone(shared);
        self.route(operation, move |request| {
            handler(Arc::clone(&shared), request)
        });
    }

    /// Adds an operation.
    pub fn route<H, F>(&mut self, operation: &'static Operation, handler: H)
    where
        H: Fn(Request) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Response, Rejection>> + Send + 'static,
    {
        let handler: Handler = Box::new(move |mut request| {
            let handler = handler.clone();
            // The one box of a request: gate and handler share it.
            Box::pin(async move {
                let headers = match request.admit().await {
                    Ok(headers) => headers,
                    Err(rejection) => {
                        return Outcome {
                            headers: Vec::new(),
                            result: Err(rejection),
                        };
                    }
                };
                Outcome {
                    headers,
                    result: handler(request).await,
                }
            })
        });
        self.routes.push((operation, handler));
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.routes.iter().map(|(operation, _)| operation.id))
            .finish()
    }
}

//! Uploads in one piece that cannot fit into their owner's quota are refused before they are read.

use std::sync::Arc;

use http::header;
use http::request::Parts;
use openapi_stubs_runtime::{Admitted, BoxFuture, Client, Gate, Operation, Rejection};
use peertube_access::quota;
use peertube_api::videos::video_upload::UPLOAD_LEGACY;
use peertube_kernel::{Error, ErrorKind, Result, Right};
use peertube_web::{Shared, problem};

use crate::http::bearer;

/// What a form may have beside the film: two pictures of 8 MiB each, and texts.
const REST_OF_FORM: u64 = 24 << 20;

/// A gate behind another one.
pub(crate) struct QuotaGate {
    shared: Arc<Shared>,
    first: Arc<dyn Gate>,
}

impl QuotaGate {
    pub(crate) fn new(shared: Arc<Shared>, first: Arc<dyn Gate>) -> Self {
        Self { shared, first }
    }

    /// Whether the announced film fits. Nothing is decided for somebody without a valid token, for those who may upload for
    /// others, as only the form says for whom, and where no length is announced: the quota is checked again with the film.
    async fn check(&self, parts: &Parts, client: &Client) -> Result<()> {
        let length = parts.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        let least = length.unwrap_or(0).saturating_sub(REST_OF_FORM);
        let Some(token) = bearer(&parts.headers).filter(|_| least > 0) else {
            return Ok(());
        };
        let caller = match self.shared.authenticate(client, token, &[]).await {
            Ok(caller) => caller,
            Err(_) => return Ok(()),
        };
        if caller.viewer().has(Right::ManageAnyVideoChannel) {
            return Ok(());
        }
        let mut conn = self.shared.db.read().await?;
        quota::check(&mut conn, caller.id(), least).await
    }
}

impl Gate for QuotaGate {
    fn admit<'a>(
        &'a self,
        operation: &'static Operation,
        parts: &'a Parts,
        client: &'a Client,
    ) -> BoxFuture<'a, Result<Admitted, Rejection>> {
        Box::pin(async move {
            let admitted = self.first.admit(operation, parts, client).await?;
            if operation.id != UPLOAD_LEGACY.id {
                return Ok(admitted);
            }
            match self.check(parts, client).await {
                Err(
                    error @ Error {
                        kind: ErrorKind::PayloadTooLarge,
                        ..
                    },
                ) => {
                    let problem = problem::problem(operation, error);
                    Err(Rejection::Problem(Box::new(problem)))
                }
                // Whatever else is wrong shows again where the film is taken.
                _ => Ok(admitted),
            }
        })
    }
}

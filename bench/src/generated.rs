//! The generated routes of `bench/spec` with a fixed reply, on the same listener as the handlers by hand.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use bench_api::accounts::{
    Accounts, ListAccountsOk, ListAccountsQuery, ListAccountsResponse, routes,
};
use bench_api::security::Backend;
use futures_util::TryFutureExt as _;
use openapi_stubs_runtime as rt;
use tower::make::Shared;

struct Bench;

impl Backend for Bench {
    type Caller = Infallible;
    type Error = rt::Problem;

    fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {
        error
    }

    fn scaffolded(&self, operation: &'static str) -> rt::Problem {
        rt::Problem::not_implemented(operation)
    }
}

impl Accounts for Bench {
    async fn list_accounts(
        &self,
        _: ListAccountsQuery,
    ) -> Result<ListAccountsResponse, rt::Problem> {
        Ok(ListAccountsResponse::Ok(ListAccountsOk {
            total: 0,
            data: Vec::new(),
        }))
    }
}

/// The service of the one route.
pub(crate) fn service() -> io::Result<rt::Service> {
    let api = bench_api::Api {
        accounts: routes(&Arc::new(Bench)),
    };
    api.into_service(rt::Hooks::default())
        .map_err(io::Error::other)
}

/// Serves the one route.
pub(crate) async fn serve(address: SocketAddr) -> io::Result<()> {
    let service = service()?;
    // As in the server itself, no router stands before the generated one; axum's listener asks for axum's body.
    let service = tower::service_fn(move |request: axum::extract::Request| {
        service
            .respond(request)
            .map_ok(|response| response.map(Body::new))
    });
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Shared::new(service)).await
}

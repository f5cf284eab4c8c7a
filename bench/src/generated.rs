//! The generated routes of `bench/spec` with a fixed reply, on the same listener as the handlers by hand.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use bench_api::accounts::{
    Accounts, ListAccountsOk, ListAccountsQuery, ListAccountsResponse, routes,
};
use bench_api::security::Backend;
use openapi_stubs_runtime as rt;

struct Bench;

impl Backend for Bench {
    type Caller = Infallible;
    type Error = Infallible;

    fn problem(&self, _: &'static rt::Operation, error: Infallible) -> rt::Problem {
        match error {}
    }
}

impl Accounts for Bench {
    async fn list_accounts(
        &self,
        _: ListAccountsQuery,
    ) -> Result<ListAccountsResponse, Infallible> {
        Ok(ListAccountsResponse::Ok(ListAccountsOk {
            total: 0,
            data: Vec::new(),
        }))
    }
}

/// Serves the one route.
pub(crate) async fn serve(address: SocketAddr) -> io::Result<()> {
    let api = bench_api::Api {
        accounts: routes(&Arc::new(Bench)),
    };
    let service = api
        .into_service(rt::Hooks::default())
        .map_err(io::Error::other)?;
    let router = Router::new().fallback_service(service);
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router).await
}

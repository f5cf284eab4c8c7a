//! What ours is compared with: axum handlers that do the same and nothing more.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, put};
use futures_util::StreamExt as _;
use serde::Deserialize;
use tokio::io::AsyncWriteExt as _;

/// The reply of both servers, so that both write the same bytes.
pub(crate) const REPLY: &str = r#"{"total":0,"data":[]}"#;

/// Serves `/api/v1/accounts` and `/upload/{index}`, which writes the body to `folder`.
pub(crate) async fn serve(address: SocketAddr, folder: PathBuf) -> io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router(folder)).await
}

/// The handlers.
pub(crate) fn router(folder: PathBuf) -> Router {
    Router::new()
        .route("/api/v1/accounts", get(accounts))
        .route("/upload/{index}", put(upload))
        .with_state(folder)
}

#[derive(Deserialize)]
struct Page {
    start: Option<u64>,
    count: Option<u64>,
    sort: Option<String>,
}

/// Checks what the spec of the generated server asks for, by hand.
async fn accounts(Query(page): Query<Page>) -> impl IntoResponse {
    let known = matches!(
        page.sort.as_deref(),
        None | Some("createdAt" | "-createdAt")
    );
    if page.count.is_some_and(|count| count > 100)
        || page.start.is_some_and(|s| s > i64::MAX as u64)
        || !known
    {
        return StatusCode::BAD_REQUEST.into_response();
    }
    (
        [(header::CONTENT_TYPE, "application/json; charset=utf-8")],
        REPLY,
    )
        .into_response()
}

/// Streams a body to a file, as it comes.
async fn upload(
    State(folder): State<PathBuf>,
    axum::extract::Path(index): axum::extract::Path<u64>,
    request: Request,
) -> Result<StatusCode, StatusCode> {
    let broken = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let path = folder.join("bare.bin");
    let mut options = tokio::fs::OpenOptions::new();
    options
        .create(true)
        .write(true)
        .truncate(index == 0)
        .append(index > 0);
    let mut file = options.open(path).await.map_err(broken)?;
    let mut body = request.into_body().into_data_stream();
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|_| StatusCode::BAD_REQUEST)?;
        file.write_all(&bytes).await.map_err(broken)?;
    }
    file.flush().await.map_err(broken)?;
    Ok(StatusCode::OK)
}

//! Objects in a bucket that hold the bytes of an unfinished upload, in the order in which they were written.
//!
//! They go with the row of their upload. Writing functions belong into a transaction that has seen that the caller is the
//! upload's writer.

use peertube_kernel::Result;
use sea_query::{Expr, ExprTrait as _, Func, Order, Query};

use crate::conn::Conn;
use crate::query::{column, delete, has, insert, literal, update};
use crate::record::{record, select};
use crate::value::Bind as _;

record! {
    /// Bytes of an upload.
    pub struct UploadPiece in "upload_pieces" {
        /// Where the first of them belongs.
        pub start: i64,
        /// How many there are. The object may have more, which were dropped.
        pub length: i64,
        /// Name of the object in the folder of the upload.
        pub name: String,
    }
}

const TABLE: &str = "upload_pieces";

/// The pieces of an upload; where they overlap, the later ones hold the bytes.
pub async fn of_upload(conn: &mut Conn<'_>, upload: &str) -> Result<Vec<UploadPiece>> {
    let mut query = select::<UploadPiece>();
    query
        .and_where(has(TABLE, "upload_id", upload.bind()))
        .order_by("number", Order::Asc);
    conn.all(&query).await
}

/// End of the bytes that pieces hold; 0 without any.
pub async fn end(conn: &mut Conn<'_>, upload: &str) -> Result<i64> {
    let end = column(TABLE, "start").add(column(TABLE, "length"));
    let mut query = Query::select();
    query
        .expr(Func::coalesce([end.max(), literal(0_i64)]))
        .from(TABLE)
        .and_where(has(TABLE, "upload_id", upload.bind()));
    Ok(conn.first(&query).await?.unwrap_or(0))
}

/// Adds pieces behind those that are there.
pub async fn add(conn: &mut Conn<'_>, upload: &str, pieces: &[UploadPiece]) -> Result<()> {
    if pieces.is_empty() {
        return Ok(());
    }
    let mut query = Query::select();
    query
        .expr(Func::coalesce([
            column(TABLE, "number").max(),
            literal(0_i64),
        ]))
        .from(TABLE)
        .and_where(has(TABLE, "upload_id", upload.bind()));
    let mut number: i64 = conn.first(&query).await?.unwrap_or(0);
    for piece in pieces {
        number += 1;
        let row = vec![
            ("upload_id", upload.bind()),
            ("number", number.bind()),
            ("start", piece.start.bind()),
            ("length", piece.length.bind()),
            ("name", piece.name.as_str().bind()),
        ];
        conn.execute(&insert(TABLE, row)).await?;
    }
    Ok(())
}

/// Drops pieces by their names.
pub async fn remove(conn: &mut Conn<'_>, upload: &str, names: &[String]) -> Result<()> {
    for name in names {
        let condition =
            has(TABLE, "upload_id", upload.bind()).and(has(TABLE, "name", name.as_str().bind()));
        conn.execute(&delete(TABLE, condition)).await?;
    }
    Ok(())
}

/// Drops what pieces hold from `end` on.
pub async fn cut(conn: &mut Conn<'_>, upload: &str, end: i64) -> Result<()> {
    let this = || has(TABLE, "upload_id", upload.bind());
    let behind = Expr::col("start").gte(end);
    conn.execute(&delete(TABLE, this().and(behind))).await?;
    let longer = Expr::col("start").add(Expr::col("length")).gt(end);
    let mut query = update(TABLE, Vec::new(), this().and(longer));
    query.value("length", Expr::val(end).sub(Expr::col("start")));
    conn.execute(&query).await?;
    Ok(())
}

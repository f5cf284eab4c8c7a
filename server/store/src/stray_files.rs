//! Files that are being stored for rows that are not written yet.
//!
//! Who stores files notes them first, gives signs of life, and deletes the notes in the transaction that writes the rows.
//! Notes whose time is over were left behind by somebody who died; who takes them over removes the files.

use peertube_kernel::video::FileStorage;
use peertube_kernel::{Result, Timestamp};
use sea_query::{Expr, ExprTrait as _, Query};

use crate::conn::Conn;
use crate::query::{column, delete, has, insert, update};
use crate::record::{Record as _, record};
use crate::value::Bind as _;

record! {
    /// A file that is noted.
    pub struct StrayFile in "stray_files" {
        /// What it is, in the words of whoever stores files.
        pub kind: String,
        /// Its name.
        pub name: String,
        /// Where it lies; nothing for where new files of its kind go.
        pub storage: Option<FileStorage>,
    }
}

const TABLE: &str = StrayFile::TABLE;

/// Notes a file that `holder` is going to store.
pub async fn note(
    conn: &mut Conn<'_>,
    holder: &str,
    file: &StrayFile,
    until: Timestamp,
) -> Result<()> {
    let row = vec![
        ("kind", file.kind.as_str().bind()),
        ("name", file.name.as_str().bind()),
        ("storage", file.storage.bind()),
        ("holder", holder.bind()),
        ("until", until.bind()),
    ];
    conn.execute(&insert(TABLE, row)).await?;
    Ok(())
}

/// A sign of life; how many notes the holder still has.
pub async fn renew(conn: &mut Conn<'_>, holder: &str, until: Timestamp) -> Result<u64> {
    let assignments = vec![("until", until.bind())];
    let query = update(TABLE, assignments, has(TABLE, "holder", holder.bind()));
    conn.execute(&query).await
}

/// Deletes the notes of a holder; how many there were.
pub async fn remove(conn: &mut Conn<'_>, holder: &str) -> Result<u64> {
    let query = delete(TABLE, has(TABLE, "holder", holder.bind()));
    conn.execute(&query).await
}

/// Makes `holder` the holder of notes whose time is over at `now`; gives their files.
pub async fn take_over(
    conn: &mut Conn<'_>,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<StrayFile>> {
    let mut query = update(
        TABLE,
        vec![("holder", holder.bind()), ("until", until.bind())],
        column(TABLE, "until").lte(Expr::val(now.as_millis())),
    );
    query.returning(Query::returning().columns(StrayFile::COLUMNS.iter().copied()));
    conn.all(&query).await
}

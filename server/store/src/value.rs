//! How values of ours become values of the database and back.

use peertube_kernel::ids::{
    AccountId, ActorId, ChannelId, JobId, PlaylistId, SessionId, ThumbnailId, UserId, VideoFileId,
    VideoId, VideoSourceId,
};
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::video::{
    CommentsPolicy, EmbedPrivacy, FileStorage, NsfwPolicy, Privacy, VideoState,
};
use peertube_kernel::{Role, Timestamp};
use sea_query::Value;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Postgres, Row as _, Sqlite, ValueRef as _};
use uuid::Uuid;

use crate::error::StoreError;
use crate::text::Text;

/// A value that can be given to a statement.
pub trait Bind {
    /// The value as the database stores it.
    fn bind(self) -> Value;
}

/// A value that can be read from a column.
pub trait Read: Sized {
    /// Reads the column at the cursor and moves on.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError>;
}

/// A row that is read column by column, in the order of the select list.
pub struct Cursor<'r> {
    row: Row<'r>,
    column: usize,
}

/// A row of either database.
#[derive(Clone, Copy)]
pub(crate) enum Row<'r> {
    Sqlite(&'r SqliteRow),
    Postgres(&'r PgRow),
}

impl<'r> From<&'r SqliteRow> for Row<'r> {
    fn from(row: &'r SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl<'r> From<&'r PgRow> for Row<'r> {
    fn from(row: &'r PgRow) -> Self {
        Self::Postgres(row)
    }
}

impl<'r> Cursor<'r> {
    pub(crate) fn new(row: impl Into<Row<'r>>) -> Self {
        Self {
            row: row.into(),
            column: 0,
        }
    }

    /// The value at the cursor.
    pub fn read<T: Read>(&mut self) -> Result<T, StoreError> {
        T::read(self)
    }

    fn take<T>(&mut self) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'r, Sqlite> + sqlx::Type<Sqlite>,
        T: sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres>,
    {
        let value = match self.row {
            Row::Sqlite(row) => row.try_get(self.column)?,
            Row::Postgres(row) => row.try_get(self.column)?,
        };
        self.column += 1;
        Ok(value)
    }

    fn at_null(&self) -> Result<bool, StoreError> {
        Ok(match self.row {
            Row::Sqlite(row) => row.try_get_raw(self.column)?.is_null(),
            Row::Postgres(row) => row.try_get_raw(self.column)?.is_null(),
        })
    }

    fn skip(&mut self) {
        self.column += 1;
    }

    /// The value that was read last is not one we know.
    pub fn unreadable(&self, value: impl std::fmt::Display) -> StoreError {
        StoreError::Value {
            column: self.column.saturating_sub(1),
            value: value.to_string(),
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        if cursor.at_null()? {
            cursor.skip();
            return Ok(None);
        }
        T::read(cursor).map(Some)
    }
}

impl<T: Bind + Nullable> Bind for Option<T> {
    fn bind(self) -> Value {
        self.map_or(T::NULL, Bind::bind)
    }
}

/// A value with a typed null of its own.
pub trait Nullable {
    /// The null of the type's column.
    const NULL: Value;
}

macro_rules! plain {
    ($($type:ty => $variant:ident,)*) => {$(
        impl Bind for $type {
            fn bind(self) -> Value {
                self.into()
            }
        }

        impl Nullable for $type {
            const NULL: Value = Value::$variant(None);
        }

        impl Read for $type {
            fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
                cursor.take()
            }
        }
    )*};
}

plain! {
    i64 => BigInt,
    bool => Bool,
    f64 => Double,
    Uuid => Uuid,
}

impl Bind for String {
    fn bind(self) -> Value {
        self.into()
    }
}

impl Nullable for String {
    const NULL: Value = Value::String(None);
}

impl Read for String {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        cursor.take::<Text>().map(|text| text.0)
    }
}

impl Bind for &str {
    fn bind(self) -> Value {
        self.into()
    }
}

impl Nullable for &str {
    const NULL: Value = Value::String(None);
}

impl Bind for Vec<u8> {
    fn bind(self) -> Value {
        self.into()
    }
}

impl Nullable for Vec<u8> {
    const NULL: Value = Value::Bytes(None);
}

impl Read for Vec<u8> {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        cursor.take()
    }
}

impl Bind for Timestamp {
    fn bind(self) -> Value {
        self.as_millis().into()
    }
}

impl Nullable for Timestamp {
    const NULL: Value = Value::BigInt(None);
}

impl Read for Timestamp {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        cursor.take().map(Timestamp::from_millis)
    }
}

macro_rules! ids {
    ($($type:ty,)*) => {$(
        impl Bind for $type {
            fn bind(self) -> Value {
                self.get().into()
            }
        }

        impl Nullable for $type {
            const NULL: Value = Value::BigInt(None);
        }

        impl Read for $type {
            fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
                cursor.take::<i64>().map(Into::into)
            }
        }
    )*};
}

ids! {
    AccountId,
    ActorId,
    ChannelId,
    JobId,
    PlaylistId,
    SessionId,
    ThumbnailId,
    UserId,
    VideoFileId,
    VideoId,
    VideoSourceId,
}

macro_rules! numbered {
    ($($type:ty,)*) => {$(
        impl Bind for $type {
            fn bind(self) -> Value {
                self.id().into()
            }
        }

        impl Nullable for $type {
            const NULL: Value = Value::BigInt(None);
        }

        impl Read for $type {
            fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
                let id = cursor.take()?;
                <$type>::from_id(id).ok_or_else(|| cursor.unreadable(id))
            }
        }
    )*};
}

numbered! {
    CommentsPolicy,
    EmbedPrivacy,
    FileStorage,
    JobState,
    Privacy,
    Role,
    VideoState,
}

impl Bind for NsfwPolicy {
    fn bind(self) -> Value {
        self.as_str().into()
    }
}

impl Read for NsfwPolicy {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        let name = cursor.read::<String>()?;
        NsfwPolicy::from_name(&name).ok_or_else(|| cursor.unreadable(name))
    }
}

impl Bind for JobType {
    fn bind(self) -> Value {
        self.as_str().into()
    }
}

impl Read for JobType {
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        let name = cursor.read::<String>()?;
        JobType::from_name(&name).ok_or_else(|| cursor.unreadable(name))
    }
}

/// JSON in text, for a column of JSON. What is no JSON stays a text, which PostgreSQL refuses.
pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str::<serde_json::Value>(text).map_or_else(|_| text.into(), Value::from)
}

/// As [`json`]; `None` is a null of the database, not of JSON.
pub(crate) fn optional_json(text: Option<&str>) -> Value {
    text.map_or(Value::Json(None), json)
}

/// Implements `Bind`, `Nullable` and `Read` for types kept as JSON.
macro_rules! json_column {
    ($($type:ty,)*) => {$(
        impl $crate::value::Bind for $type {
            fn bind(self) -> sea_query::Value {
                // Strings, numbers and lists of them always serialise.
                serde_json::to_value(&self).unwrap_or_default().into()
            }
        }

        impl $crate::value::Nullable for $type {
            const NULL: sea_query::Value = sea_query::Value::Json(None);
        }

        impl $crate::value::Read for $type {
            fn read(
                cursor: &mut $crate::value::Cursor<'_>,
            ) -> Result<Self, $crate::error::StoreError> {
                let text = cursor.read::<String>()?;
                serde_json::from_str(&text).map_err(|error| cursor.unreadable(error))
            }
        }
    )*};
}
pub(crate) use json_column;

json_column! {
    Vec<String>,
}

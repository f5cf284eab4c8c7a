//! Rows as plain structs whose fields are the columns.

use sea_query::SelectStatement;

use crate::error::StoreError;
use crate::value::{Cursor, Read};

/// A struct that is read from the columns of one table.
pub trait Record: Sized {
    /// The table.
    const TABLE: &'static str;
    /// The columns, in the order of the fields.
    const COLUMNS: &'static [&'static str];

    /// Reads the columns in order.
    fn read(cursor: &mut Cursor<'_>) -> Result<Self, StoreError>;
}

/// What a row of a result becomes: a record, a single value, or a tuple of those.
pub trait FromRow: Sized {
    /// Reads as many columns as it needs.
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError>;
}

/// Defines a struct and reads it from the columns named like its fields.
macro_rules! record {
    (
        $(#[$doc:meta])*
        pub struct $name:ident in $table:literal {
            $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::record::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn read(
                cursor: &mut $crate::value::Cursor<'_>,
            ) -> Result<Self, $crate::error::StoreError> {
                Ok(Self {
                    $($field: cursor.read()?,)*
                })
            }
        }

        impl $crate::record::FromRow for $name {
            fn from_row(
                cursor: &mut $crate::value::Cursor<'_>,
            ) -> Result<Self, $crate::error::StoreError> {
                $crate::record::Record::read(cursor)
            }
        }
    };
}
pub(crate) use record;

macro_rules! values {
    ($($type:ty,)*) => {$(
        impl FromRow for $type {
            fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
                <$type as Read>::read(cursor)
            }
        }
    )*};
}

values! {
    i64,
    f64,
    bool,
    String,
    uuid::Uuid,
    peertube_kernel::Timestamp,
    peertube_kernel::ids::AccountId,
    peertube_kernel::ids::ActorId,
    peertube_kernel::ids::ChannelId,
    peertube_kernel::ids::JobId,
    peertube_kernel::ids::PlaylistId,
    peertube_kernel::ids::SessionId,
    peertube_kernel::ids::ThumbnailId,
    peertube_kernel::ids::UserId,
    peertube_kernel::ids::VideoFileId,
    peertube_kernel::ids::VideoId,
    peertube_kernel::ids::VideoSourceId,
    peertube_kernel::job::JobType,
}

impl<T: Read> FromRow for Option<T> {
    fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
        cursor.read()
    }
}

macro_rules! tuples {
    ($(($($name:ident),*))*) => {$(
        impl<$($name: FromRow),*> FromRow for ($($name,)*) {
            fn from_row(cursor: &mut Cursor<'_>) -> Result<Self, StoreError> {
                Ok(($($name::from_row(cursor)?,)*))
            }
        }
    )*};
}

tuples! {
    (A, B)
    (A, B, C)
    (A, B, C, D)
    (A, B, C, D, E)
    (A, B, C, D, E, F)
}

/// Adds the columns of a record, read from the table or alias `from`.
pub(crate) fn select_columns<T: Record>(query: &mut SelectStatement, from: &'static str) {
    query.columns(T::COLUMNS.iter().map(|column| (from, *column)));
}

/// A select of all columns of a record from its table.
pub(crate) fn select<T: Record>() -> SelectStatement {
    let mut query = SelectStatement::new();
    select_columns::<T>(&mut query, T::TABLE);
    query.from(T::TABLE);
    query
}

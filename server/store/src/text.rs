//! Texts as both databases give them.

use sqlx::error::BoxDynError;
use sqlx::postgres::{PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::sqlite::{SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Postgres, Sqlite, Type, TypeInfo as _, ValueRef as _};

/// A text, or JSON in text, which is a type of its own in PostgreSQL.
pub(crate) struct Text(pub(crate) String);

/// Name of PostgreSQL's type of JSON.
const JSONB: &str = "JSONB";
/// First byte of binary JSON: the version of the format. The text follows.
const JSONB_VERSION: u8 = 1;

impl Type<Sqlite> for Text {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }

    fn compatible(found: &SqliteTypeInfo) -> bool {
        <String as Type<Sqlite>>::compatible(found)
    }
}

impl<'r> Decode<'r, Sqlite> for Text {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        <String as Decode<'r, Sqlite>>::decode(value).map(Self)
    }
}

impl Type<Postgres> for Text {
    fn type_info() -> PgTypeInfo {
        <String as Type<Postgres>>::type_info()
    }

    fn compatible(found: &PgTypeInfo) -> bool {
        <String as Type<Postgres>>::compatible(found) || found.name() == JSONB
    }
}

impl<'r> Decode<'r, Postgres> for Text {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let is_json = value.type_info().name() == JSONB;
        let is_binary = value.format() == PgValueFormat::Binary;
        let text = value.as_str()?;
        let text = if is_json && is_binary {
            text.strip_prefix(char::from(JSONB_VERSION))
                .ok_or("JSON of an unknown format")?
        } else {
            text
        };
        Ok(Self(text.to_owned()))
    }
}

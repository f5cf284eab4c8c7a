//! Typed values of response headers.

use crate::{Date, Timestamp};
use http::{HeaderValue, header::InvalidHeaderValue};

/// A value that can stand in a header.
pub trait ToHeader {
    /// The value's text.
    ///
    /// # Errors
    /// For text with line breaks or other control characters.
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue>;
}

impl ToHeader for String {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::from_str(self)
    }
}

impl ToHeader for str {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        HeaderValue::from_str(self)
    }
}

impl ToHeader for HeaderValue {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        Ok(self.clone())
    }
}

impl<T: ToHeader + ?Sized> ToHeader for &T {
    fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
        (**self).to_header()
    }
}

macro_rules! by_display {
    ($($ty:ty),*) => {$(
        impl ToHeader for $ty {
            fn to_header(&self) -> Result<HeaderValue, InvalidHeaderValue> {
                HeaderValue::try_from(self.to_string())
            }
        }
    )*};
}

by_display!(
    bool,
    u16,
    i32,
    i64,
    u32,
    u64,
    f64,
    uuid::Uuid,
    Timestamp,
    Date
);

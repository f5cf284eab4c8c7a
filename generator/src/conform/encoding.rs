//! Bodies that were compressed on their way.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

/// Most bytes that a compressed body may become.
const MOST_BYTES: u64 = 64 << 20;

/// The body as it was before it was compressed.
pub(super) fn decoded<'a>(headers: &HeaderMap, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, String> {
    let encoding = headers
        .get(CONTENT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let encoding = encoding.unwrap_or("identity").trim().to_ascii_lowercase();
    let mut plain = Vec::new();
    let done = match encoding.as_str() {
        "identity" | "" => return Ok(Cow::Borrowed(bytes)),
        "gzip" | "x-gzip" => MultiGzDecoder::new(bytes)
            .take(MOST_BYTES + 1)
            .read_to_end(&mut plain),
        "deflate" => ZlibDecoder::new(bytes)
            .take(MOST_BYTES + 1)
            .read_to_end(&mut plain),
        other => return Err(format!("its encoding `{other}` is not read")),
    };
    match done {
        Ok(length) if length as u64 > MOST_BYTES => {
            Err("it is too large when decompressed".to_owned())
        }
        Ok(_) => Ok(Cow::Owned(plain)),
        Err(_) => Err(format!("it cannot be decompressed as `{encoding}`")),
    }
}

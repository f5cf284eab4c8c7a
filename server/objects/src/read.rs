//! Reading a stored file as a stream of chunks.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use object_store::GetResultPayload;
use peertube_kernel::time::Timestamp;

/// A file's bytes, in order. The first error ends it.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// How much of a local file is read at once: big enough that the switch to a blocking thread does not count,
/// small enough that a thousand slow readers fit into memory.
const CHUNK: u64 = 256 * 1024;

/// What is known of a stored file without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectMeta {
    /// Length of the whole file in bytes.
    pub length: u64,
    /// When it was last written.
    pub modified: Timestamp,
    /// A text that changes when the content does, without quotes.
    pub etag: String,
}

impl From<&object_store::ObjectMeta> for ObjectMeta {
    fn from(meta: &object_store::ObjectMeta) -> Self {
        let modified = Timestamp::from(meta.last_modified);
        let etag = match &meta.e_tag {
            Some(etag) => etag.trim_start_matches("W/").trim_matches('"').to_owned(),
            None => format!("{:x}-{:x}", modified.as_millis(), meta.size),
        };
        Self {
            length: meta.size,
            modified,
            etag,
        }
    }
}

/// The bytes of `range` of what the store returned.
pub(crate) fn stream(payload: GetResultPayload, range: Range<u64>) -> ByteStream {
    match payload {
        GetResultPayload::File(file, _) => local(file, range),
        GetResultPayload::Stream(chunks) => {
            chunks.map(|chunk| chunk.map_err(io::Error::from)).boxed()
        }
    }
}

/// Reads `range` of a local file, one chunk ahead of nobody: the next is read when it is asked for.
fn local(file: File, range: Range<u64>) -> ByteStream {
    stream::try_unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return Ok(None);
        }
        let (file, chunk) = tokio::task::spawn_blocking(move || {
            let chunk = read_chunk(&file, range.start, CHUNK.min(range.end - range.start))?;
            Ok::<_, io::Error>((file, (chunk, range)))
        })
        .await
        .map_err(io::Error::other)??;
        let (chunk, range) = chunk;
        let rest = range.start + chunk.len() as u64..range.end;
        Ok(Some((chunk, (file, rest))))
    })
    .boxed()
}

fn read_chunk(mut file: &File, start: u64, length: u64) -> io::Result<Bytes> {
    file.seek(SeekFrom::Start(start))?;
    let mut chunk = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    file.take(length).read_to_end(&mut chunk)?;
    if (chunk.len() as u64) < length {
        // Somebody cut the file after its length was told; a short body must not look complete.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(chunk.into())
}

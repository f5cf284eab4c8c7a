//! `multipart/form-data`: files go to disk while they are counted, texts stay in memory.

use super::{
    Encoding, FilePart,
    body::malformed,
    encoding::encoding_of,
    media::ContentType,
    paced::{Paced, StreamError},
    spool::Spool,
    violation,
};
use crate::{Location, Part, Rejection, UploadedFile, Violation, body::Incoming};
use bytes::Bytes;
use http::header;
use multer::{Field, Multipart};
use std::{
    borrow::Cow,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Most parts of a body.
const MAX_PARTS: usize = 1_000;
/// Most bytes of a text.
const MAX_TEXT: usize = 1 << 20;
/// Most bytes of refused files that are read on, to find further violations.
const MAX_REFUSED: u64 = 8 << 20;

/// What the document says of parts.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Of files.
    pub(super) files: &'static [FilePart],
    /// Of texts.
    pub(super) encodings: &'static [Encoding],
}

/// Limits that are not the document's.
pub(super) struct Limits<'a> {
    /// Most bytes of all texts together.
    pub(super) text: u64,
    /// Where files are spooled.
    pub(super) directory: &'a Path,
}

type Parts = Vec<(Cow<'static, str>, Part<'static>)>;

/// Reads all parts. Whatever happens, files that are not returned are deleted.
pub(super) async fn read(
    body: &mut Incoming,
    content_type: &str,
    rules: Rules,
    limits: Limits<'_>,
    violations: &mut Vec<Violation>,
) -> Result<Parts, Rejection> {
    let boundary = multer::parse_boundary(content_type)
        .map_err(|_| malformed("the multipart boundary is missing"))?;
    let unread = Arc::new(AtomicUsize::new(0));
    let mut multipart = Multipart::new(
        Paced {
            body,
            gave: false,
            unread: Arc::clone(&unread),
        },
        boundary,
    );
    let mut reader = Reader {
        rules,
        limits,
        unread,
        parts: Vec::new(),
        text: 0,
        refused: 0,
        seen: 0,
        violations,
    };
    while let Some(field) = multipart.next_field().await.map_err(rejection)? {
        reader.unread.store(0, Ordering::Relaxed);
        reader.part(field).await?;
    }
    Ok(reader.parts)
}

struct Reader<'a> {
    rules: Rules,
    limits: Limits<'a>,
    unread: Arc<AtomicUsize>,
    parts: Parts,
    text: u64,
    refused: u64,
    seen: usize,
    violations: &'a mut Vec<Violation>,
}

impl Reader<'_> {
    async fn part(&mut self, mut field: Field<'_>) -> Result<(), Rejection> {
        self.seen += 1;
        if self.seen > MAX_PARTS {
            return Err(malformed("there are more than 1000 parts"));
        }
        let name = field
            .name()
            .ok_or_else(|| malformed("a part has no name"))?
            .to_owned();
        let encoding = encoding_of(self.rules.encodings, &name);
        match (field.file_name().map(str::to_owned), encoding) {
            // Browsers give a name to all that is a blob, JSON too.
            (Some(file_name), None) => self.read_file(name, file_name, &mut field).await,
            (None, None) => self.read_text(name, &mut field).await,
            (_, Some(encoding)) => match Self::unfit(encoding, &field) {
                None => self.read_text(name, &mut field).await,
                Some((code, message)) => {
                    self.violate(&name, code, message);
                    self.discard(&mut field, 0).await
                }
            },
        }
    }

    /// What is wrong with the headers of a text, if anything.
    fn unfit(encoding: &Encoding, field: &Field<'_>) -> Option<(&'static str, String)> {
        let given = field.headers().get(header::CONTENT_TYPE);
        let given = given.map(|value| ContentType::parse(value.to_str().unwrap_or("?")));
        if let Some(given) = given {
            let types = encoding.content_types;
            if !types.is_empty() && !types.iter().any(|pattern| given.is(pattern)) {
                return Some(wrong_type(types));
            }
            if !given.is_utf8() {
                return Some(("encoding", "Must be UTF-8".to_owned()));
            }
        }
        missing_header(encoding.headers, field)
    }

    async fn read_text(&mut self, name: String, field: &mut Field<'_>) -> Result<(), Rejection> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk(field).await? {
            if bytes.len() + chunk.len() > MAX_TEXT {
                self.violate(
                    &name,
                    "max_length",
                    format!("Must be at most {MAX_TEXT} bytes long"),
                );
                return self.discard(field, 0).await;
            }
            self.text += chunk.len() as u64;
            if self.text > self.limits.text {
                return Err(Rejection::BodyTooLarge {
                    limit: self.limits.text,
                });
            }
            bytes.extend_from_slice(&chunk);
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.parts.push((name.into(), Part::Text(text.into()))),
            Err(_) => self.violate(&name, "encoding", "Must be UTF-8".into()),
        }
        Ok(())
    }

    async fn read_file(
        &mut self,
        name: String,
        file_name: String,
        field: &mut Field<'_>,
    ) -> Result<(), Rejection> {
        let first = self.chunk(field).await?;
        if first.is_none() && file_name.is_empty() {
            // What browsers send for a file input without a choice.
            return Ok(());
        }
        let content_type = field.content_type().map(ToString::to_string);
        let rule = self
            .rule(&name, content_type.as_deref())
            .and_then(|rule| missing_header(rule.headers, field).map_or(Ok(rule), Err));
        let rule = match rule {
            Ok(rule) => rule,
            Err((code, message)) => {
                self.violate(&name, code, message);
                return self
                    .discard(field, first.map_or(0, |chunk| chunk.len() as u64))
                    .await;
            }
        };
        let mut spool = Spool::create(self.limits.directory).await?;
        let mut next = first;
        while let Some(chunk) = next {
            if let Some(limit) = rule
                .max_size
                .filter(|limit| spool.size + chunk.len() as u64 > *limit)
            {
                drop(spool);
                self.violate(
                    &name,
                    "max_size",
                    format!("Must be at most {limit} bytes large"),
                );
                return self.discard(field, chunk.len() as u64).await;
            }
            spool.write(&chunk).await?;
            next = self.chunk(field).await?;
        }
        let (path, size) = spool.finish().await?;
        let file_name = Some(file_name).filter(|name| !name.is_empty());
        self.parts.push((
            name.into(),
            Part::File(
                UploadedFile::new(path, size, file_name, content_type)
                    .with_headers(field.headers().clone()),
            ),
        ));
        Ok(())
    }

    /// The rule for a file, or what is wrong with its coming.
    fn rule(
        &self,
        name: &str,
        content_type: Option<&str>,
    ) -> Result<&'static FilePart, (&'static str, String)> {
        let base = |name: &str| name.split('[').next().unwrap_or("").to_owned();
        let rule = self
            .rules
            .files
            .iter()
            .find(|rule| rule.name == name || (rule.many && rule.name == base(name)));
        let rule = rule.ok_or(("unexpected_file", "Unexpected file".to_owned()))?;
        let taken = |(other, part): &(Cow<'_, str>, Part<'_>)| {
            other == name && matches!(part, Part::File(_))
        };
        if !rule.many && self.parts.iter().any(taken) {
            return Err(("max_items", "Only one file may be sent".to_owned()));
        }
        let given = ContentType::parse(content_type.unwrap_or("application/octet-stream"));
        if !rule.content_types.is_empty()
            && !rule.content_types.iter().any(|pattern| given.is(pattern))
        {
            return Err(wrong_type(rule.content_types));
        }
        Ok(rule)
    }

    async fn chunk(&mut self, field: &mut Field<'_>) -> Result<Option<Bytes>, Rejection> {
        loop {
            let chunk = field.chunk().await.map_err(rejection)?;
            self.unread.store(0, Ordering::Relaxed);
            // An empty part yields an empty chunk before its end.
            if chunk.as_ref().is_none_or(|bytes| !bytes.is_empty()) {
                return Ok(chunk);
            }
        }
    }

    /// Reads on without keeping anything; a client that sends too much of it gets its answer early.
    async fn discard(&mut self, field: &mut Field<'_>, already: u64) -> Result<(), Rejection> {
        self.refused += already;
        while let Some(chunk) = self.chunk(field).await? {
            self.refused += chunk.len() as u64;
            if self.refused > MAX_REFUSED {
                return Err(Rejection::Invalid(std::mem::take(self.violations)));
            }
        }
        Ok(())
    }

    fn violate(&mut self, name: &str, code: &'static str, message: String) {
        self.violations
            .push(violation(Location::Body, name, code, message));
    }
}

fn wrong_type(types: &[&str]) -> (&'static str, String) {
    let message = format!("Must be of type {}", types.join(", "));
    ("content_type", message)
}

fn missing_header(names: &[&str], field: &Field<'_>) -> Option<(&'static str, String)> {
    let missing = names
        .iter()
        .find(|name| !field.headers().contains_key(**name))?;
    Some(("header", format!("Must have the header {missing}")))
}

fn rejection(error: multer::Error) -> Rejection {
    match error {
        multer::Error::StreamReadFailed(source) => {
            match source.downcast::<StreamError>().map(|error| *error) {
                Ok(StreamError::Body(error)) => error.into(),
                Ok(error @ StreamError::Headers) => malformed(&error.to_string()),
                Err(other) => Rejection::Internal(other),
            }
        }
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream => malformed("the multipart content ends early"),
        _ => malformed("the multipart content is broken"),
    }
}

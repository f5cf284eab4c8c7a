//! Reading request bodies.

use super::encoding::json_values;
use super::{
    BodyPart, Media, Parts, PartsRead, Request,
    media::ContentType,
    multipart::{self, Limits},
    violation,
};
use crate::{
    ByteStream, Decode, Encoding, Input, Location, Part, Rejection, body::Incoming, decode,
};
use bytes::Bytes;
use http::header;
use serde_json::Value;
use std::borrow::Cow;

/// A body in memory (files: on disk), not yet checked.
enum Loaded {
    Absent,
    Json(Value),
    Form(Bytes, &'static [Encoding]),
    Text(String),
    Parts(Vec<(Cow<'static, str>, Part<'static>)>, &'static [Encoding]),
}

impl Request {
    /// Reads a required body. An absent one is read as an empty object, so that the missing fields are named.
    ///
    /// # Errors
    /// Malformed content, wrong type, too many bytes and broken connections are answered alone.
    pub async fn decoded<T: Decode>(&mut self, accepted: &[Media]) -> Result<Option<T>, Rejection> {
        let loaded = self.load(accepted).await?;
        self.decode_body(loaded)
    }

    /// Reads a body that may be absent: `Some(None)`.
    ///
    /// # Errors
    /// As [`decoded`](Self::decoded).
    pub async fn optional_decoded<T: Decode>(
        &mut self,
        accepted: &[Media],
    ) -> Result<Option<Option<T>>, Rejection> {
        match self.load(accepted).await? {
            Loaded::Absent => Ok(Some(None)),
            loaded => Ok(self.decode_body(loaded)?.map(Some)),
        }
    }

    /// Which of several kinds of body was sent, by its place in the list (media types, `image/*` and `*/*` too);
    /// `None` without a body.
    ///
    /// # Errors
    /// [`Rejection::UnsupportedMediaType`] for anything else.
    pub fn body_kind(&self, accepted: &[&'static str]) -> Result<Option<usize>, Rejection> {
        if self.body.is_empty() {
            return Ok(None);
        }
        let given = ContentType::of(&self.parts.headers);
        let kind = given.and_then(|given| {
            let json = |name: &&str| {
                given.is(name)
                    || (*name == "application/json"
                        && Media::Json("application/json").reads(&given))
            };
            accepted.iter().position(json)
        });
        kind.map(Some)
            .ok_or_else(|| unsupported(given.map(|given| given.full), accepted.to_vec()))
    }

    /// Takes a required body as it arrives; an absent one is an empty stream. Without `Content-Type` the bytes are
    /// taken as `application/octet-stream`.
    ///
    /// # Errors
    /// [`Rejection::UnsupportedMediaType`], and [`Rejection::BodyTooLarge`] when too many bytes are announced.
    pub fn stream(&mut self, accepted: &[&'static str]) -> Result<ByteStream, Rejection> {
        if !self.body.is_empty() {
            self.plain_coding(accepted)?;
            let given = ContentType::of(&self.parts.headers)
                .unwrap_or(ContentType::parse("application/octet-stream"));
            if !accepted.iter().any(|pattern| given.is(pattern)) {
                return Err(unsupported(Some(given.full), accepted.to_vec()));
            }
        }
        self.body.limit(self.operation.max_body)?;
        Ok(ByteStream(std::mem::replace(
            &mut self.body,
            Incoming::empty(),
        )))
    }

    /// Takes a body that may be absent as it arrives.
    ///
    /// # Errors
    /// As [`stream`](Self::stream).
    pub fn optional_stream(
        &mut self,
        accepted: &[&'static str],
    ) -> Result<Option<ByteStream>, Rejection> {
        if self.body.is_empty() {
            Ok(None)
        } else {
            self.stream(accepted).map(Some)
        }
    }

    /// Takes a required multipart body part by part; of an absent one all that is required is missing.
    ///
    /// # Errors
    /// [`Rejection::UnsupportedMediaType`], a boundary that is missing, and [`Rejection::BodyTooLarge`] when too many bytes are
    /// announced.
    pub fn parts<P: BodyPart>(&mut self) -> Result<(Parts<P>, PartsRead), Rejection> {
        let most_text = self.core.hooks.max_buffered;
        if self.body.is_empty() {
            return Parts::new(None, most_text);
        }
        let accepted = [Media::Multipart(&[], &[]).name()];
        self.plain_coding(&accepted)?;
        self.body.limit(self.operation.max_body)?;
        let given = ContentType::of(&self.parts.headers);
        let Some(given) = given.filter(|given| given.is(accepted[0])) else {
            return Err(unsupported(
                given.map(|given| given.full),
                accepted.to_vec(),
            ));
        };
        let body = std::mem::replace(&mut self.body, Incoming::empty());
        Parts::new(Some((body, given.full)), most_text)
    }

    /// Takes a multipart body that may be absent part by part.
    ///
    /// # Errors
    /// As [`parts`](Self::parts).
    pub fn optional_parts<P: BodyPart>(
        &mut self,
    ) -> Result<(Option<Parts<P>>, PartsRead), Rejection> {
        let is_absent = self.body.is_empty();
        let (parts, read) = self.parts()?;
        Ok(((!is_absent).then_some(parts), read))
    }

    /// Reads a required body as text in UTF-8.
    ///
    /// # Errors
    /// As [`decoded`](Self::decoded).
    pub async fn text(&mut self, accepted: &[&'static str]) -> Result<Option<String>, Rejection> {
        match self.optional_text(accepted).await? {
            Some(None) => {
                self.violations.push(violation(
                    Location::Body,
                    "body",
                    "required",
                    "The request body is required".into(),
                ));
                Ok(None)
            }
            text => Ok(text.flatten()),
        }
    }

    /// Reads a body as text that may be absent: `Some(None)`.
    ///
    /// # Errors
    /// As [`decoded`](Self::decoded).
    pub async fn optional_text(
        &mut self,
        accepted: &[&'static str],
    ) -> Result<Option<Option<String>>, Rejection> {
        let bytes = self
            .buffered(accepted.to_vec(), |given| {
                accepted.iter().any(|pattern| given.is(pattern))
            })
            .await?;
        let Some(bytes) = bytes else {
            return Ok(Some(None));
        };
        utf8(bytes).map(|text| Some(Some(text)))
    }

    async fn load(&mut self, accepted: &[Media]) -> Result<Loaded, Rejection> {
        let names = || {
            accepted
                .iter()
                .map(|media| media.name())
                .collect::<Vec<_>>()
        };
        let given = ContentType::of(&self.parts.headers);
        let media =
            given.and_then(|given| accepted.iter().copied().find(|media| media.reads(&given)));
        if let (Some(Media::Multipart(files, encodings)), false) = (media, self.body.is_empty()) {
            self.plain_coding(&names())?;
            self.body.limit(self.operation.max_body)?;
            let content_type = given.map_or("", |given| given.full);
            let limits = Limits {
                text: self.core.hooks.max_buffered,
                directory: &self.core.hooks.spool_dir,
            };
            let parts = multipart::read(
                &mut self.body,
                content_type,
                multipart::Rules { files, encodings },
                limits,
                &mut self.violations,
            )
            .await?;
            return Ok(Loaded::Parts(parts, encodings));
        }
        let Some(bytes) = self.buffered(names(), |_| media.is_some()).await? else {
            return Ok(Loaded::Absent);
        };
        match media {
            Some(Media::Form(encodings)) => Ok(Loaded::Form(bytes, encodings)),
            Some(Media::Text(_)) => utf8(bytes).map(Loaded::Text),
            _ => json(&bytes).map(Loaded::Json),
        }
    }

    /// The whole body, `None` if there is none. `fits` tells whether the type is accepted.
    async fn buffered(
        &mut self,
        accepted: Vec<&'static str>,
        fits: impl Fn(&ContentType<'_>) -> bool,
    ) -> Result<Option<Bytes>, Rejection> {
        if self.body.is_empty() {
            return Ok(None);
        }
        let given = ContentType::of(&self.parts.headers);
        if let Some(given) = given {
            if !fits(&given) || !given.is_utf8() {
                return Err(unsupported(Some(given.full), accepted));
            }
            self.plain_coding(&accepted)?;
        }
        let untyped = given.is_none();
        self.body.limit(Some(self.buffer_limit()))?;
        if untyped {
            // Chunked and empty is as good as absent; a single byte must have a type.
            return match self.body.data().await.transpose()? {
                None => Ok(None),
                Some(_) => Err(unsupported(None, accepted)),
            };
        }
        let bytes = self.body.collect().await?;
        Ok((!bytes.is_empty()).then_some(bytes))
    }

    /// Where files or streams are taken as well, the operation's limit is theirs.
    fn buffer_limit(&self) -> u64 {
        let most = self.core.hooks.max_buffered;
        let in_memory = |name: &&str| {
            let name = ContentType::parse(name);
            Media::Json("application/json").reads(&name)
                || Media::Form(&[]).reads(&name)
                || name.is("text/*")
        };
        match self.operation.max_body {
            Some(limit) if self.operation.request_types.iter().all(in_memory) => limit,
            Some(limit) => limit.min(most),
            None => most,
        }
    }

    fn plain_coding(&self, accepted: &[&'static str]) -> Result<(), Rejection> {
        match self.parts.headers.get(header::CONTENT_ENCODING) {
            Some(coding) if !coding.as_bytes().eq_ignore_ascii_case(b"identity") => {
                let coding = format!("with Content-Encoding {}", coding.to_str().unwrap_or("?"));
                Err(unsupported(Some(&coding), accepted.to_vec()))
            }
            _ => Ok(()),
        }
    }

    fn decode_body<T: Decode>(&mut self, loaded: Loaded) -> Result<Option<T>, Rejection> {
        let nothing = Value::Object(serde_json::Map::new());
        let values;
        let mut encodings: &'static [Encoding] = &[];
        let mut input = match loaded {
            Loaded::Absent => Input::json(&nothing),
            // Where fields are read, a lone text or number is nothing to look into.
            Loaded::Json(ref value) if !(T::WHOLE || value.is_object() || value.is_array()) => {
                return Err(malformed("it is neither an object nor an array"));
            }
            Loaded::Json(ref value) => Input::json(value),
            Loaded::Text(ref text) => Input::text(text),
            Loaded::Form(ref bytes, of_form) => {
                encodings = of_form;
                Input::form(bytes).encoded(of_form)
            }
            Loaded::Parts(parts, of_parts) => {
                encodings = of_parts;
                Input::pairs(parts)
            }
        };
        values = json_values(&mut input, encodings, &mut self.violations);
        input.add_json(&values);
        Ok(decode(Location::Body, input, &mut self.violations))
    }
}

fn utf8(bytes: Bytes) -> Result<String, Rejection> {
    String::from_utf8(bytes.into()).map_err(|_| malformed("it is not UTF-8"))
}

fn json(bytes: &[u8]) -> Result<Value, Rejection> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|error| malformed(&error.to_string()))
}

pub(super) fn malformed(detail: &str) -> Rejection {
    Rejection::MalformedBody {
        detail: detail.to_owned(),
    }
}

fn unsupported(given: Option<&str>, accepted: Vec<&'static str>) -> Rejection {
    Rejection::UnsupportedMediaType {
        given: given.map(str::to_owned),
        accepted,
    }
}

//! A multipart body whose parts are handed out as they arrive.

use super::super::encoding::{encoding_of, is_item_of, parsed};
use super::super::{Encoding, violation};
use super::file_stream::{FileStream, Live};
use super::outcome::{PartsError, PartsRead, Shared};
use super::part_rule::{BodyPart, Others};
use super::rules::{Wrong, file_rule, unfit, unfit_file};
use super::source::Source;
use crate::decode::{Fields, Input, Part, limits};
use crate::{Location, Rejection, Violation, body::Incoming, decode};
use multer::Field;
use serde_json::{Map, Value};
use std::{collections::VecDeque, fmt, sync::Arc};

/// The parts of a multipart body in the order in which they arrive, each checked when it comes: texts as values, files as
/// streams of bytes. Nothing is kept of them.
///
/// What is wrong with a part is answered with 400 and every violation, as in all other bodies: after the first one the rest is
/// read, as far as it is not too much, but not handed out. What is missing turns out at the end, so files should go to where
/// they count only once [`next`](Self::next) has answered with none.
pub struct Parts<P> {
    source: Option<Source<'static>>,
    shared: Arc<Shared>,
    /// By property, how many came.
    counts: Vec<usize>,
    /// By property, the texts that must differ.
    seen: Vec<Vec<Value>>,
    /// Items of one part.
    waiting: VecDeque<P>,
    violations: Vec<Violation>,
    files: usize,
}

impl<P: BodyPart> Parts<P> {
    /// Parts of a body, or of none; `most_text` bytes of texts are taken.
    pub(in super::super) fn new(
        body: Option<(Incoming, &str)>,
        most_text: u64,
    ) -> Result<(Self, PartsRead), Rejection> {
        let source = body.map(|(body, content_type)| Source::new(body, content_type, most_text));
        let shared = Arc::<Shared>::default();
        let parts = Self {
            source: source.transpose()?,
            shared: Arc::clone(&shared),
            counts: vec![0; P::PROPERTIES.len()],
            seen: vec![Vec::new(); P::PROPERTIES.len()],
            waiting: VecDeque::new(),
            violations: Vec::new(),
            files: 0,
        };
        Ok((parts, PartsRead(shared)))
    }

    /// The next part; none at the end, when all that is required was there. Bytes of the file before that were not read are
    /// read over.
    ///
    /// # Errors
    /// See [`PartsError`].
    pub async fn next(&mut self) -> Result<Option<P>, PartsError> {
        if let Some(error) = self.shared.error() {
            return Err(error);
        }
        if let Some(part) = self.waiting.pop_front() {
            return Ok(Some(part));
        }
        self.advance()
            .await
            .map_err(|rejection| self.shared.fail(rejection))
    }

    async fn advance(&mut self) -> Result<Option<P>, Rejection> {
        self.pass_file().await?;
        loop {
            let next = match &mut self.source {
                Some(source) => source.next().await?,
                None => None,
            };
            let Some((name, field)) = next else {
                return self.end();
            };
            self.part(name, field).await?;
            // After the first mistake nothing is handed out any more.
            if !self.violations.is_empty() {
                self.waiting.clear();
            } else if let Some(part) = self.waiting.pop_front() {
                return Ok(Some(part));
            }
        }
    }

    /// What was missing, and everything else that was wrong.
    fn end(&mut self) -> Result<Option<P>, Rejection> {
        for (rule, count) in P::PROPERTIES.iter().zip(&self.counts) {
            let broken = match (count, rule.many) {
                (0, _) => rule
                    .is_required
                    .then(|| (limits::REQUIRED.0, limits::REQUIRED.1.to_owned())),
                (count, Some((least, _))) => limits::min_items(*count, least),
                _ => None,
            };
            if let Some((code, message)) = broken {
                self.violations
                    .push(violation(Location::Body, rule.name, code, message));
            }
        }
        if self.violations.is_empty() {
            Ok(None)
        } else {
            Err(Rejection::Invalid(std::mem::take(&mut self.violations)))
        }
    }

    /// Reads over what is left of a file.
    async fn pass_file(&mut self) -> Result<(), Rejection> {
        let Some(mut live) = self.shared.slot().take() else {
            return Ok(());
        };
        while let Some(bytes) = std::future::poll_fn(|cx| live.poll(cx)).await {
            bytes?;
        }
        Ok(())
    }

    async fn part(&mut self, name: String, mut field: Field<'static>) -> Result<(), Rejection> {
        let encoding = encoding_of(P::ENCODINGS, &name);
        let known = P::PROPERTIES.iter().position(|rule| {
            rule.name == name || (rule.many.is_some() && is_item_of(&name, rule.name))
        });
        let is_file = known.is_some_and(|index| {
            let rule = &P::PROPERTIES[index];
            P::FILES.iter().any(|file| file.name == rule.name)
        });
        let file_name = field.file_name().map(str::to_owned);
        let wrong = match (known, is_file, file_name) {
            (Some(index), true, Some(file_name)) => {
                return self.file(index, name, file_name, field).await;
            }
            (Some(_), true, None) => Some(("type", "Must be a file".to_owned())),
            // Browsers give a name to all that is a blob, JSON too.
            (_, false, Some(_)) if encoding.is_none() => file_rule(&[], &name).err(),
            (None, ..) => match P::OTHERS {
                Others::Ignored => return self.ignore(&name, &mut field).await,
                Others::Refused => Some((limits::UNKNOWN.0, limits::UNKNOWN.1.to_owned())),
                Others::Read => None,
            },
            (Some(_), ..) => encoding.and_then(|encoding| unfit(encoding, &field)),
        };
        match wrong {
            Some(wrong) => self.refuse(&name, wrong, &mut field).await,
            None => self.text(known, &name, encoding, &mut field).await,
        }
    }

    async fn file(
        &mut self,
        index: usize,
        name: String,
        file_name: String,
        mut field: Field<'static>,
    ) -> Result<(), Rejection> {
        let Some(source) = &mut self.source else {
            return Ok(());
        };
        let first = source.chunk(&mut field).await?;
        if first.is_none() && file_name.is_empty() {
            // What browsers send for a file input without a choice.
            return Ok(());
        }
        let unread = Arc::clone(&source.unread);
        let rule = file_rule(P::FILES, P::PROPERTIES[index].name)
            .and_then(|rule| unfit_file(rule, &field).map_or(Ok(rule), Err));
        let rule = match self.one_more(index).map_or(rule, Err) {
            Ok(rule) => rule,
            Err(wrong) => return self.refuse(&name, wrong, &mut field).await,
        };
        if !self.violations.is_empty() {
            return self.discard(&mut field).await;
        }
        self.files += 1;
        let stream = FileStream {
            shared: Arc::clone(&self.shared),
            number: self.files,
            is_done: false,
            file_name: Some(file_name).filter(|name| !name.is_empty()),
            content_type: field.content_type().map(ToString::to_string),
            headers: Box::new(field.headers().clone()),
        };
        *self.shared.slot() = Some(Live {
            field,
            first,
            size: 0,
            name,
            rule,
            number: self.files,
            unread,
        });
        self.waiting
            .extend(P::file(P::PROPERTIES[index].name, stream));
        Ok(())
    }

    async fn text(
        &mut self,
        known: Option<usize>,
        name: &str,
        encoding: Option<&'static Encoding>,
        field: &mut Field<'static>,
    ) -> Result<(), Rejection> {
        let Some(source) = &mut self.source else {
            return Ok(());
        };
        let Some(text) = source.text(name, field, &mut self.violations).await? else {
            return Ok(());
        };
        let values = match encoding.map_or(Ok(None), |encoding| parsed(encoding, &text)) {
            Ok(None) => None,
            Ok(Some(Value::Array(items))) if encoding.is_some_and(|encoding| encoding.many) => {
                Some(items)
            }
            Ok(Some(value)) => Some(vec![value]),
            Err(message) => {
                self.violations
                    .push(violation(Location::Body, name, "type", message));
                return Ok(());
            }
        };
        let own_name = known.map_or(name, |index| P::PROPERTIES[index].name);
        let Some(values) = values else {
            if self.takes(known, name, || Value::from(text.as_str())) {
                let pairs = vec![(own_name.into(), Part::Text(text.as_str().into()))];
                self.decode(Input::pairs(pairs), own_name);
            }
            return Ok(());
        };
        for value in values {
            if self.takes(known, name, || value.clone()) {
                let object = Value::Object(Map::from_iter([(own_name.to_owned(), value)]));
                self.decode(Input::json(&object), own_name);
            }
        }
        Ok(())
    }

    /// Counts a text; false where there are too many, or the same one was there.
    fn takes(&mut self, known: Option<usize>, name: &str, value: impl Fn() -> Value) -> bool {
        let Some(index) = known else { return true };
        let mut wrong = self.one_more(index);
        if P::PROPERTIES[index].is_unique {
            let seen = &mut self.seen[index];
            seen.push(value());
            wrong = wrong.or_else(|| limits::unique_items(seen.iter()));
        }
        let Some((code, message)) = wrong else {
            return true;
        };
        self.violations
            .push(violation(Location::Body, name, code, message));
        false
    }

    /// Counts a part of a property; what is wrong if there are too many.
    fn one_more(&mut self, index: usize) -> Option<Wrong> {
        self.counts[index] += 1;
        match P::PROPERTIES[index].many {
            Some((_, most)) => limits::max_items(self.counts[index], most),
            None => (self.counts[index] > 1)
                .then(|| ("max_items", "Only one part may be sent".to_owned())),
        }
    }

    fn decode(&mut self, input: Input<'_>, name: &str) {
        let read = |fields: &mut Fields<'_, '_>| P::text(fields, name);
        let part = decode::decode_by(Location::Body, input, &mut self.violations, read);
        self.waiting.extend(part);
    }

    async fn refuse(
        &mut self,
        name: &str,
        (code, message): Wrong,
        field: &mut Field<'static>,
    ) -> Result<(), Rejection> {
        self.violations
            .push(violation(Location::Body, name, code, message));
        self.discard(field).await
    }

    /// Reads over a text that nobody asked for.
    async fn ignore(&mut self, name: &str, field: &mut Field<'static>) -> Result<(), Rejection> {
        if let Some(source) = &mut self.source {
            source.text(name, field, &mut self.violations).await?;
        }
        Ok(())
    }

    async fn discard(&mut self, field: &mut Field<'static>) -> Result<(), Rejection> {
        match &mut self.source {
            Some(source) => source.discard(field, 0, &mut self.violations).await,
            None => Ok(()),
        }
    }
}

impl<P> fmt::Debug for Parts<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

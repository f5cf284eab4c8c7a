//! `multipart/form-data`: files go to disk while they are counted, texts stay in memory.

mod file_stream;
mod outcome;
mod paced;
mod part_rule;
mod parts;
mod rules;
mod source;
mod spool;

pub use file_stream::FileStream;
pub use outcome::{PartsError, PartsRead};
pub use part_rule::{BodyPart, Others, PartRule};
pub use parts::Parts;
pub(crate) use rules::read_headers;
pub use rules::{PartHeaders, part_headers};

use super::{Encoding, FilePart, encoding::encoding_of, violation};
use crate::{Location, Part, Rejection, UploadedFile, Violation, body::Incoming};
use multer::Field;
use rules::{Wrong, file_rule, too_large, unfit, unfit_file};
use source::Source;
use spool::Spool;
use std::{borrow::Cow, path::Path};

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

type Read = Vec<(Cow<'static, str>, Part<'static>)>;

/// Reads all parts. Whatever happens, files that are not returned are deleted.
pub(super) async fn read(
    body: &mut Incoming,
    content_type: &str,
    rules: Rules,
    limits: Limits<'_>,
    violations: &mut Vec<Violation>,
) -> Result<Read, Rejection> {
    let mut reader = Reader {
        rules,
        source: Source::new(body, content_type, limits.text)?,
        directory: limits.directory,
        parts: Vec::new(),
        violations,
    };
    while let Some((name, field)) = reader.source.next().await? {
        reader.part(name, field).await?;
    }
    Ok(reader.parts)
}

struct Reader<'a, 'b> {
    rules: Rules,
    source: Source<'b>,
    directory: &'a Path,
    parts: Read,
    violations: &'a mut Vec<Violation>,
}

impl<'b> Reader<'_, 'b> {
    async fn part(&mut self, name: String, mut field: Field<'b>) -> Result<(), Rejection> {
        let encoding = encoding_of(self.rules.encodings, &name);
        match (field.file_name().map(str::to_owned), encoding) {
            // Browsers give a name to all that is a blob, JSON too.
            (Some(file_name), None) => self.read_file(name, file_name, &mut field).await,
            (None, None) => self.read_text(name, &mut field).await,
            (_, Some(encoding)) => match unfit(encoding, &field) {
                None => self.read_text(name, &mut field).await,
                Some(wrong) => self.refuse(&name, wrong, &mut field, 0).await,
            },
        }
    }

    async fn read_text(&mut self, name: String, field: &mut Field<'b>) -> Result<(), Rejection> {
        let text = self.source.text(&name, field, self.violations).await?;
        self.parts
            .extend(text.map(|text| (name.into(), Part::Text(text.into()))));
        Ok(())
    }

    async fn read_file(
        &mut self,
        name: String,
        file_name: String,
        field: &mut Field<'b>,
    ) -> Result<(), Rejection> {
        let first = self.source.chunk(field).await?;
        if first.is_none() && file_name.is_empty() {
            // What browsers send for a file input without a choice.
            return Ok(());
        }
        let rule = match self.rule(&name, field) {
            Ok(rule) => rule,
            Err(wrong) => {
                let already = first.map_or(0, |chunk| chunk.len() as u64);
                return self.refuse(&name, wrong, field, already).await;
            }
        };
        let mut spool = Spool::create(self.directory).await?;
        let mut next = first;
        while let Some(chunk) = next {
            if let Some(limit) = rule
                .max_size
                .filter(|limit| spool.size + chunk.len() as u64 > *limit)
            {
                drop(spool);
                let already = chunk.len() as u64;
                return self.refuse(&name, too_large(limit), field, already).await;
            }
            spool.write(&chunk).await?;
            next = self.source.chunk(field).await?;
        }
        let (path, size) = spool.finish().await?;
        let file_name = Some(file_name).filter(|name| !name.is_empty());
        let content_type = field.content_type().map(ToString::to_string);
        let file = UploadedFile::new(path, size, file_name, content_type)
            .with_headers(field.headers().clone());
        self.parts.push((name.into(), Part::File(file)));
        Ok(())
    }

    /// The rule for a file, or what is wrong with its coming.
    fn rule(&self, name: &str, field: &Field<'_>) -> Result<&'static FilePart, Wrong> {
        let rule = file_rule(self.rules.files, name)?;
        let taken = |(other, part): &(Cow<'_, str>, Part<'_>)| {
            other == name && matches!(part, Part::File(_))
        };
        if !rule.many && self.parts.iter().any(taken) {
            return Err(("max_items", "Only one file may be sent".to_owned()));
        }
        unfit_file(rule, field).map_or(Ok(rule), Err)
    }

    /// Records what is wrong with a part, and reads over the rest of it.
    async fn refuse(
        &mut self,
        name: &str,
        (code, message): Wrong,
        field: &mut Field<'b>,
        already: u64,
    ) -> Result<(), Rejection> {
        self.violations
            .push(violation(Location::Body, name, code, message));
        self.source.discard(field, already, self.violations).await
    }
}

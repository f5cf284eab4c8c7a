//! Files as texts, and what keeps one from being read.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::lines::Lines;
use super::parse::Problem;
use crate::diagnostics::Code;

/// Most bytes of a document with everything that it refers to. The largest public ones (of clouds, in one file) have some 30 MB;
/// a file above that is a mistake, and reading it would take gigabytes of memory for values and places.
pub(super) const MOST_BYTES: u64 = 40 << 20;

/// Why there is no text.
pub(super) enum NoText {
    /// The file is not there or not for us: told where it is named.
    Elsewhere(Code, String, &'static str),
    /// It is no text: told at its place, in what could be read of it.
    Here(String, Problem),
}

/// The text of a file of at most `left` bytes, without a byte order mark.
pub(super) fn read(path: &Path, left: u64) -> Result<String, NoText> {
    let cannot = |error: io::Error| {
        NoText::Elsewhere(
            Code::FileUnreadable,
            format!("cannot read {}: {error}", path.display()),
            "check the path; it is relative to the file that names it",
        )
    };
    // Before it is opened, as opening a pipe waits for who writes into it.
    let kind = std::fs::metadata(path).map_err(cannot)?;
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "a folder"
        } else {
            "no plain file"
        };
        let message = format!("cannot read {}: it is {what}", path.display());
        let help = "name a file of YAML or JSON";
        return Err(NoText::Elsewhere(Code::FileUnreadable, message, help));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(cannot)?;
    file.take(left + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > left {
        let message = format!(
            "{} is too large: a document may have {} MiB with all its files",
            path.display(),
            MOST_BYTES >> 20
        );
        let help = "take out what is not needed, examples for instance";
        return Err(NoText::Elsewhere(Code::FileTooLarge, message, help));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let before = String::from_utf8_lossy(&bytes[..valid]);
        NoText::Here(
            String::from_utf8_lossy(&bytes).into_owned(),
            Problem {
                code: Code::NotUtf8,
                place: Lines::of(&before).end(&before),
                message: if is_utf16 {
                    "this file is UTF-16, not UTF-8".to_owned()
                } else {
                    "this is not UTF-8".to_owned()
                },
                help: "save the file as UTF-8",
                other: None,
            },
        )
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

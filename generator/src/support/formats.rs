//! Formats of schemas.

use super::Level::{Full, Ignored};
use super::Proof::{Golden, Warned};
use super::{Section, row};

pub(super) const SECTIONS: &[Section] = &[Section {
    title: "Formats",
    object: None,
    rows: &[
        row(
            "`date-time`",
            Full,
            "",
            Golden("formats", "format: date-time"),
        ),
        row("`date`", Full, "", Golden("formats", "format: date}")),
        row("`uuid`", Full, "", Golden("formats", "format: uuid")),
        row("`byte`", Full, "decoded", Golden("formats", "format: byte")),
        row(
            "`binary`",
            Full,
            "a file or a stream",
            Golden("bodies", "format: binary"),
        ),
        row("`email`", Full, "", Golden("formats", "format: email")),
        row("`uri`", Full, "", Golden("formats", "format: uri")),
        row(
            "`hostname`",
            Full,
            "",
            Golden("components", "format: hostname"),
        ),
        row("`ipv4`", Full, "", Golden("components", "format: ipv4")),
        row("`ipv6`", Full, "", Golden("components", "format: ipv6")),
        row(
            "`password`",
            Full,
            "in no message",
            Golden("secrets", "format: password"),
        ),
        row("`int32`", Full, "", Golden("formats", "format: int32")),
        row("`int64`", Full, "", Golden("components", "format: int64")),
        row("`float`", Full, "", Golden("formats", "format: float")),
        row("`double`", Full, "", Golden("components", "format: double")),
        row(
            "any other",
            Ignored,
            "",
            Warned("format-unknown", "is not known and not checked"),
        ),
    ],
}];

//! `Content-Range` of an upload's chunk, read as leniently as its clients are used to.

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentRange {
    /// `bytes */<total>`: how much is stored?
    Ask {
        /// Bytes of the whole upload, if given.
        total: Option<u64>,
    },
    /// `bytes <first>-<last>/<total>`.
    Chunk {
        /// Where the chunk starts.
        start: u64,
        /// Bytes of the whole upload, if given.
        total: Option<u64>,
    },
    /// The parts are not where they belong, as in `bytes=0-9/10`.
    Misplaced,
    /// There is no start that could be understood.
    Unreadable,
}

impl ContentRange {
    /// Reads a header. The unit is not looked at, nor is the end: the length of the body tells it.
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text.trim().split([' ', '/']);
        let (_unit, range, total) = (parts.next(), parts.next(), parts.next());
        let Some(range) = range else {
            return Self::Unreadable;
        };
        let Some(total) = total else {
            return Self::Misplaced;
        };
        let total = leading_number(total);
        if range == "*" {
            return Self::Ask { total };
        }
        match leading_number(range) {
            Some(start) => Self::Chunk { start, total },
            None => Self::Unreadable,
        }
    }
}

/// The digits that a text begins with.
fn leading_number(text: &str) -> Option<u64> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// `Range` of an answer: what is stored. With nothing stored it reads `bytes=0--1`; clients wait for ever without it.
pub(crate) fn stored_range(offset: u64) -> String {
    match offset.checked_sub(1) {
        Some(last) => format!("bytes=0-{last}"),
        None => "bytes=0--1".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks() {
        let chunk = |start, total| ContentRange::Chunk { start, total };
        for (text, read) in [
            ("bytes 0-99/1000", chunk(0, Some(1000))),
            ("bytes 100-/1000", chunk(100, Some(1000))),
            ("items 5-9/10", chunk(5, Some(10))),
            ("bytes 5-9/*", chunk(5, None)),
            ("bytes 7/10", chunk(7, Some(10))),
        ] {
            assert_eq!(ContentRange::parse(text), read, "{text}");
        }
    }

    #[test]
    fn questions() {
        let total = Some(1000);
        assert_eq!(
            ContentRange::parse("bytes */1000"),
            ContentRange::Ask { total }
        );
        assert_eq!(
            ContentRange::parse("bytes */*"),
            ContentRange::Ask { total: None }
        );
    }

    #[test]
    fn what_cannot_be_read() {
        for text in [
            "",
            "garbage",
            "bytes -5-9/1000",
            "bytes x/1",
            "bytes 99999999999999999999-/1",
        ] {
            assert_eq!(
                ContentRange::parse(text),
                ContentRange::Unreadable,
                "{text}"
            );
        }
        for text in ["bytes=0-99/1000", "0-99/1000"] {
            assert_eq!(ContentRange::parse(text), ContentRange::Misplaced, "{text}");
        }
    }

    #[test]
    fn nothing_stored_has_a_range_too() {
        assert_eq!(stored_range(0), "bytes=0--1");
        assert_eq!(stored_range(1), "bytes=0-0");
        assert_eq!(stored_range(1000), "bytes=0-999");
    }
}

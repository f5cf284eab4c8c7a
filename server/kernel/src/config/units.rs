//! Durations and sizes as PeerTube's configuration writes them.

use std::time::Duration;

use super::value::{Leaf, Mismatch, Raw};

const DURATION: &str = "a duration: a number of milliseconds or `<number> <unit>` with ms, second(s), minute(s), hour(s), day(s), week(s), month(s) or year(s)";
const SIZE: &str =
    "a size: a number of bytes, or numbers with TB, GB and MB in this order such as `1GB 500MB`";

const KIB: u64 = 1024;

/// Seconds, for defaults.
pub(crate) const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Minutes, for defaults.
pub(crate) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// Hours, for defaults.
pub(crate) const fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3600)
}

/// Days, for defaults.
pub(crate) const fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

/// Reads `<n>`, or `<n> <unit>`. A month has 30 days, a year 365; `m` alone means ms, as in PeerTube.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let count: u64 = text[..digits].parse().ok()?;
    let unit = text[digits..].trim().to_ascii_lowercase();
    let unit = if unit.len() > 2 {
        unit.strip_suffix('s').unwrap_or(&unit)
    } else {
        &unit
    };
    let millis: u64 = match unit {
        "" | "m" | "ms" => 1,
        "second" => 1000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => 86_400_000,
        "week" => 7 * 86_400_000,
        "month" => 30 * 86_400_000,
        "year" => 365 * 86_400_000,
        _ => return None,
    };
    count.checked_mul(millis).map(Duration::from_millis)
}

/// Reads a number of bytes, or `TB`, `GB`, `MB` and `KB` parts from large to small.
///
/// PeerTube takes `500KB` for 500 bytes and `5B` for 5 × 1024; both are read here for what they say.
pub fn parse_size(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    if let Ok(bytes) = rest.parse() {
        return Some(bytes);
    }
    let units = [
        ("TB", KIB.pow(4)),
        ("GB", KIB.pow(3)),
        ("MB", KIB.pow(2)),
        ("KB", KIB),
        ("B", 1),
    ];
    let mut largest = 0;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let (index, (name, factor)) =
            units
                .iter()
                .enumerate()
                .skip(largest)
                .find(|(_, (name, _))| {
                    rest.get(..name.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(name))
                })?;
        largest = index + 1;
        total = total.checked_add(count.checked_mul(*factor)?)?;
        rest = rest[name.len()..].trim_start();
    }
    (largest > 0).then_some(total)
}

fn read_duration(raw: &Raw) -> Option<Duration> {
    match raw {
        Raw::Int(number) => u64::try_from(*number).ok().map(Duration::from_millis),
        Raw::Text(text) => parse_duration(text),
        _ => None,
    }
}

fn show_duration(value: Duration) -> Raw {
    let millis = u64::try_from(value.as_millis()).unwrap_or(u64::MAX);
    let units = [
        (7 * 86_400_000, "week"),
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1000, "second"),
    ];
    let whole = units
        .iter()
        .find(|(size, _)| millis > 0 && millis.is_multiple_of(*size));
    Raw::Text(match whole {
        Some((size, unit)) if millis == *size => format!("1 {unit}"),
        Some((size, unit)) => format!("{} {unit}s", millis / size),
        None => format!("{millis} ms"),
    })
}

impl Leaf for Duration {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        *self = read_duration(raw).ok_or_else(|| Mismatch::new(raw, DURATION))?;
        Ok(())
    }

    fn show(&self) -> Raw {
        show_duration(*self)
    }
}

/// How old or long something may get; `-1` in files means without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MaxAge(pub Option<Duration>);

impl MaxAge {
    /// Milliseconds as on the wire, -1 for "without end".
    pub fn as_millis(self) -> i64 {
        self.0
            .map_or(-1, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Leaf for MaxAge {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        if matches!(raw, Raw::Int(-1)) {
            self.0 = None;
            return Ok(());
        }
        let age = read_duration(raw)
            .ok_or_else(|| Mismatch::new(raw, format!("-1 (without end), or {DURATION}")))?;
        self.0 = Some(age);
        Ok(())
    }

    fn show(&self) -> Raw {
        self.0.map_or(Raw::Int(-1), show_duration)
    }
}

fn read_size(raw: &Raw) -> Option<u64> {
    match raw {
        Raw::Int(number) => u64::try_from(*number).ok(),
        Raw::Text(text) => parse_size(text),
        _ => None,
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ByteSize(pub u64);

impl ByteSize {
    /// `count` mebibytes.
    pub const fn mebibytes(count: u64) -> Self {
        Self(count * KIB * KIB)
    }

    /// `count` gibibytes.
    pub const fn gibibytes(count: u64) -> Self {
        Self(count * KIB * KIB * KIB)
    }

    /// The number of bytes.
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl Leaf for ByteSize {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        self.0 = read_size(raw).ok_or_else(|| Mismatch::new(raw, SIZE))?;
        Ok(())
    }

    fn show(&self) -> Raw {
        self.0.show()
    }
}

/// A quota in bytes; `-1` in files means unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByteLimit(pub Option<u64>);

impl ByteLimit {
    /// Bytes as on the wire and in the database, -1 for unlimited.
    pub fn as_signed(self) -> i64 {
        self.0
            .map_or(-1, |bytes| i64::try_from(bytes).unwrap_or(i64::MAX))
    }
}

impl Leaf for ByteLimit {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        if matches!(raw, Raw::Int(-1)) {
            self.0 = None;
            return Ok(());
        }
        let bytes = read_size(raw)
            .ok_or_else(|| Mismatch::new(raw, format!("-1 (unlimited), or {SIZE}")))?;
        self.0 = Some(bytes);
        Ok(())
    }

    fn show(&self) -> Raw {
        self.0.map_or(Raw::Int(-1), |bytes| bytes.show())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("10 seconds", Some(10_000)),
            ("1 day", Some(86_400_000)),
            ("2 weeks", Some(14 * 86_400_000)),
            ("1 month", Some(30 * 86_400_000)),
            ("500", Some(500)),
            ("500ms", Some(500)),
            ("5 m", Some(5)),
            ("5 Minutes", Some(300_000)),
            ("soon", None),
            ("5 fortnights", None),
            ("-1", None),
            ("", None),
        ];
        for (text, millis) in cases {
            assert_eq!(
                parse_duration(text),
                millis.map(Duration::from_millis),
                "{text:?}"
            );
        }
    }

    #[test]
    fn sizes() {
        let cases = [
            ("5MB", Some(5 << 20)),
            ("10GB", Some(10 << 30)),
            ("1GB 500MB", Some((1 << 30) + (500 << 20))),
            ("1tb", Some(1 << 40)),
            ("512 KB", Some(512 << 10)),
            ("42", Some(42)),
            ("500MB 1GB", None),
            ("GB", None),
            ("12XB", None),
            ("", None),
            ("5é", None),
        ];
        for (text, bytes) in cases {
            assert_eq!(parse_size(text), bytes, "{text:?}");
        }
    }

    #[test]
    fn shown_durations_read_back() {
        for millis in [0, 1, 1500, 60_000, 3_600_000, 5 * 86_400_000] {
            let value = Duration::from_millis(millis);
            let mut read = Duration::MAX;
            assert_eq!(read.set(&value.show()), Ok(()));
            assert_eq!(read, value);
        }
    }
}

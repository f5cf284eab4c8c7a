//! Days and moments as RFC 3339 writes them, to the letter.

use chrono::NaiveDate;

/// A day, `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    day(text.as_bytes())
}

/// A moment, `YYYY-MM-DDThh:mm:ss.sssZ` or with an offset, in milliseconds since 1970. The sixtieth second is there only
/// at the end of a day in UTC, where leap seconds are put in; it is the first of the next day then, as Unix counts.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let (date, rest) = text.as_bytes().split_at_checked(10)?;
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else {
        return None;
    };
    let (hour, minute) = (below(24, [*h1, *h2])?, below(60, [*m1, *m2])?);
    let second = below(61, [*s1, *s2])?;
    let (millis, rest) = fraction(rest)?;
    let offset = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = below(24, [*h1, *h2])? * 60 + below(60, [*m1, *m2])?;
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => return None,
    };
    let minutes = hour * 60 + minute - offset;
    if second == 60 && minutes.rem_euclid(24 * 60) != 24 * 60 - 1 {
        return None;
    }
    let midnight = day(date)?.and_hms_opt(0, 0, 0)?.and_utc();
    Some(midnight.timestamp_millis() + (minutes * 60 + second) * 1000 + millis)
}

fn day(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4])?;
    let (month, day) = (number(&[*m1, *m2])?, number(&[*d1, *d2])?);
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

/// Milliseconds of the digits behind a dot, if there is one, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(behind) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let count = behind
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = behind.split_at(count);
    let mut first = [b'0'; 3];
    first
        .iter_mut()
        .zip(digits)
        .for_each(|(place, digit)| *place = *digit);
    Some((number(&first).filter(|_| count > 0)?, rest))
}

fn below(limit: i64, digits: [u8; 2]) -> Option<i64> {
    number(&digits).filter(|number| *number < limit)
}

/// A number of ASCII digits alone.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let second = 1_767_323_045_000;
        for (text, millis) in [
            ("2026-01-02T03:04:05Z", second),
            ("2026-01-02t03:04:05z", second),
            ("2026-01-02T04:34:05.6789+01:30", second + 678),
            ("2026-01-01T23:04:05.5-04:00", second + 500),
            ("1970-01-01T00:00:00-00:00", 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        ] {
            assert_eq!(moment(text), Some(millis), "{text}");
        }
        for text in [
            "2026-02-30T00:00:00Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T12:34:60Z",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04:05Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04:05+24:00",
            "2026-01-02T03:04:05+0100",
            "2026-01-02",
            "+2026-01-2T03:04:05Z",
            "",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn days() {
        assert_eq!(
            date("2024-02-29").map(|day| day.to_string()),
            Some("2024-02-29".into())
        );
        for text in [
            "2025-02-29",
            "2026-02-30",
            "+2026-01-1",
            "-026-01-01",
            "2026-1-001",
            "2026-01-02 ",
            "2026-13-01",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}

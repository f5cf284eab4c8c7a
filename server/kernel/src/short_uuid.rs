//! The 22-character form of a UUID: its 128 bits in base 58, padded on the left.

use uuid::Uuid;

use crate::ids::VideoId;

const ALPHABET: &[u8; 58] = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 22;

/// The short form of a UUID.
pub fn encode(uuid: Uuid) -> String {
    let mut number = uuid.as_u128();
    let mut digits = [ALPHABET[0]; LENGTH];
    for digit in digits.iter_mut().rev() {
        let index = usize::try_from(number % 58).unwrap_or(0);
        *digit = ALPHABET[index];
        number /= 58;
    }
    digits.iter().copied().map(char::from).collect()
}

/// The UUID of a short form; `None` unless it is exactly 22 letters of the alphabet that fit in 128 bits.
pub fn decode(text: &str) -> Option<Uuid> {
    if text.len() != LENGTH {
        return None;
    }
    let mut number = 0_u128;
    for letter in text.bytes() {
        let digit = ALPHABET.iter().position(|known| *known == letter)?;
        number = number
            .checked_mul(58)?
            .checked_add(u128::try_from(digit).ok()?)?;
    }
    Some(Uuid::from_u128(number))
}

/// How a client names a video in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoRef {
    /// By number. Unlisted videos stay hidden behind this form.
    Id(VideoId),
    /// By UUID, long or short.
    Uuid(Uuid),
}

impl VideoRef {
    /// Reads an integer, a UUID version 4, or a short UUID that decodes to a version 4.
    ///
    /// A number beyond 64 bits names a video that cannot exist; it is read as the largest id.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.len() != LENGTH
        {
            let id = text.parse().unwrap_or(i64::MAX);
            return Some(Self::Id(id.into()));
        }
        let uuid = match text.len() {
            36 => Uuid::try_parse(text).ok()?,
            LENGTH => decode(text)?,
            _ => return None,
        };
        (uuid.get_version_num() == 4).then_some(Self::Uuid(uuid))
    }

    /// Whether the reference is a UUID, which cannot be guessed.
    pub const fn is_uuid(self) -> bool {
        matches!(self, Self::Uuid(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_pair() {
        let uuid = Uuid::try_parse("f697f625-1710-4199-99ee-23175c783746").unwrap();
        assert_eq!(encode(uuid), "ws8f6AzTmY1xKfQi8ML997");
        assert_eq!(decode("ws8f6AzTmY1xKfQi8ML997"), Some(uuid));
    }

    #[test]
    fn small_and_large_numbers_are_padded() {
        assert_eq!(encode(Uuid::nil()), "1111111111111111111111");
        for uuid in [
            Uuid::nil(),
            Uuid::max(),
            Uuid::from_u128(57),
            Uuid::from_u128(58),
        ] {
            assert_eq!(decode(&encode(uuid)), Some(uuid));
        }
    }

    #[test]
    fn refuses_what_is_not_a_short_uuid() {
        assert_eq!(decode("ws8f6AzTmY1xKfQi8ML99"), None);
        assert_eq!(decode("ws8f6AzTmY1xKfQi8ML99l"), None);
        assert_eq!(decode("ZZZZZZZZZZZZZZZZZZZZZZ"), None);
    }

    #[test]
    fn references() {
        let uuid = Uuid::try_parse("f697f625-1710-4199-99ee-23175c783746").unwrap();
        assert_eq!(VideoRef::parse("12"), Some(VideoRef::Id(12.into())));
        assert_eq!(
            VideoRef::parse("99999999999999999999"),
            Some(VideoRef::Id(i64::MAX.into()))
        );
        assert_eq!(
            VideoRef::parse("F697F625-1710-4199-99EE-23175C783746"),
            Some(VideoRef::Uuid(uuid))
        );
        assert_eq!(
            VideoRef::parse("ws8f6AzTmY1xKfQi8ML997"),
            Some(VideoRef::Uuid(uuid))
        );
        assert_eq!(VideoRef::parse("1111111111111111111111"), None);
        assert_eq!(
            VideoRef::parse("00000000-0000-0000-0000-000000000000"),
            None
        );
        assert_eq!(VideoRef::parse(""), None);
        assert_eq!(VideoRef::parse("-1"), None);
    }
}

//! BitTorrent files (version 1, one file each, BEP 3) with web seeds (BEP 19).

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bendy::decoding::{self, Decoder, DictDecoder};
use bendy::encoding::{self, AsString, SingleItemEncoder, ToBencode};
use sha1::{Digest as _, Sha1};

use crate::error::{Error, Result};

/// Bytes of a SHA-1 sum.
const HASH: usize = 20;
/// Bytes of a piece of a small file.
const SMALLEST_PIECE: u64 = 16 * 1024;
/// Bytes of a piece of a large file, however large: clients share whole pieces.
const LARGEST_PIECE: u64 = 4 * 1024 * 1024;
/// Pieces grow rather than that there are more of them.
const MOST_PIECES: u64 = 1500;

/// What a torrent says of a file's bytes; it holds as long as the file does, whatever the file is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    length: u64,
    piece_length: u64,
    /// SHA-1 sums, one after the other.
    pieces: Vec<u8>,
}

/// What a torrent says beside the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Name of the file, for those who load it.
    pub name: String,
    /// Program that made the torrent.
    pub created_by: String,
    /// Seconds since 1970.
    pub creation_date: i64,
    /// URLs of trackers, the preferred one first.
    pub trackers: Vec<String>,
    /// URLs that the file can be loaded from without other clients.
    pub web_seeds: Vec<String>,
}

/// A torrent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torrent {
    /// The file, bencoded.
    pub bytes: Vec<u8>,
    /// SHA-1 sum of its `info`, 40 hexadecimal digits: what clients know it by.
    pub info_hash: String,
}

impl Contents {
    /// Reads the whole file, a piece at a time. Blocking.
    ///
    /// # Errors
    /// [`Error::Io`], also when the file changes its length meanwhile.
    pub(crate) fn of_file(path: &Path) -> Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let piece_length = piece_length(length);
        let count = usize::try_from(length.div_ceil(piece_length)).map_err(io::Error::other)?;
        let mut pieces = Vec::with_capacity(count * HASH);
        let mut piece = Vec::new();
        let mut read = 0;
        loop {
            piece.clear();
            (&mut file).take(piece_length).read_to_end(&mut piece)?;
            if piece.is_empty() {
                break;
            }
            read += piece.len() as u64;
            pieces.extend_from_slice(&Sha1::digest(&piece));
        }
        if read != length {
            return Err(io::Error::other("the file changed while it was read").into());
        }
        Ok(Self {
            length,
            piece_length,
            pieces,
        })
    }

    /// From a torrent of the file, so that the file need not be read again.
    ///
    /// # Errors
    /// [`Error::Torrent`] when this is no torrent of one file.
    pub fn of_torrent(torrent: &[u8]) -> Result<Self> {
        let contents = read_info(torrent).map_err(Error::torrent)?;
        let count = contents.length.div_ceil(contents.piece_length.max(1));
        if contents.pieces.len() as u64 != count * HASH as u64 {
            return Err(Error::torrent("its pieces are not those of its length"));
        }
        Ok(contents)
    }

    /// The torrent of these bytes under these labels.
    ///
    /// # Errors
    /// [`Error::Torrent`], which does not happen as long as keys are written in their order.
    pub fn torrent(&self, labels: &Labels) -> Result<Torrent> {
        let info = Info {
            contents: self,
            name: &labels.name,
        };
        let hashed = info.to_bencode().map_err(Error::torrent)?;
        let bytes = Whole { info, labels }
            .to_bencode()
            .map_err(Error::torrent)?;
        Ok(Torrent {
            bytes,
            info_hash: format!("{:x}", HexBytes(&Sha1::digest(hashed))),
        })
    }
}

/// Bytes of a piece of a file of this length: a power of two.
fn piece_length(length: u64) -> u64 {
    let wanted = length.div_ceil(MOST_PIECES).max(1).next_power_of_two();
    wanted.clamp(SMALLEST_PIECE, LARGEST_PIECE)
}

struct HexBytes<'a>(&'a [u8]);

impl std::fmt::LowerHex for HexBytes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

struct Info<'a> {
    contents: &'a Contents,
    name: &'a str,
}

impl ToBencode for Info<'_> {
    const MAX_DEPTH: usize = 1;

    fn encode(&self, encoder: SingleItemEncoder<'_>) -> Result<(), encoding::Error> {
        encoder.emit_dict(|mut dict| {
            dict.emit_pair(b"length", self.contents.length)?;
            dict.emit_pair(b"name", self.name)?;
            dict.emit_pair(b"piece length", self.contents.piece_length)?;
            dict.emit_pair(b"pieces", AsString(&self.contents.pieces))
        })
    }
}

struct Whole<'a> {
    info: Info<'a>,
    labels: &'a Labels,
}

impl ToBencode for Whole<'_> {
    const MAX_DEPTH: usize = 3;

    fn encode(&self, encoder: SingleItemEncoder<'_>) -> Result<(), encoding::Error> {
        let labels = self.labels;
        encoder.emit_dict(|mut dict| {
            if let Some(preferred) = labels.trackers.first() {
                dict.emit_pair(b"announce", preferred)?;
                // Each in a tier of its own: they are tried in this order.
                let tiers: Vec<_> = labels.trackers.iter().map(|url| vec![url]).collect();
                dict.emit_pair(b"announce-list", tiers)?;
            }
            dict.emit_pair(b"created by", &labels.created_by)?;
            dict.emit_pair(b"creation date", labels.creation_date)?;
            dict.emit_pair(b"info", &self.info)?;
            dict.emit_pair(b"url-list", &labels.web_seeds)
        })
    }
}

fn read_info(torrent: &[u8]) -> Result<Contents, decoding::Error> {
    let mut decoder = Decoder::new(torrent);
    let whole = decoder.next_object()?;
    let mut whole = whole
        .ok_or_else(|| decoding::Error::missing_field("torrent"))?
        .try_into_dictionary()?;
    while let Some((key, value)) = whole.next_pair()? {
        if key == b"info" {
            return read_contents(value.try_into_dictionary()?);
        }
    }
    Err(decoding::Error::missing_field("info"))
}

fn read_contents(mut info: DictDecoder<'_, '_>) -> Result<Contents, decoding::Error> {
    let missing = decoding::Error::missing_field;
    let (mut length, mut piece_length, mut pieces) = (None, None, None);
    let number = |text: &str| {
        text.parse()
            .map_err(decoding::Error::malformed_content::<std::num::ParseIntError>)
    };
    while let Some((key, value)) = info.next_pair()? {
        match key {
            b"length" => length = Some(number(value.try_into_integer()?)?),
            b"piece length" => piece_length = Some(number(value.try_into_integer()?)?),
            b"pieces" => pieces = Some(value.try_into_bytes()?.to_owned()),
            _ => {}
        }
    }
    Ok(Contents {
        length: length.ok_or_else(|| missing("length"))?,
        piece_length: piece_length.ok_or_else(|| missing("piece length"))?,
        pieces: pieces.ok_or_else(|| missing("pieces"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(bytes: &[u8]) -> Contents {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        Contents::of_file(file.path()).unwrap()
    }

    fn labels() -> Labels {
        Labels {
            name: "A film 720p.mp4".to_owned(),
            created_by: "Maker".to_owned(),
            creation_date: 1_767_323_045,
            trackers: vec!["ws://a.org/s".to_owned(), "http://a.org/t".to_owned()],
            web_seeds: vec!["http://a.org/film.mp4".to_owned()],
        }
    }

    #[test]
    fn a_small_file_byte_by_byte() {
        let torrent = contents(b"abc").torrent(&labels()).unwrap();
        // SHA-1 of "abc", from FIPS 180.
        let sum =
            b"\xa9\x99\x3e\x36\x47\x06\x81\x6a\xba\x3e\x25\x71\x78\x50\xc2\x6c\x9c\xd0\xd8\x9d";
        let mut info =
            b"d6:lengthi3e4:name15:A film 720p.mp412:piece lengthi16384e6:pieces20:".to_vec();
        info.extend_from_slice(sum);
        info.push(b'e');
        let mut whole = b"d8:announce12:ws://a.org/s\
            13:announce-listll12:ws://a.org/sel14:http://a.org/tee\
            10:created by5:Maker13:creation datei1767323045e4:info"
            .to_vec();
        whole.extend_from_slice(&info);
        whole.extend_from_slice(b"8:url-listl21:http://a.org/film.mp4ee");
        assert_eq!(
            torrent.bytes,
            whole,
            "{}",
            String::from_utf8_lossy(&torrent.bytes)
        );
        let hash = format!("{:x}", HexBytes(&Sha1::digest(&info)));
        assert_eq!(torrent.info_hash, hash);
        assert_eq!(hash.len(), 2 * HASH);
    }

    #[test]
    fn pieces_are_read_back_and_another_name_is_another_hash() {
        let bytes: Vec<u8> = (0..40_000_u32).map(|n| (n % 251) as u8).collect();
        let contents = contents(&bytes);
        assert_eq!(contents.pieces.len(), 3 * HASH);
        let piece = Sha1::digest(&bytes[16_384..32_768]);
        assert_eq!(contents.pieces[HASH..2 * HASH], piece[..]);
        let first = contents.torrent(&labels()).unwrap();
        assert_eq!(Contents::of_torrent(&first.bytes).unwrap(), contents);
        let renamed = Labels {
            name: "Other 720p.mp4".to_owned(),
            ..labels()
        };
        assert_ne!(
            contents.torrent(&renamed).unwrap().info_hash,
            first.info_hash
        );
        let later = Labels {
            creation_date: 0,
            web_seeds: Vec::new(),
            ..labels()
        };
        let later = contents.torrent(&later).unwrap();
        assert_eq!(later.info_hash, first.info_hash);
        assert!(later.bytes.ends_with(b"8:url-listlee"));
    }

    #[test]
    fn what_is_no_torrent_is_refused() {
        let short = b"d4:infod6:lengthi3e12:piece lengthi16384e6:pieces0:ee";
        let zero = b"d4:infod6:lengthi3e12:piece lengthi0e6:pieces0:ee";
        for bytes in [&b""[..], b"d", b"de", b"i3e", b"d4:infodee", short, zero] {
            let read = Contents::of_torrent(bytes);
            assert!(matches!(read, Err(Error::Torrent(_))), "{read:?}");
        }
    }

    #[test]
    fn pieces_grow_with_the_file() {
        const MIB: u64 = 1024 * 1024;
        assert_eq!(piece_length(0), SMALLEST_PIECE);
        assert_eq!(piece_length(1500 * SMALLEST_PIECE), SMALLEST_PIECE);
        assert_eq!(piece_length(1500 * SMALLEST_PIECE + 1), 2 * SMALLEST_PIECE);
        assert_eq!(piece_length(1500 * MIB), MIB);
        assert_eq!(piece_length(u64::MAX), LARGEST_PIECE);
    }
}

//! Which bytes of which pieces make an upload.

use std::collections::HashSet;
use std::ops::Range;

use crate::store::Piece;

/// Bytes of a piece that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Where they belong.
    pub(crate) place: Range<u64>,
    /// Where they are in the object.
    pub(crate) within: Range<u64>,
    /// Name of the object.
    pub(crate) name: String,
}

/// What makes the bytes up to `end`, in order. Later pieces lie over earlier ones.
pub(crate) fn visible(pieces: &[Piece], end: u64) -> Vec<Segment> {
    let mut segments = Vec::new();
    // In order, without overlaps; neighbours are joined, so there are as many as there are islands.
    let mut covered: Vec<Range<u64>> = Vec::new();
    for piece in pieces.iter().rev() {
        let whole = piece.start..end.min(piece.start.saturating_add(piece.length));
        if whole.is_empty() {
            continue;
        }
        for place in holes(&covered, &whole) {
            segments.push(Segment {
                within: place.start - piece.start..place.end - piece.start,
                place,
                name: piece.name.clone(),
            });
        }
        cover(&mut covered, whole);
    }
    segments.sort_by_key(|segment| segment.place.start);
    segments
}

/// Whether the segments hold every byte up to `end`.
pub(crate) fn is_whole(segments: &[Segment], end: u64) -> bool {
    let mut next = 0;
    for segment in segments {
        if segment.place.start != next {
            return false;
        }
        next = segment.place.end;
    }
    next == end
}

/// Names of pieces that hold none of the bytes up to `end`.
pub(crate) fn unneeded(pieces: &[Piece], end: u64) -> Vec<String> {
    let segments = visible(pieces, end);
    let needed: HashSet<_> = segments.iter().map(|segment| &segment.name).collect();
    let unneeded = pieces.iter().filter(|piece| !needed.contains(&piece.name));
    unneeded.map(|piece| piece.name.clone()).collect()
}

/// What of `whole` is not covered.
fn holes(covered: &[Range<u64>], whole: &Range<u64>) -> Vec<Range<u64>> {
    let mut holes = Vec::new();
    let mut next = whole.start;
    for island in covered {
        if island.start >= whole.end {
            break;
        }
        if next < island.start {
            holes.push(next..island.start);
        }
        next = next.max(island.end);
    }
    if next < whole.end {
        holes.push(next..whole.end);
    }
    holes
}

fn cover(covered: &mut Vec<Range<u64>>, new: Range<u64>) {
    let first = covered.partition_point(|island| island.end < new.start);
    let behind = covered.partition_point(|island| island.start <= new.end);
    let joined = covered[first..behind].iter().fold(new, |joined, island| {
        joined.start.min(island.start)..joined.end.max(island.end)
    });
    covered.splice(first..behind, [joined]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(start: u64, length: u64) -> Piece {
        Piece {
            start,
            length,
            name: format!("{start}+{length}"),
        }
    }

    #[test]
    fn later_pieces_lie_over_earlier_ones() {
        let pieces = [piece(0, 10), piece(10, 10), piece(5, 8), piece(20, 5)];
        let segments = visible(&pieces, 23);
        let told: Vec<_> = segments
            .iter()
            .map(|segment| {
                (
                    segment.place.clone(),
                    segment.within.clone(),
                    segment.name.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (0..5, 0..5, "0+10"),
                (5..13, 0..8, "5+8"),
                (13..20, 3..10, "10+10"),
                (20..23, 0..3, "20+5"),
            ]
        );
        assert!(is_whole(&segments, 23));
        assert!(!is_whole(&segments, 24));
        assert!(!is_whole(&visible(&pieces[1..2], 20), 20));
    }

    #[test]
    fn what_is_covered_or_cut_is_not_needed() {
        let pieces = [piece(0, 10), piece(10, 10), piece(0, 20), piece(20, 5)];
        assert_eq!(unneeded(&pieces, 20), ["0+10", "10+10", "20+5"]);
        assert_eq!(unneeded(&pieces[..2], 20), [""; 0]);
    }

    #[test]
    fn the_same_as_writing_one_after_the_other() {
        let mut seed = 7_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..200 {
            let mut plain = vec![usize::MAX; 40];
            let mut pieces = Vec::new();
            for number in 0..12 {
                let start = random(30);
                let length = 1 + random(10);
                for byte in start..start + length {
                    plain[byte as usize] = number;
                }
                pieces.push(Piece {
                    start,
                    length,
                    name: number.to_string(),
                });
            }
            let mut found = vec![usize::MAX; 40];
            for segment in visible(&pieces, 40) {
                let number: usize = segment.name.parse().unwrap();
                assert_eq!(
                    segment.place.start - segment.within.start,
                    pieces[number].start
                );
                for byte in segment.place {
                    assert_eq!(found[byte as usize], usize::MAX);
                    found[byte as usize] = number;
                }
            }
            assert_eq!(found, plain);
        }
    }
}

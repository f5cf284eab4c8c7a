//! `Accept`: which of the media types that an operation answers in the client likes best.

use super::Request;
use crate::Rejection;
use http::header;

/// How a range of media types fits a type, and how much it is liked.
struct Preference<'a> {
    range: &'a str,
    quality: f32,
}

impl Request {
    /// The first of the offered media types that the client likes best; the very first without `Accept`.
    ///
    /// # Errors
    /// [`Rejection::NotAcceptable`] when the client takes none of them.
    pub fn negotiate(&self, offered: &[&'static str]) -> Result<usize, Rejection> {
        let mut texts = Vec::new();
        for value in self.parts.headers.get_all(header::ACCEPT) {
            // What is no text prefers nothing.
            texts.extend(value.to_str());
        }
        best(&texts.join(","), offered).ok_or(Rejection::NotAcceptable)
    }
}

fn best(accept: &str, offered: &[&str]) -> Option<usize> {
    let preferences: Vec<Preference<'_>> = accept.split(',').filter_map(preference).collect();
    if preferences.is_empty() {
        return (!offered.is_empty()).then_some(0);
    }
    let mut best: Option<(usize, f32)> = None;
    for (index, offer) in offered.iter().enumerate() {
        let quality = quality(offer, &preferences);
        if quality > best.map_or(0.0, |(_, quality)| quality) {
            best = Some((index, quality));
        }
    }
    best.map(|(index, _)| index)
}

fn preference(text: &str) -> Option<Preference<'_>> {
    let mut pieces = text.split(';').map(str::trim);
    let range = pieces.next().filter(|range| !range.is_empty())?;
    let quality = pieces
        .filter_map(|piece| piece.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(1.0, |(_, value)| value.trim().parse().unwrap_or(0.0));
    Some(Preference { range, quality })
}

/// The quality that the most specific fitting range gives.
fn quality(offer: &str, preferences: &[Preference<'_>]) -> f32 {
    let essence = offer.split(';').next().unwrap_or("").trim();
    let kind = essence.split('/').next().unwrap_or("");
    let fits = |range: &str| {
        if range.eq_ignore_ascii_case(essence) {
            Some(3)
        } else if range == "*/*" || range == "*" || essence == "*/*" {
            Some(1)
        } else {
            let (of, rest) = range.split_once('/')?;
            let is_open = rest == "*" || essence.ends_with("/*");
            (is_open && of.eq_ignore_ascii_case(kind)).then_some(2)
        }
    };
    let fitting = preferences
        .iter()
        .filter_map(|preference| Some((fits(preference.range)?, preference.quality)));
    let most = fitting.reduce(|best, next| if next.0 > best.0 { next } else { best });
    most.map_or(0.0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_counts() {
        let offered = ["application/json", "text/html", "image/*"];
        for (accept, expected) in [
            ("", Some(0)),
            ("*/*", Some(0)),
            ("text/*", Some(1)),
            ("TEXT/HTML;level=1", Some(1)),
            ("application/json;q=0.2, text/html;q=0.3", Some(1)),
            ("*/*;q=0.5, application/json;q=0", Some(1)),
            (
                "text/*;q=0.1, text/html;q=0.9, application/json;q=0.5",
                Some(1),
            ),
            ("image/png", Some(2)),
            ("application/xml", None),
            ("text/html;q=x", None),
        ] {
            assert_eq!(best(accept, &offered), expected, "{accept}");
        }
    }
}

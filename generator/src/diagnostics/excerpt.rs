//! The piece of a line that a report shows.

use std::ops::Range;

/// Characters of a line that are shown before the place; a document may be one line of megabytes.
const BEFORE: usize = 60;
/// And behind it.
const BEHIND: usize = 120;
/// Bytes of a line that is shown whole.
const WHOLE: usize = 240;

/// A line, or the part of a long line around a place, and what of it is underlined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The text; `…` stands for what is left out.
    pub text: String,
    /// Bytes of `text` that are meant.
    pub marked: Range<usize>,
}

impl Excerpt {
    /// Of a line, with the byte of it that is meant: the key or the scalar there, with the scalar value of a key.
    pub fn of(line: &str, at: usize) -> Self {
        let at = (0..=at.min(line.len()))
            .rev()
            .find(|byte| line.is_char_boundary(*byte))
            .unwrap_or(0);
        let is_whole = line.len() <= WHOLE;
        let before = line[..at].char_indices().rev().take(BEFORE).last();
        let first = before.filter(|_| !is_whole).map_or(0, |(byte, _)| byte);
        let behind = line[at..].char_indices().nth(BEHIND);
        let last = behind
            .filter(|_| !is_whole)
            .map_or(line.len(), |(byte, _)| at + byte);
        let shown = &line[first..last];
        let start = at - first;
        let end = scalar_end(shown, start);
        let (mut text, mut shift) = (String::new(), 0);
        if first > 0 {
            text.push('…');
            shift = text.len();
        }
        text.push_str(shown);
        if last < line.len() {
            text.push('…');
        }
        Self {
            text,
            marked: start + shift..end + shift,
        }
    }

    /// Column of what is meant in what is shown, from 1.
    pub fn column(&self) -> usize {
        let before = self.text.get(..self.marked.start);
        before.map_or(0, |before| before.chars().count()) + 1
    }

    /// How many characters are meant.
    pub fn width(&self) -> usize {
        self.text
            .get(self.marked.clone())
            .map_or(0, |marked| marked.chars().count())
    }
}

/// End of what begins at `start`: a token, and if it is a key with a scalar behind it on the line, that too.
fn scalar_end(line: &str, start: usize) -> usize {
    let token = token_end(line, start);
    let behind = line.get(token..).unwrap_or_default();
    let Some(value) = behind
        .strip_prefix(':')
        .filter(|value| value.starts_with(' ') || line[start..].starts_with('"'))
    else {
        return token;
    };
    let value_start = line.len() - value.trim_start().len();
    let value = &line[value_start..];
    if value.is_empty() || value.starts_with(['{', '[', '|', '>', '&', '*', '!', '#']) {
        return token;
    }
    if value.starts_with(['"', '\'']) {
        return token_end(line, value_start);
    }
    // A plain scalar ends at a comment, or, inside of brackets, at what separates values.
    let is_flow = line[..start].contains(['{', '[']);
    let mut previous = ' ';
    let length = value
        .char_indices()
        .find(|(_, letter)| {
            let ends = (*letter == '#' && previous == ' ')
                || (is_flow && [',', '}', ']'].contains(letter));
            previous = *letter;
            ends
        })
        .map_or(value.len(), |(byte, _)| byte);
    value_start + value[..length].trim_end().len()
}

/// End of the word or the quoted text at `start`.
fn token_end(line: &str, start: usize) -> usize {
    let rest = line.get(start..).unwrap_or_default();
    let mut letters = rest.char_indices();
    let length = match letters.next() {
        None => 0,
        Some((_, quote @ ('"' | '\''))) => {
            let mut escaped = false;
            letters
                .find(|(_, letter)| {
                    let ends = *letter == quote && !escaped;
                    escaped = *letter == '\\' && !escaped && quote == '"';
                    ends
                })
                .map_or(rest.len(), |(byte, _)| byte + 1)
        }
        Some((_, first)) => {
            let is_flow = line[..start].contains(['{', '[']);
            let ends = |(byte, letter): &(usize, char)| {
                letter.is_whitespace()
                    || (is_flow && [',', ']', '}'].contains(letter))
                    || (*letter == ':' && rest[byte + 1..].starts_with([' ', '\r', '\n']))
                    || (*letter == ':' && rest.len() == byte + 1)
            };
            let word = letters.find(ends).map_or(rest.len(), |(byte, _)| byte);
            word.max(first.len_utf8())
        }
    };
    start + length
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    #[test]
    fn what_is_underlined() {
        for (line, at, marked) in [
            ("  format: seconds # why", 2, "format: seconds"),
            ("{type: string, format: a b, x: 1}", 15, "format: a b"),
            (
                r#"  "operationId": "a \"b\" c","#,
                2,
                r#""operationId": "a \"b\" c""#,
            ),
            ("  /things/{id}:", 2, "/things/{id}"),
            ("get: {responses: {}}", 0, "get"),
            ("description: |", 0, "description"),
            ("- value", 2, "value"),
            ("x:y: 1", 0, "x:y: 1"),
            ("", 0, ""),
            ("é", 1, "é"),
        ] {
            let excerpt = Excerpt::of(line, at);
            assert_eq!(&excerpt.text[excerpt.marked], marked, "{line}");
        }
    }

    #[test]
    fn long_lines_are_cut() {
        let line = format!("{}here{}", "é".repeat(500), " x".repeat(500));
        let excerpt = Excerpt::of(&line, 1_000);
        assert!(excerpt.text.chars().count() < 200);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'));
        assert_eq!(&excerpt.text[excerpt.marked], "here");
    }
}

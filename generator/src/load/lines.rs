//! Lines of a text, found without going through the text again for each.

/// Characters between two marks.
const STEP: usize = 1024;

/// Where lines and characters of a text begin. Lines end as YAML's do: by a line feed, a carriage return, or both.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Byte and character at which each line begins.
    starts: Vec<(usize, usize)>,
    /// Byte of every [`STEP`]th character.
    marks: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut lines = Self {
            starts: vec![(0, 0)],
            marks: Vec::new(),
        };
        let bytes = text.as_bytes();
        for (number, (byte, letter)) in text.char_indices().enumerate() {
            if number % STEP == 0 {
                lines.marks.push(byte);
            }
            let ends = letter == '\n' || (letter == '\r' && bytes.get(byte + 1) != Some(&b'\n'));
            if ends {
                lines.starts.push((byte + 1, number + 1));
            }
        }
        lines
    }

    /// Line and column behind the last character.
    pub(super) fn end(&self, text: &str) -> (usize, usize) {
        let last = self.line(text, self.starts.len());
        (self.starts.len(), last.chars().count() + 1)
    }

    /// The line of a number, from 1, without its end; nothing behind the last.
    pub(super) fn line<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let index = line.saturating_sub(1);
        let Some((start, _)) = self.starts.get(index) else {
            return "";
        };
        let end = self.starts.get(index + 1).map_or(text.len(), |next| next.0);
        text.get(*start..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r'])
    }

    /// Byte in its line of a column, which counts characters from 1.
    pub(super) fn byte(&self, text: &str, line: usize, column: usize) -> usize {
        let Some((start, first)) = self.starts.get(line.saturating_sub(1)) else {
            return 0;
        };
        let length = self.line(text, line).len();
        let wanted = first + column.saturating_sub(1);
        let Some(mark) = self.marks.get(wanted / STEP) else {
            return length;
        };
        let rest = text.get(*mark..).unwrap_or_default();
        let byte = rest
            .char_indices()
            .nth(wanted % STEP)
            .map_or(text.len(), |(byte, _)| mark + byte);
        byte.saturating_sub(*start).min(length)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn every_kind_of_end() {
        let text = "a\nbé\r\n\rd";
        let lines = Lines::of(text);
        let all: Vec<&str> = (1..=5).map(|line| lines.line(text, line)).collect();
        assert_eq!(all, ["a", "bé", "", "d", ""]);
    }

    #[test]
    fn columns_of_long_lines() {
        let text = format!("x\n{}end", "é".repeat(5_000));
        let lines = Lines::of(&text);
        assert_eq!(lines.byte(&text, 2, 5_001), 10_000);
        assert_eq!(lines.byte(&text, 2, 99_999), 10_003);
    }
}

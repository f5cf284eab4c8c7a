//! Cutting texts.

/// Characters of a description in lists.
const LENGTH: usize = 250;
const ELLIPSIS: &str = "...";

/// The text, or its beginning with an ellipsis: 250 characters at most.
pub(super) fn truncate(text: &str) -> String {
    if text.len() <= LENGTH || text.chars().nth(LENGTH).is_none() {
        return text.to_owned();
    }
    let kept = LENGTH - ELLIPSIS.len();
    let end = text
        .char_indices()
        .nth(kept)
        .map_or(text.len(), |(index, _)| index);
    format!("{}{ELLIPSIS}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_long_is_cut() {
        let fits = "é".repeat(250);
        assert_eq!(truncate(&fits), fits);
        let cut = truncate(&"é".repeat(251));
        assert_eq!(cut.chars().count(), 250);
        assert_eq!(cut, format!("{}...", "é".repeat(247)));
        assert_eq!(truncate(""), "");
    }
}

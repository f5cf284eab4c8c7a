//! Media types.

use super::Side;

/// Type and subtype in lower case, without parameters.
pub(super) fn essence(text: &str) -> String {
    text.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type is JSON.
pub(super) fn is_json(text: &str) -> bool {
    let essence = essence(text);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Whether what follows each other without end is sent in a media type, so that there is no whole to judge.
pub fn is_stream(text: &str) -> bool {
    matches!(
        essence(text).as_str(),
        "text/event-stream"
            | "application/x-ndjson"
            | "application/jsonl"
            | "multipart/x-mixed-replace"
    )
}

/// Whether bodies of a media type are looked into; of others only the type is.
pub fn is_checked(text: &str, side: Side) -> bool {
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
    let is_form = forms.contains(&essence(text).as_str());
    (is_json(text) && !is_stream(text)) || (side == Side::Request && is_form)
}

/// The documented type that fits best: the same with its parameters, the same, `type/*`, `*/*`.
pub(super) fn best<'a, T>(types: &'a [(String, T)], sent: &str) -> Option<&'a (String, T)> {
    let wanted = essence(sent);
    let family = wanted.split('/').next().unwrap_or_default();
    let plain = |text: &str| text.replace(' ', "").to_ascii_lowercase();
    let ranks: [&dyn Fn(&str) -> bool; 4] = [
        &|known| plain(known) == plain(sent),
        &|known| essence(known) == wanted,
        &|known| essence(known) == format!("{family}/*"),
        &|known| essence(known) == "*/*",
    ];
    ranks
        .iter()
        .find_map(|fits| types.iter().find(|(known, _)| fits(known)))
}

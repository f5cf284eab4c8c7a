//! Languages that messages can be in.

/// Locales of the interface and their aliases, as clients send them.
const LOCALES: &[&str] = &[
    "en-US", "ar", "ca-ES", "cs-CZ", "de-DE", "el-GR", "eo", "es-ES", "eu-ES", "fa-IR", "fi-FI",
    "fr-FR", "gd", "gl-ES", "hu-HU", "it-IT", "ja-JP", "kab", "ko-KR", "nb-NO", "nl-NL", "nn", "oc",
    "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "sq", "sv-SE", "th-TH", "vi-VN", "zh-Hans-CN",
    "zh-Hant-TW", // Aliases.
    "ar-001", "ca", "cs", "de", "el", "en", "es", "eu", "fa", "fi", "fr", "gl", "hu", "it", "ja",
    "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sv", "th", "vi", "zh", "zh-CN", "zh-TW", "zh-Hans",
    "zh-Hant",
];

/// Whether messages can be in this language.
pub(crate) fn is_locale(code: &str) -> bool {
    LOCALES.contains(&code)
}

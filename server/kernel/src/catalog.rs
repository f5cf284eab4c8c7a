//! The fixed tables clients read: categories, licences, languages.

mod languages;

pub use languages::{LANGUAGES, Language, language};

/// Video categories by number.
pub static CATEGORIES: &[(i64, &str)] = &[
    (1, "Music"),
    (2, "Films"),
    (3, "Vehicles"),
    (4, "Art"),
    (5, "Sports"),
    (6, "Travels"),
    (7, "Gaming"),
    (8, "People"),
    (9, "Comedy"),
    (10, "Entertainment"),
    (11, "News & Politics"),
    (12, "How To"),
    (13, "Education"),
    (14, "Activism"),
    (15, "Science & Technology"),
    (16, "Animals"),
    (17, "Kids"),
    (18, "Food"),
];

/// Licences by number.
pub static LICENCES: &[(i64, &str)] = &[
    (1, "Attribution"),
    (2, "Attribution - Share Alike"),
    (3, "Attribution - No Derivatives"),
    (4, "Attribution - Non Commercial"),
    (5, "Attribution - Non Commercial - Share Alike"),
    (6, "Attribution - Non Commercial - No Derivatives"),
    (7, "Public Domain Dedication"),
    (8, "Free of known copyright restrictions"),
    (9, "All Rights Reserved"),
];

fn find(table: &'static [(i64, &'static str)], id: i64) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, label)| *label)
}

/// Label of a category.
pub fn category(id: i64) -> Option<&'static str> {
    find(CATEGORIES, id)
}

/// Label of a licence.
pub fn licence(id: i64) -> Option<&'static str> {
    find(LICENCES, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_by_number() {
        assert_eq!(category(15), Some("Science & Technology"));
        assert_eq!(category(19), None);
        assert_eq!(licence(7), Some("Public Domain Dedication"));
        assert_eq!(licence(0), None);
    }
}

//! Finding rows by parts of a text, with an index of groups of three letters.
//!
//! A table that is searched keeps, beside the text, its [`words`]: what can be found in an index. [`Index`] is the one place
//! that knows how each database asks its own: an FTS5 table with the tokenizer `trigram` on SQLite, kept by triggers, and an
//! index of the extension `pg_trgm` on PostgreSQL. Either only narrows down; what matches is decided by conditions that both
//! databases run alike, so both give the same answers.

use std::collections::BTreeSet;

use sea_query::extension::sqlite::SqliteExpr as _;
use sea_query::{CaseStatement, Expr, ExprTrait as _, Query};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::query::{all, any, column, contains, literal};

/// A text is alike when it has at least this share, in percent, of the groups of the search.
const ALIKE: usize = 40;
/// Groups that are looked at: more would be deeper than SQLite's expressions may be, and no name is that long.
const MOST: usize = 100;

/// Lower case, accents taken off.
pub(crate) fn fold(text: &str) -> String {
    text.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a folded text, with two spaces before and one after each: so a group also tells where a word begins or ends.
pub(crate) fn words(folded: &str) -> String {
    let mut padded = String::with_capacity(folded.len() + 8);
    for word in split(folded) {
        padded.push_str("  ");
        padded.push_str(word);
        padded.push(' ');
    }
    padded
}

fn split(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn groups(text: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters
        .windows(3)
        .map(|group| group.iter().collect())
        .collect();
    groups.into_iter()
}

/// What is searched for.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The text, folded.
    folded: String,
    /// Groups that every text has of which this is a part; none for less than three letters in a row.
    inside: BTreeSet<String>,
    /// Groups of the words as they stand, with their beginnings and ends.
    whole: BTreeSet<String>,
}

impl Wanted {
    /// What a search for this text looks for.
    pub(crate) fn new(text: &str) -> Self {
        let folded = fold(text);
        let mut whole = BTreeSet::new();
        for word in split(&folded) {
            whole.extend(groups(&format!("  {word} ")));
        }
        Self {
            inside: inside(&folded).into_iter().take(MOST).collect(),
            whole: whole.into_iter().take(MOST).collect(),
            folded,
        }
    }

    /// The text as it is compared.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether an index can find the texts that contain this one.
    pub(crate) fn is_indexed(&self) -> bool {
        !self.inside.is_empty()
    }

    /// How many of the groups must be in a text that is alike.
    fn needed(&self) -> usize {
        (self.whole.len() * ALIKE).div_ceil(100)
    }

    /// A choice of the groups that every text that is alike has one of. Those inside of words are the rarest.
    fn some(&self) -> Vec<&String> {
        let mut groups: Vec<_> = self.whole.iter().collect();
        groups.sort_by_key(|group| str::matches(group, ' ').count());
        groups.truncate(self.whole.len() + 1 - self.needed());
        groups
    }

    /// How many of the groups are in the text of this column.
    fn shared(&self, words: &Expr) -> Expr {
        let mut groups = self.whole.iter().map(|group| -> Expr {
            let found = contains(words.clone(), group);
            let one = CaseStatement::new().case(found, literal(1_i64));
            one.finally(literal(0_i64)).into()
        });
        let first = groups.next().unwrap_or_else(|| literal(0_i64));
        groups.fold(first, Expr::add)
    }

    /// Which share of the groups is in the text of this column, from 0 to below 1.
    pub(crate) fn likeness(&self, words: &Expr) -> Expr {
        // One more than there are, so that no likeness reaches that of a text that contains this one.
        let number = self.whole.len() as f64 + 1.0;
        self.shared(words).div(Expr::val(number))
    }
}

/// The groups that lie in this text wherever it stands: a word at its edge may go on beyond it.
fn inside(folded: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = folded;
    while let Some(from) = rest.find(char::is_alphanumeric) {
        let begins = from > 0 || rest.len() < folded.len();
        let word = &rest[from..];
        let end = word.find(|letter: char| !letter.is_alphanumeric());
        let (word, after) = word.split_at(end.unwrap_or(word.len()));
        let before = if begins { "  " } else { "" };
        let behind = if after.is_empty() { "" } else { " " };
        found.extend(groups(&format!("{before}{word}{behind}")));
        rest = after;
    }
    found
}

/// A text that is searched: a table with an `id`, the column of its folded text, that of its [`words`], and the FTS5 table
/// that SQLite has of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Searched {
    pub(crate) table: &'static str,
    pub(crate) folded: &'static str,
    pub(crate) words: &'static str,
    pub(crate) fts5: &'static str,
}

/// How the database of a connection finds texts by groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// A table of FTS5.
    Fts5,
    /// An index of `pg_trgm`, which speeds up `LIKE`.
    Trigrams,
}

impl Index {
    /// Rows whose text contains the wanted one, read by the index if it can be of use.
    pub(crate) fn containing(self, searched: &Searched, wanted: &Wanted) -> Expr {
        let text = column(searched.table, searched.folded);
        let contained = contains(text, &wanted.folded);
        if wanted.is_indexed() {
            let every = self.having(searched, &wanted.inside.iter().collect::<Vec<_>>(), true);
            every.and(contained)
        } else {
            contained
        }
    }

    /// Rows whose text is like the wanted one, read by the index; `None` when there is nothing to be like.
    pub(crate) fn alike(self, searched: &Searched, wanted: &Wanted) -> Option<Expr> {
        if wanted.whole.is_empty() {
            return None;
        }
        let needed = i64::try_from(wanted.needed()).unwrap_or(i64::MAX);
        let words = column(searched.table, searched.words);
        let enough = wanted.shared(&words).gte(needed);
        Some(self.having(searched, &wanted.some(), false).and(enough))
    }

    /// Rows whose text has every one of the groups, or any of them.
    fn having(self, searched: &Searched, groups: &[&String], every: bool) -> Expr {
        match self {
            Self::Fts5 => {
                // Groups are letters, digits and spaces, so nothing in them has a meaning to FTS5.
                let groups: Vec<_> = groups.iter().map(|group| format!("\"{group}\"")).collect();
                let asked = groups.join(if every { " AND " } else { " OR " });
                let rows = Query::select()
                    .column("rowid")
                    .from(searched.fts5)
                    .and_where(Expr::col(searched.fts5).matches(asked))
                    .take();
                column(searched.table, "id").in_subquery(rows)
            }
            Self::Trigrams => {
                let words = column(searched.table, searched.words);
                let groups = groups.iter().map(|group| contains(words.clone(), group));
                if every {
                    all(groups).into()
                } else {
                    any(groups).into()
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(groups: &BTreeSet<String>) -> Vec<&str> {
        groups.iter().map(String::as_str).collect()
    }

    #[test]
    fn case_and_accents_go() {
        assert_eq!(fold("Été à la PLAGE"), "ete a la plage");
        assert_eq!(fold("東京"), "東京");
    }

    #[test]
    fn groups_of_words() {
        let wanted = Wanted::new("Été, a!");
        let whole = ["  a", "  e", " a ", " et", "ete", "te "];
        assert_eq!(list(&wanted.whole), whole);
        assert!(Wanted::new("%_ ").whole.is_empty());
        assert_eq!(words("ete, a!"), "  ete   a ");
    }

    #[test]
    fn what_contains_a_text_has_its_inner_groups() {
        let groups = |text| list(&Wanted::new(text).inside).join("|");
        assert_eq!(groups("te"), "");
        assert_eq!(groups("Étés"), "ete|tes");
        assert_eq!(groups("e, ab!"), "  a| ab|ab ");
        assert_eq!(groups("50%"), "50 ");
        // Whatever the text stands in.
        let text = words(&fold("150% Fun: late a la mode"));
        for part in [
            "150% fun",
            "50% f",
            "e a l",
            ": late",
            "late a la",
            "a la mode",
        ] {
            for group in Wanted::new(part).inside {
                assert!(text.contains(&group), "{part}: {group:?}");
            }
        }
    }

    #[test]
    fn whatever_is_alike_has_one_of_the_chosen_groups() {
        let wanted = Wanted::new("beech");
        assert_eq!((wanted.whole.len(), wanted.needed()), (6, 3));
        assert_eq!(wanted.some().len(), 4);
    }
}

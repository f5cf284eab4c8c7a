//! Searching with typing mistakes: texts are alike when they share groups of three letters.

use std::collections::BTreeSet;

use peertube_kernel::Result;
use peertube_kernel::ids::VideoId;
use sea_query::{Expr, ExprTrait as _, Query, SelectStatement};

use super::fold::fold;
use crate::conn::Conn;
use crate::query::{column, count_all, delete, insert};
use crate::value::Bind as _;

/// A name is alike when it has at least this share, in percent, of the groups of the search.
const ALIKE: usize = 40;

/// The groups of a text: of each of its words, with two spaces before and one after it.
fn trigrams(text: &str) -> BTreeSet<String> {
    let text = fold(text);
    let mut groups = BTreeSet::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let letters: Vec<char> = "  ".chars().chain(word.chars()).chain([' ']).collect();
        groups.extend(
            letters
                .windows(3)
                .map(|group| group.iter().collect::<String>()),
        );
    }
    groups
}

/// Puts the groups of a name in place of a video's earlier ones.
pub(super) async fn replace(conn: &mut Conn<'_>, video: VideoId, name: &str) -> Result<()> {
    conn.execute(&delete(
        "video_trigrams",
        Expr::col("video_id").eq(video.get()),
    ))
    .await?;
    for group in trigrams(name) {
        let assignments = vec![("trigram", group.bind()), ("video_id", video.bind())];
        conn.execute(&insert("video_trigrams", assignments)).await?;
    }
    Ok(())
}

/// Whether the name of a video is like the search; `None` when the search has no letters.
pub(super) fn alike(search: &str) -> Option<Expr> {
    let groups = trigrams(search);
    if groups.is_empty() {
        return None;
    }
    let needed = i64::try_from((groups.len() * ALIKE).div_ceil(100)).unwrap_or(i64::MAX);
    let mut videos = shared(groups);
    videos
        .column(("video_trigrams", "video_id"))
        .group_by_col(("video_trigrams", "video_id"))
        .and_having(count_all().gte(needed));
    Some(column("videos", "id").in_subquery(videos))
}

/// Which share of the groups of the search the name of a video has, from 0 to below 1.
pub(super) fn likeness(search: &str) -> Expr {
    let groups = trigrams(search);
    // One more than there are, so that no likeness reaches that of a name with the text in it.
    let number = groups.len() as f64 + 1.0;
    let mut count = shared(groups);
    count
        .expr(count_all())
        .and_where(column("video_trigrams", "video_id").equals(("videos", "id")));
    Expr::from(count).div(Expr::val(number))
}

fn shared(groups: BTreeSet<String>) -> SelectStatement {
    Query::select()
        .from("video_trigrams")
        .and_where(column("video_trigrams", "trigram").is_in(groups))
        .take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_words() {
        let groups: Vec<_> = trigrams("Été, a!").into_iter().collect();
        assert_eq!(groups, ["  a", "  e", " a ", " et", "ete", "te "]);
        assert!(trigrams("%_ ").is_empty());
        assert!(alike("%").is_none());
    }
}

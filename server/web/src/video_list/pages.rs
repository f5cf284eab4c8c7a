//! Pages of videos that were read since the last write.
//!
//! Every client opens with the same few lists, and reading one costs more than all else about it. Kept are rows, not replies: who
//! watches right now is counted anew each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use peertube_store::Database;
use peertube_store::videos::VideoSort;

use super::VideoListRequest;
use super::page::Fetched;

/// Most pages that are kept; a page of 15 videos takes some 30 kB.
const MOST: usize = 64;

/// Pages by what was asked for. One write of this process makes all of them old; there is no other writer, as one process owns an
/// SQLite file.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    generation: u64,
    pages: HashMap<VideoListRequest, Arc<Fetched>>,
}

impl Pages {
    /// The page, if it is kept and nothing was written since it was read.
    pub(crate) fn get(&self, db: &Database, request: &VideoListRequest) -> Option<Arc<Fetched>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation == db.generation() {
            kept.pages.get(request).cloned()
        } else {
            None
        }
    }

    /// Keeps a page that was read when the database was of this generation.
    pub(crate) fn keep(&self, generation: u64, request: &VideoListRequest, page: &Arc<Fetched>) {
        if !is_shared(request) {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.generation < generation || kept.pages.len() >= MOST {
            kept.pages.clear();
            kept.generation = generation.max(kept.generation);
        }
        if kept.generation == generation {
            kept.pages.insert(request.clone(), Arc::clone(page));
        }
    }
}

/// Whether others will ask for the same, and the answer does not depend on the time of the day.
fn is_shared(request: &VideoListRequest) -> bool {
    let filter = &request.filter;
    filter.viewer.is_none() && filter.search.is_none() && filter.sort != VideoSort::Trending
}

#[cfg(test)]
mod tests {
    use peertube_kernel::Context;
    use peertube_store::videos::VideoFilter;
    use peertube_store::{Page, instance};

    use super::*;
    use crate::video_list::Additions;

    #[tokio::test]
    async fn a_write_makes_every_page_old() {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open(folder.path().join("db"), Context::system())
            .await
            .unwrap();
        let request = VideoListRequest {
            filter: VideoFilter::listed(None),
            page: Page::default(),
            counted: true,
            additions: Additions::default(),
        };
        let pages = Pages::default();
        let before = db.generation();
        let page = {
            let mut conn = db.read().await.unwrap();
            Arc::new(Fetched::load(&mut conn, &request).await.unwrap())
        };
        pages.keep(before, &request, &page);
        assert!(pages.get(&db, &request).is_some());
        db.write(|conn| Box::pin(instance::set_value(conn, "name", "value")))
            .await
            .unwrap();
        assert!(pages.get(&db, &request).is_none());
        // What was read before the write must not come back as something new.
        pages.keep(before, &request, &page);
        assert!(pages.get(&db, &request).is_none());
    }
}

//! Pages of videos that were read since the last write.
//!
//! Every client opens with the same few lists, and reading one costs more than all else about it. Kept are rows, not replies: who
//! watches right now is counted anew each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use peertube_store::State;
use peertube_store::videos::VideoSort;

use super::VideoListRequest;
use super::page::Fetched;

/// Most pages that are kept; a page of 15 videos takes some 30 kB.
const MOST: usize = 64;

/// Pages by what was asked for. One write makes all of them old, whichever process it was that wrote.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// What the database held when the pages were read.
    state: Option<State>,
    pages: HashMap<VideoListRequest, Arc<Fetched>>,
}

impl Pages {
    /// The page, if it is kept and was read when the database held what it holds now.
    pub(crate) fn get(&self, now: &State, request: &VideoListRequest) -> Option<Arc<Fetched>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state.as_ref() == Some(now) {
            kept.pages.get(request).cloned()
        } else {
            None
        }
    }

    /// Keeps a page. The state was taken before it was read: one that is old by now finds no more questions, and is dropped with
    /// the next page.
    pub(crate) fn keep(&self, state: State, request: &VideoListRequest, page: &Arc<Fetched>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state.as_ref() != Some(&state) || kept.pages.len() >= MOST {
            kept.pages.clear();
            kept.state = Some(state);
        }
        kept.pages.insert(request.clone(), Arc::clone(page));
    }
}

/// Whether others will ask for the same, and the answer does not depend on the time of the day.
pub(crate) fn is_shared(request: &VideoListRequest) -> bool {
    let filter = &request.filter;
    filter.viewer.is_none() && filter.search.is_none() && filter.sort != VideoSort::Trending
}

#[cfg(test)]
mod tests {
    use peertube_kernel::Context;
    use peertube_store::videos::VideoFilter;
    use peertube_store::{Page, instance};
    use peertube_testdb::TestDatabase;

    use super::*;
    use crate::video_list::Additions;

    #[tokio::test]
    async fn a_write_makes_every_page_old() {
        let home = TestDatabase::new().await;
        let db = home.open(Context::system()).await;
        let request = VideoListRequest {
            filter: VideoFilter::listed(None),
            page: Page::default(),
            counted: true,
            additions: Additions::default(),
        };
        let pages = Pages::default();
        let page = {
            let mut conn = db.read().await.unwrap();
            Arc::new(Fetched::load(&mut conn, &request).await.unwrap())
        };
        // What is written into other databases of a PostgreSQL server counts too: another test may come between.
        let mut before = None;
        for _ in 0..1000 {
            let state = db.state().await.unwrap();
            pages.keep(state.clone(), &request, &page);
            let now = db.state().await.unwrap();
            if pages.get(&now, &request).is_some() {
                before = Some(state);
                break;
            }
        }
        let before = before.expect("a page that is kept while nothing is written");
        db.write(|conn| Box::pin(instance::set_value(conn, "name", "value")))
            .await
            .unwrap();
        let now = db.state().await.unwrap();
        assert!(pages.get(&now, &request).is_none());
        // What was read before the write must not come back as something new.
        pages.keep(before, &request, &page);
        assert!(pages.get(&now, &request).is_none());
    }
}

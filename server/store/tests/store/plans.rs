//! How lists are read when there are many videos: a first page never costs more than the page, and nothing is counted one by one
//! that is counted already.

use peertube_kernel::Context;
use peertube_kernel::ids::{ChannelId, UserId};
use peertube_store::videos::{self, Nsfw, Plan, VideoChanges, VideoFilter, VideoSort};
use peertube_store::{Conn, Direction, Page};
use peertube_testdb::{Kind, TestDatabase, synthetic};

use crate::support::Fixture;

const VIDEOS: i64 = 10_000;

async fn plan(conn: &mut Conn<'_>, change: impl FnOnce(&mut VideoFilter)) -> Plan {
    let mut filter = VideoFilter::listed(None);
    change(&mut filter);
    videos::explain(conn, &filter, Page::default())
        .await
        .unwrap()
}

/// How a page is read in this order, downwards and upwards.
async fn plans_of(conn: &mut Conn<'_>, sort: VideoSort) -> (Vec<String>, Vec<String>) {
    let down = plan(conn, |f| f.sort = sort).await;
    let up = plan(conn, |f| {
        f.sort = sort;
        f.direction = Direction::Ascending;
    })
    .await;
    (down.page, up.page)
}

/// The index by which the videos of a page are read, in order: nothing is sorted.
fn in_order_of(steps: &[String], index: &str) -> bool {
    let reads = steps.iter().any(|step| {
        step.starts_with(&format!("SCAN videos USING INDEX {index}"))
            || step.starts_with(&format!("SEARCH videos USING INDEX {index} "))
            || step.contains(&format!("Index Scan using {index} on videos"))
            || step.contains(&format!("Index Scan Backward using {index} on videos"))
    });
    let sorts = steps
        .iter()
        .any(|step| step.contains("TEMP B-TREE") || step.contains("Sort "));
    reads && !sorts
}

/// Whether every video is looked at.
fn reads_everything(steps: &[String]) -> bool {
    steps.iter().any(|step| {
        step.contains("Seq Scan on videos")
            || step == "SCAN videos"
            || step.starts_with("SCAN videos USING")
    })
}

async fn many(kind: Kind) -> TestDatabase {
    let home = TestDatabase::of(kind).await;
    home.open(Context::system()).await.close().await;
    synthetic::videos(home.url(), VIDEOS).await.unwrap();
    home
}

#[tokio::test]
async fn lists_of_many_videos() {
    for kind in Kind::BOTH {
        let home = many(kind).await;
        let db = home.open(Context::system()).await;
        let mut conn = db.read().await.unwrap();

        for (sort, index) in [
            (VideoSort::CreatedAt, "videos_by_creation"),
            (VideoSort::OriginallyPublishedAt, "videos_by_origin"),
            (VideoSort::Name, "videos_by_name"),
            (VideoSort::Duration, "videos_by_duration"),
            (VideoSort::Views, "videos_by_views"),
            (VideoSort::Likes, "videos_by_likes"),
            (VideoSort::Comments, "videos_by_comments"),
            (VideoSort::Hot, "videos_by_hot"),
            (VideoSort::Best, "videos_by_hot"),
            (VideoSort::LocalVideoFilesSize, "videos_by_size"),
        ] {
            let (down, up) = plans_of(&mut conn, sort).await;
            assert!(in_order_of(&down, index), "{kind:?} {sort:?} {down:#?}");
            let index = format!("{index}_up");
            assert!(in_order_of(&up, &index), "{kind:?} {sort:?} {up:#?}");
        }
        let (down, up) = plans_of(&mut conn, VideoSort::PublishedAt).await;
        assert!(
            in_order_of(&down, "videos_listed") || in_order_of(&down, "videos_by_publication"),
            "{kind:?} {down:#?}"
        );
        assert!(
            in_order_of(&up, "videos_by_publication_up"),
            "{kind:?} {up:#?}"
        );
        // Internal ones too.
        let filter = VideoFilter::listed(Some(UserId::from(1)));
        let plan_of_user = videos::explain(&mut conn, &filter, Page::default());
        let page = plan_of_user.await.unwrap().page;
        assert!(
            in_order_of(&page, "videos_by_publication"),
            "{kind:?} {page:#?}"
        );

        type Change = fn(&mut VideoFilter);
        let counted: [Change; 5] = [
            |_| (),
            |f| f.category_one_of = vec![1],
            |f| f.language_one_of = vec!["en".to_owned(), "_unknown".to_owned()],
            |f| f.nsfw = Nsfw::Hidden { included: 2 },
            |f| f.is_local = Some(true),
        ];
        for change in counted {
            let plan = plan(&mut conn, change).await;
            assert!(
                !plan.count.iter().any(|step| step.contains("videos_listed")
                    || step.contains("on videos") && !step.contains("on video_counts videos")),
                "{kind:?} {plan:#?}"
            );
            assert!(!plan.count.is_empty());
        }
        let narrow: [Change; 6] = [
            |f| f.search = Some(synthetic::word(4711)),
            |f| f.search = Some(synthetic::word(4711)[1..5].to_uppercase()),
            |f| f.tags_one_of = vec!["rare".to_owned()],
            |f| f.tags_all_of = vec!["rare".to_owned(), "common".to_owned()],
            |f| f.channel = Some(ChannelId::from(3)),
            |f| f.channel_name_one_of = vec!["synthetic_3".to_owned()],
        ];
        for change in narrow {
            let plan = plan(&mut conn, change).await;
            assert!(!reads_everything(&plan.page), "{kind:?} {plan:#?}");
            assert!(!reads_everything(&plan.count), "{kind:?} {plan:#?}");
        }
        drop(conn);
        db.close().await;
    }
}

#[tokio::test]
async fn counts_are_right_in_bulk() {
    for kind in Kind::BOTH {
        let home = many(kind).await;
        let db = home.open(Context::system()).await;
        let mut conn = db.read().await.unwrap();
        let mut filter = VideoFilter::listed(None);
        let public = VIDEOS - VIDEOS / 50;
        assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), public);
        filter.category_one_of = vec![1];
        let counted = videos::count(&mut conn, &filter).await.unwrap();
        // One that cannot be answered by what is counted already.
        filter.has_hls_files = Some(false);
        assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), counted);
        assert!(counted > VIDEOS / 8 && counted < VIDEOS / 7);
        drop(conn);
        db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn counts_are_right_while_many_write() {
    for kind in Kind::BOTH {
        let fixture = std::sync::Arc::new(Fixture::of(kind).await);
        let channel = fixture.user("anna").await.channel;
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..30 {
            let fixture = std::sync::Arc::clone(&fixture);
            writers.spawn(async move {
                let name = format!("video {number}");
                let id = fixture.video(fixture.new_video(channel, &name)).await;
                let changes = VideoChanges {
                    category: Some(Some(number % 3)),
                    ..VideoChanges::default()
                };
                let db = &fixture.db;
                db.write(|conn| Box::pin(videos::update(conn, id, &changes)))
                    .await
                    .unwrap();
                if number < 5 {
                    db.write(|conn| Box::pin(videos::delete(conn, id)))
                        .await
                        .unwrap();
                }
            });
        }
        while let Some(ended) = writers.join_next().await {
            ended.unwrap();
        }
        let mut conn = fixture.db.read().await.unwrap();
        let mut filter = VideoFilter::listed(None);
        assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), 25);
        // 0 and 3 are gone.
        filter.category_one_of = vec![0];
        assert_eq!(videos::count(&mut conn, &filter).await.unwrap(), 8);
    }
}

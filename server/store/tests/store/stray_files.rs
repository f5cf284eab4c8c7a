//! Notes of files whose rows are not written yet.

use std::time::Duration;

use peertube_kernel::video::FileStorage;
use peertube_store::stray_files::{self, StrayFile};

use crate::support::{Fixture, START};

const LIFE: Duration = Duration::from_secs(60);

fn file(name: &str) -> StrayFile {
    StrayFile {
        kind: "web-video".to_owned(),
        name: name.to_owned(),
        storage: Some(FileStorage::ObjectStorage),
    }
}

#[tokio::test]
async fn notes_live_as_long_as_signs_of_their_holder() {
    let fixture = Fixture::new().await;
    let (one, two) = (&file("1.mp4"), &file("2.mp4"));
    let left = fixture.db.write(|conn| {
        Box::pin(async move {
            stray_files::note(conn, "a", one, START.plus(LIFE)).await?;
            stray_files::note(conn, "b", two, START.plus(LIFE)).await?;
            let later = START.plus(LIFE * 2);
            assert_eq!(stray_files::renew(conn, "b", later).await?, 1);
            let left = stray_files::take_over(conn, "c", START.plus(LIFE), later).await?;
            // The first holder has none any more.
            assert_eq!(stray_files::renew(conn, "a", later).await?, 0);
            assert_eq!(stray_files::remove(conn, "a").await?, 0);
            assert_eq!(stray_files::remove(conn, "b").await?, 1);
            assert_eq!(stray_files::remove(conn, "c").await?, 1);
            Ok(left)
        })
    });
    let names: Vec<_> = left
        .await
        .unwrap()
        .into_iter()
        .map(|file| file.name)
        .collect();
    assert_eq!(names, ["1.mp4"]);
}

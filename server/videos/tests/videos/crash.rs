//! Files of a process that died before it wrote their rows.

use std::sync::Arc;
use std::time::Duration;

use peertube_api::models::video_input::VideoPrivacySet;
use peertube_bucketkit::{Fault, S3Server};
use peertube_objects::{BucketPlace, BucketSettings, Kind};
use peertube_videos::remove_stray;
use peertube_web::Shared;
use peertube_web::passwords::Cost;
use tokio::runtime::Runtime;

use crate::support::{Files, Fixture, clip};

const BUCKET: &str = "videos";
/// Longer than anybody is waited for.
const LONG: Duration = Duration::from_secs(3600);

fn settings(server: &S3Server) -> BucketSettings {
    let place = BucketPlace {
        bucket: BUCKET.to_owned(),
        prefix: "web-videos/".to_owned(),
        base_url: None,
    };
    BucketSettings {
        endpoint: server.endpoint(),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: S3Server::KEY_ID.to_owned(),
        secret_access_key: S3Server::SECRET.to_owned(),
        largest_part: 100 << 20,
        attempts: 1,
        public_acl: Some("public-read".to_owned()),
        private_acl: Some("private".to_owned()),
        places: vec![(Kind::WebVideo, place)],
        content_types: vec![("mp4", "video/mp4")],
    }
}

#[test]
fn files_without_rows_are_removed() {
    let server = S3Server::start(&[BUCKET]);
    let (dying, surviving) = (Runtime::new().unwrap(), Runtime::new().unwrap());
    // Until the process dies: the file is there, and who may read it is not said.
    server.fail("acl", Fault::Slow(LONG), 1);
    let it = dying.block_on(async {
        let it = Fixture::with(Some(&settings(&server))).await;
        let body = it.declaration(&clip(), VideoPrivacySet::Public);
        let stored = async {
            while server.keys(BUCKET).is_empty() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            uploaded = it.upload(body) => panic!("{uploaded:?}"),
            () = stored => {}
        }
        it
    });
    dying.shutdown_timeout(Duration::from_secs(30));
    assert!(it.files().pictures > 0);
    surviving.block_on(async {
        let db = it.home.open(it.shared.context.clone()).await;
        let config = Arc::clone(&it.shared.config);
        let shared = Shared::new(config, db, it.shared.objects.clone(), Cost::CHEAP);
        // It may be alive.
        assert_eq!(remove_stray(&shared).await.unwrap(), 0);
        assert_eq!(server.keys(BUCKET).len(), 1);
        it.clock.advance(LONG);
        // A store that does not answer only delays it.
        server.fail("DELETE", Fault::Status(500), 100);
        server.fail("POST", Fault::Status(500), 100);
        assert!(remove_stray(&shared).await.is_err());
        server.recover();
        assert_eq!(remove_stray(&shared).await.unwrap(), 0);
        it.clock.advance(LONG);
        assert!(remove_stray(&shared).await.unwrap() > 2);
        assert_eq!(server.keys(BUCKET), [""; 0]);
        assert_eq!(it.files().pictures, 0);
        it.clock.advance(LONG);
        assert_eq!(remove_stray(&shared).await.unwrap(), 0);
    });
}

#[tokio::test]
async fn files_with_rows_stay() {
    let it = Fixture::new().await;
    let body = it.declaration(&clip(), VideoPrivacySet::Public);
    it.upload(body).await.unwrap();
    let files = it.files();
    it.clock.advance(LONG);
    assert_eq!(remove_stray(&it.shared).await.unwrap(), 0);
    assert_eq!(it.files(), files);
    assert_eq!((files.public, files.temporary), (1, 0));
    assert!(files != Files::default());
}

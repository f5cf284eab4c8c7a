//! Who sees and who manages which video.

use peertube_access::video::{Approach, manage, see};
use peertube_kernel::video::Privacy;
use peertube_kernel::{ErrorCode, Right};

use crate::support::{Fixture, status};

#[tokio::test]
async fn who_sees_what() {
    let fixture = Fixture::new().await;
    let open = [200; 5];
    let users = [401, 200, 200, 200, 200];
    let managers = [401, 403, 200, 200, 200];
    for (privacy, blocked, by_uuid, expected) in [
        (Privacy::Public, false, false, open),
        (Privacy::Public, true, true, managers),
        (Privacy::Unlisted, false, true, open),
        (Privacy::Unlisted, false, false, managers),
        (Privacy::Unlisted, true, true, managers),
        (Privacy::Private, false, true, managers),
        (Privacy::Private, true, true, managers),
        (Privacy::Internal, false, true, users),
        (Privacy::Internal, true, false, users),
        (Privacy::PasswordProtected, false, true, managers),
        (Privacy::PasswordProtected, true, true, managers),
    ] {
        let video = fixture.video(privacy, blocked).await;
        let mut conn = fixture.db.read().await.unwrap();
        let approach = Approach {
            by_uuid,
            password: None,
        };
        let mut seen = Vec::new();
        for caller in fixture.callers() {
            seen.push(status(&see(&mut conn, &video, caller, approach).await));
        }
        assert_eq!(
            seen, expected,
            "{privacy:?} blocked: {blocked} by UUID: {by_uuid}"
        );
    }
}

#[tokio::test]
async fn passwords_open_and_wrong_ones_close() {
    let fixture = Fixture::new().await;
    let video = fixture.video(Privacy::PasswordProtected, false).await;
    let mut conn = fixture.db.read().await.unwrap();
    for caller in fixture.callers() {
        let with = |password| Approach {
            by_uuid: true,
            password: Some(password),
        };
        assert!(see(&mut conn, &video, caller, with("right")).await.is_ok());
        let error = see(&mut conn, &video, caller, with("wrong"))
            .await
            .unwrap_err();
        assert_eq!(error.kind.status(), 403);
        assert_eq!(error.code, Some(ErrorCode::IncorrectVideoPassword));
    }
    let without = Approach::default();
    let error = see(&mut conn, &video, None, without).await.unwrap_err();
    assert_eq!(error.code, Some(ErrorCode::VideoRequiresPassword));
    let error = see(&mut conn, &video, Some(&fixture.stranger), without)
        .await
        .unwrap_err();
    assert_eq!(error.code, Some(ErrorCode::VideoRequiresPassword));
}

#[tokio::test]
async fn who_manages() {
    let fixture = Fixture::new().await;
    let mut video = fixture.video(Privacy::Public, false).await;
    let allowed = |video: &_, right| {
        fixture
            .callers()
            .map(|caller| status(&manage(video, caller, right)))
    };
    assert_eq!(
        allowed(&video, Right::UpdateAnyVideo),
        [401, 403, 200, 200, 200]
    );
    assert_eq!(
        allowed(&video, Right::GetAnyLive),
        [401, 403, 200, 403, 200]
    );
    video.video.url = Some("https://elsewhere.org/videos/1".to_owned());
    assert_eq!(
        allowed(&video, Right::UpdateAnyVideo),
        [401, 403, 403, 403, 403]
    );
}

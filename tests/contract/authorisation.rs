//! Who may do what: every operation by nobody, a user, a moderator and an administrator. An operation without a row fails.

use std::collections::BTreeMap;

use peertube_testkit::{Client, NewVideo, Resumable, TestApp, Uploaded};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::path_of;

/// What the requests are about: things of a user who is none of the four callers.
struct Things {
    user: i64,
    /// A private video, and one for each caller to delete.
    video: Uploaded,
    deletable: [Uploaded; 4],
    private_file: String,
    public_file: String,
    thumbnail: String,
    /// Of the private video.
    torrent: String,
    torrent_download: String,
    upload: Resumable,
}

/// A request.
struct Ask {
    path: String,
    body: Value,
}

fn ask(path: impl Into<String>) -> Ask {
    Ask {
        path: path.into(),
        body: Value::Null,
    }
}

fn tell(path: impl Into<String>, body: Value) -> Ask {
    Ask {
        path: path.into(),
        body,
    }
}

/// Expected statuses of [nobody, a user, a moderator, an administrator], and the request. Whose turn it is counts where
/// something is made or deleted.
type Row = ([u16; 4], fn(&Things, usize) -> Ask);

/// 401 and 403 are what this table is about. 400 and 404 stand for requests that are allowed but senseless, where doing
/// it for good would disturb the others.
fn table() -> BTreeMap<&'static str, Row> {
    const ALL: [u16; 4] = [200; 4];
    const USERS: [u16; 4] = [401, 200, 200, 200];
    const STAFF: [u16; 4] = [401, 403, 200, 200];
    const ROOT: [u16; 4] = [401, 403, 403, 200];
    const ROOT_CHANGES: [u16; 4] = [401, 403, 403, 204];
    const STAFF_CHANGES: [u16; 4] = [401, 403, 204, 204];
    let mut table: BTreeMap<&'static str, Row> = BTreeMap::new();
    let mut row = |id, expected, request: fn(&Things, usize) -> Ask| {
        assert!(
            table.insert(id, (expected, request)).is_none(),
            "{id} stands twice"
        );
    };
    row("ping", ALL, |_, _| ask("/ping"));
    row("getAllJobs", ROOT, |_, _| ask("/api/v1/jobs"));
    row("getJobs", ROOT, |_, _| ask("/api/v1/jobs/waiting"));
    row("pauseJobQueue", ROOT_CHANGES, |_, _| {
        ask("/api/v1/jobs/pause")
    });
    row("resumeJobQueue", ROOT_CHANGES, |_, _| {
        ask("/api/v1/jobs/resume")
    });
    row("cancelJob", [401, 403, 403, 404], |_, _| {
        ask("/api/v1/jobs/video-transcoding/987654/cancel")
    });
    row("getConfig", ALL, |_, _| ask("/api/v1/config"));
    row("getAbout", ALL, |_, _| ask("/api/v1/config/about"));
    row("getCustomConfig", ROOT, |_, _| ask("/api/v1/config/custom"));
    row("getOAuthClient", ALL, |_, _| {
        ask("/api/v1/oauth-clients/local")
    });
    row("getOAuthToken", [400; 4], |_, _| ask("/api/v1/users/token"));
    row("registerUser", [400; 4], |_, _| {
        tell("/api/v1/users/register", json!({}))
    });
    row("getUsers", STAFF, |_, _| ask("/api/v1/users"));
    row("addUser", STAFF, |_, who| {
        let name = format!("new{who}");
        let email = format!("{name}@example.com");
        let password = peertube_testkit::PASSWORD;
        tell(
            "/api/v1/users",
            json!({ "username": name, "email": email, "password": password, "role": 2 }),
        )
    });
    row("getUser", STAFF, |things, _| {
        ask(format!("/api/v1/users/{}", things.user))
    });
    row("putUser", STAFF_CHANGES, |things, _| {
        tell(
            format!("/api/v1/users/{}", things.user),
            json!({ "videoQuota": -1 }),
        )
    });
    row("delUser", [401, 403, 404, 404], |_, _| {
        ask("/api/v1/users/987654")
    });
    row("getUserInfo", USERS, |_, _| ask("/api/v1/users/me"));
    row("putUserInfo", [401, 204, 204, 204], |_, _| {
        tell("/api/v1/users/me", json!({}))
    });
    row("getMyVideoQuotaUsed", USERS, |_, _| {
        ask("/api/v1/users/me/video-quota-used")
    });
    row("listMyVideos", USERS, |_, _| ask("/api/v1/users/me/videos"));
    row("getAccounts", ALL, |_, _| ask("/api/v1/accounts"));
    row("getAccount", ALL, |_, _| ask("/api/v1/accounts/owner"));
    row("getAccountVideos", ALL, |_, _| {
        ask("/api/v1/accounts/owner/videos")
    });
    row("listAccountChannels", ALL, |_, _| {
        ask("/api/v1/accounts/owner/video-channels")
    });
    row("getVideoChannels", ALL, |_, _| {
        ask("/api/v1/video-channels")
    });
    row("addVideoChannel", USERS, |_, who| {
        let name = format!("channel_{who}");
        tell(
            "/api/v1/video-channels",
            json!({ "name": name, "displayName": "New" }),
        )
    });
    row("getVideoChannel", ALL, |_, _| {
        ask("/api/v1/video-channels/owner_channel")
    });
    row("putVideoChannel", STAFF_CHANGES, |_, _| {
        tell(
            "/api/v1/video-channels/owner_channel",
            json!({ "description": "Changed" }),
        )
    });
    // It is the owner's only channel.
    row("delVideoChannel", [401, 403, 409, 409], |_, _| {
        ask("/api/v1/video-channels/owner_channel")
    });
    row("getVideoChannelVideos", ALL, |_, _| {
        ask("/api/v1/video-channels/owner_channel/videos")
    });
    row("getVideos", ALL, |_, _| ask("/api/v1/videos"));
    row("getCategories", ALL, |_, _| {
        ask("/api/v1/videos/categories")
    });
    row("getLicences", ALL, |_, _| ask("/api/v1/videos/licences"));
    row("getPrivacies", ALL, |_, _| ask("/api/v1/videos/privacies"));
    row("getLanguages", ALL, |_, _| ask("/api/v1/videos/languages"));
    row("getVideo", STAFF, |things, _| ask(things.video.path("")));
    row("putVideo", STAFF_CHANGES, |things, _| {
        tell(things.video.path(""), json!({ "support": "Me!" }))
    });
    row("delVideo", STAFF_CHANGES, |things, who| {
        ask(things.deletable[who].path(""))
    });
    row("getVideoDesc", STAFF, |things, _| {
        ask(things.video.path("/description"))
    });
    let watched: fn(&Things, usize) -> Ask =
        |things, _| tell(things.video.path("/views"), json!({ "currentTime": 1 }));
    let watching: fn(&Things, usize) -> Ask =
        |things, _| tell(things.video.path("/watching"), json!({ "currentTime": 1 }));
    row("addView", STAFF_CHANGES, watched);
    row("addViewPut", STAFF_CHANGES, watched);
    row("setVideoWatchingProgressPost", STAFF_CHANGES, watching);
    row("setVideoWatchingProgress", STAFF_CHANGES, watching);
    // Nothing is sent: whoever may upload is told what is missing.
    row("uploadLegacy", [401, 400, 400, 400], |_, _| {
        ask("/api/v1/videos/upload")
    });
    row("uploadResumableInit", [401, 400, 400, 400], |_, _| {
        tell("/api/v1/videos/upload-resumable", json!({}))
    });
    // An upload is its user's alone.
    row("uploadResumable", [401, 403, 403, 403], |things, _| {
        ask(things.upload.path())
    });
    row(
        "uploadResumableCancel",
        [401, 403, 403, 403],
        |things, _| ask(things.upload.path()),
    );
    row("getPublicWebVideoFile", ALL, |things, _| {
        ask(&things.public_file)
    });
    row("getPrivateWebVideoFile", STAFF, |things, _| {
        ask(&things.private_file)
    });
    // It lies on the disk.
    row(
        "proxyPrivateWebVideoFile",
        [401, 403, 404, 404],
        |things, _| {
            ask(things
                .private_file
                .replace("/static/", "/object-storage-proxy/"))
        },
    );
    row("getThumbnailFile", ALL, |things, _| ask(&things.thumbnail));
    row("getTorrentFile", ALL, |things, _| ask(&things.torrent));
    row("downloadTorrent", ALL, |things, _| {
        ask(&things.torrent_download)
    });
    // Last, because the sessions end.
    row("revokeOAuthToken", USERS, |_, _| {
        ask("/api/v1/users/revoke-token")
    });
    table
}

impl Things {
    async fn of(owner: &Client) -> Self {
        let private = |name: &str| NewVideo::named(name).privacy(3);
        let video = owner.upload(&private("Private")).await;
        let mut deletable = Vec::new();
        for who in 0..4 {
            deletable.push(owner.upload(&private(&format!("For caller {who}"))).await);
        }
        let public = owner.upload(&NewVideo::named("Public")).await;
        let seen = owner.get(&video.path("")).await;
        let address = |value: Value| path_of(value.as_str().unwrap()).to_owned();
        Self {
            user: owner.user_id().await,
            private_file: address(seen.at("/files/0/fileUrl")),
            thumbnail: address(seen.at("/thumbnails/0/fileUrl")),
            torrent: address(seen.at("/files/0/torrentUrl")),
            torrent_download: address(seen.at("/files/0/torrentDownloadUrl")),
            public_file: address(owner.get(&public.path("")).await.at("/files/0/fileUrl")),
            upload: Resumable::begin(owner, "Unfinished", 1000).await,
            video,
            deletable: deletable.try_into().unwrap(),
        }
    }
}

#[tokio::test]
async fn every_operation_by_everybody() {
    let app = TestApp::start().await;
    let things = Things::of(&app.user("owner").await).await;
    let callers = [
        app.anonymous(),
        app.user("stranger").await,
        app.moderator().await,
        app.root().await,
    ];
    let mut table = table();
    let mut wrong = Vec::new();
    let is_last = |id: &str| id == "revokeOAuthToken";
    let mut operations = peertube_api::OPERATIONS.to_vec();
    operations.sort_by_key(|operation| is_last(operation.id));
    for operation in operations {
        let Some((expected, request)) = table.remove(operation.id) else {
            wrong.push(format!("{} has no row", operation.id));
            continue;
        };
        for (who, caller) in callers.iter().enumerate() {
            let Ask { path, body } = request(&things, who);
            let mut request = caller.request(operation.method.clone(), &path);
            if !body.is_null() {
                request = request.json(&body);
            } else if operation.method == Method::POST {
                request = request.header("Content-Length", 0);
            }
            let reply = caller.send(request).await;
            if reply.status != expected[who] {
                let text: String = reply.text().chars().take(300).collect();
                wrong.push(format!(
                    "{} as {}: {} instead of {}: {text}",
                    operation.id,
                    caller.name(),
                    reply.status,
                    expected[who],
                ));
            }
        }
    }
    wrong.extend(
        table
            .into_keys()
            .map(|id| format!("{id} is no operation any more")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    things.upload.cancel().await.assert_status(204);
}

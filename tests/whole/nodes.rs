//! Several servers on one PostgreSQL and one S3 store behave as one.

mod cluster;
mod turns;

use peertube_testkit::{NewVideo, Resumable, Uploaded, media};
use reqwest::Method;
use serde_json::json;

pub(crate) use cluster::path_of;
use cluster::{Cluster, until};

#[tokio::test]
async fn an_upload_goes_on_at_another_server_and_its_file_is_read_from_both() {
    let cluster = Cluster::new().await;
    let (a, b) = cluster.two();
    let at_a = a.root().await;
    let at_b = b.client().with_token("root", at_a.token());
    let film = media::clip_bytes();
    let half = film.len() / 2;

    let mut metadata = Resumable::metadata(&at_a, "Crosses over").await;
    metadata["privacy"] = json!(3);
    let begun = Resumable::try_begin(&at_a, &metadata, film.len()).await;
    let begun = Resumable::of(&at_a, begun.assert_status(201), film.len());
    begun.send(0, &film[..half]).await.assert_status(308);
    let there = begun.by(&at_b);
    assert_eq!(there.offset().await, half);
    let done = there.send(half, &film[half..]).await;
    let video = Uploaded::of(done.assert_status(200));

    let found = at_a.get(&video.path("")).await;
    assert_eq!(found.assert_status(200).at("/files/0/storage"), 1);
    let url = found.at("/files/0/fileUrl").as_str().unwrap().to_owned();
    for client in [&at_a, &at_b] {
        let request = client.request(Method::GET, path_of(&url));
        let part = client.send(request.header("Range", "bytes=100-299")).await;
        assert_eq!(part.assert_status(206).body, film[100..300]);
    }
    let nobody = b.client().get(path_of(&url)).await;
    nobody.assert_status(401);

    // Another one is begun here, goes on there, and is cancelled here.
    let stored = cluster.keys();
    let second = Resumable::begin(&at_a, "Never", film.len()).await;
    let there = second.by(&at_b);
    there.send(0, &film[..half]).await.assert_status(308);
    second.cancel().await.assert_status(204);
    let late = there.send(half, &film[half..]).await;
    late.assert_status(404);
    cluster.until_only(&stored, [&a, &b]).await;
}

#[tokio::test]
async fn what_one_server_changes_the_other_knows_at_once() {
    let cluster = Cluster::new().await;
    let (a, b) = cluster.two();
    let at_a = a.root().await;
    let nobody = b.client();
    let names = async || {
        let list = nobody.get("/api/v1/videos").await;
        let list = list.assert_status(200).at("/data").clone();
        let names = list.as_array().unwrap().iter();
        let names = names.map(|video| video["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let video = at_a.upload(&NewVideo::named("First name")).await;
    let change = async |changes: serde_json::Value| {
        let changed = at_a.put_json(&video.path(""), &changes).await;
        changed.assert_status(204);
    };
    for round in 0..10 {
        let name = [format!("Name {round}")];
        change(json!({ "name": name[0] })).await;
        // Once more from memory.
        assert_eq!(names().await, name);
        assert_eq!(names().await, name);
    }
    change(json!({ "privacy": 3 })).await;
    assert!(names().await.is_empty());
    nobody.get(&video.path("")).await.assert_status(401);
    change(json!({ "privacy": 1 })).await;
    assert_eq!(names().await.len(), 1);
    at_a.delete(&video.path("")).await.assert_status(204);
    assert!(names().await.is_empty());
    nobody.get(&video.path("")).await.assert_status(404);

    for _ in 0..5 {
        let leaving = a.root().await;
        let there = b.client().with_token("root", leaving.token());
        there.get("/api/v1/users/me").await.assert_status(200);
        let left = leaving.post("/api/v1/users/revoke-token").await;
        left.assert_status(200);
        there.get("/api/v1/users/me").await.assert_status(401);
    }
    at_a.get("/api/v1/users/me").await.assert_status(200);
}

#[tokio::test]
async fn a_server_that_is_killed_is_followed_by_another() {
    let cluster = Cluster::new().await.with_lease("5 seconds");
    let mut a = cluster.one();
    let root = a.root().await;
    let video = root.upload(&NewVideo::named("Moves")).await;
    let film = media::clip_bytes();

    // There and back, while all is well.
    cluster.move_all(&a, "file-system");
    let name = cluster.until_stored(&root, &video, 0).await;
    cluster.until_files("moved", 0, 1).await;
    cluster.move_all(&a, "object-storage");
    cluster.until_stored(&root, &video, 1).await;
    cluster.until_files("moved", 1, 0).await;

    cluster.hold_up(&format!("GET /instance/web-videos/{name}"));
    cluster.move_all(&a, "file-system");
    cluster.until_active(&root).await;
    let b = cluster.one();
    a.kill();
    cluster.recover();
    let root = b.client().with_token("root", root.token());
    cluster.until_stored(&root, &video, 0).await;
    cluster.until_files("moved by another server", 0, 1).await;
    let found = root.get(&video.path("")).await;
    let url = found.at("/files/0/fileUrl").as_str().unwrap().to_owned();
    let file = b.client().get(path_of(&url)).await;
    assert_eq!(file.assert_status(200).body, film);
    let done = root
        .get("/api/v1/jobs/completed?jobType=move-to-file-system")
        .await;
    assert_eq!(done.assert_status(200).at("/total"), 2);
}

#[tokio::test]
async fn a_server_that_stops_hands_its_jobs_back() {
    // Far longer than the test: nothing is taken over because somebody is silent.
    let cluster = Cluster::new().await.with_lease("30 minutes");
    let mut a = cluster.one();
    let root = a.root().await;
    let video = root.upload(&NewVideo::named("Moves")).await;
    let found = root.get(&video.path("")).await;
    let url = found.at("/files/0/fileUrl").as_str().unwrap().to_owned();
    let name = url.rsplit('/').next().unwrap();
    cluster.hold_up(&format!("GET /instance/web-videos/{name}"));
    cluster.move_all(&a, "file-system");
    cluster.until_active(&root).await;

    let b = cluster.one();
    let root = b.client().with_token("root", root.token());
    cluster.recover();
    a.terminate();
    cluster.until_stored(&root, &video, 0).await;
    cluster.until_files("moved by another server", 0, 1).await;
}

#[tokio::test]
async fn what_is_done_now_and_then_is_done_by_one_of_all_servers() {
    let cluster = Cluster::new().await;
    let mut turns = cluster.turns().await;
    let (a, b) = cluster.two();
    let clients = [a.root().await, b.root().await];
    // After the second time, whatever either server did the first time is over.
    for _ in 0..2 {
        let before = turns.last_activities().await;
        assert_eq!(before.len(), 2);
        until("housekeeping of both servers", async || {
            for client in &clients {
                client.get("/api/v1/users/me").await.assert_status(200);
            }
            let now = turns.last_activities().await;
            let mut pairs = before.iter().zip(&now);
            pairs.all(|(before, now)| before != now).then_some(())
        })
        .await;
    }
    let taken = turns.taken().await;
    // One at the start of the first server, and none by the other.
    assert_eq!(taken["turn.jobs.prune"].len(), 1, "{taken:?}");
    let housekeeping = &taken["turn.housekeeping"];
    // Each server asks every minute; a turn keeps both out for 45 seconds.
    let mut pairs = housekeeping.windows(2);
    assert!(
        pairs.all(|pair| pair[1] - pair[0] >= 45_000),
        "{housekeeping:?}"
    );
}

//! The commands for databases, on an instance that is in use.

use peertube_testdb::{Kind, TestDatabase};
use peertube_testkit::{NewVideo, Resumable, media};

use crate::support::programs::run;
use crate::support::server::ServerProcess;

#[tokio::test]
async fn an_instance_moves_to_postgresql_and_back_in_the_middle_of_an_upload() {
    let mut server = ServerProcess::on(TestDatabase::of(Kind::Sqlite).await);
    let root = server.root().await;
    let video = NewVideo::named("Moves along")
        .with("tags[0]", "sea")
        .privacy(1);
    let video = root.upload(&video).await;
    let film = media::clip_bytes();
    let upload = Resumable::begin(&root, "Moves in two parts", film.len()).await;
    upload.send(0, &film[..1000]).await.assert_status(308);

    for kind in [Kind::Postgres, Kind::Sqlite] {
        server.move_to(TestDatabase::of(kind).await);
        // The login still holds.
        let root = server.client().with_token("root", root.token());
        let found = root.get(&video.path("")).await;
        assert_eq!(found.assert_status(200).at("/name"), "Moves along");
        assert_eq!(found.at("/tags/0"), "sea");
        let list = root.get("/api/v1/videos?search=moves").await;
        assert_eq!(list.assert_status(200).at("/total"), 1);
    }

    let root = server.client().with_token("root", root.token());
    let rest = upload.by(&root).send(1000, &film[1000..]).await;
    rest.assert_status(200);
    assert_eq!(root.get("/api/v1/users/me/videos").await.at("/total"), 2);
}

#[tokio::test]
async fn a_backup_is_an_instance_of_its_own() {
    let server = ServerProcess::on(TestDatabase::of(Kind::Sqlite).await);
    let root = server.root().await;
    root.upload(&NewVideo::named("Saved").privacy(1)).await;
    run(&mut server.command(&["database", "backup", "saved.db"]));
    let again = server.command(&["database", "backup", "saved.db"]).output();
    let again = again.expect("an answer");
    assert!(!again.status.success());
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(said.contains("saved.db exists already"), "{said}");

    let copy = TestDatabase::of(Kind::Postgres).await;
    let urls = ["--from", "sqlite:saved.db", "--to", copy.url()];
    run(server.command(&["database", "copy"]).args(urls));
    let other = ServerProcess::on(copy);
    let list = other.client().get("/api/v1/videos").await;
    assert_eq!(list.assert_status(200).at("/data/0/name"), "Saved");
}

//! Moving an instance between databases, and backing one up.

use peertube_kernel::Context;
use peertube_store::users::UserFilter;
use peertube_store::videos::{self, ListedVideo, VideoFilter};
use peertube_store::{
    Database, Location, Page, TransferError, backup, copy, instance, jobs, users,
};
use peertube_testdb::{Kind, TestDatabase};

use crate::pairs::World;
use crate::support::{Fixture, new_user};

async fn moved(from: &Location, to: &Location) -> Result<u64, TransferError> {
    let mut steps = Vec::new();
    let copied = copy(from, to, &mut |progress| {
        steps.push((progress.done, progress.all))
    })
    .await;
    if let Ok(rows) = copied {
        assert!(steps.is_sorted());
        assert_eq!(steps.last(), Some(&(rows * 2, rows * 2)));
    }
    copied
}

async fn videos_of(db: &Database) -> Vec<ListedVideo> {
    let mut conn = db.read().await.unwrap();
    let page = Page {
        start: 0,
        count: 1000,
    };
    let filter = VideoFilter::everything();
    videos::list(&mut conn, &filter, page, true)
        .await
        .unwrap()
        .rows
}

#[tokio::test]
async fn an_instance_moves_there_and_back() {
    for kind in Kind::BOTH {
        let other = match kind {
            Kind::Sqlite => Kind::Postgres,
            Kind::Postgres => Kind::Sqlite,
        };
        let world = World::of(kind).await;
        let here = &world.fixture;
        let gone = here.user("gone").await;
        let user = here.load_user(gone.user).await;
        here.db
            .write(|conn| Box::pin(async { users::delete(conn, &user).await.map(drop) }))
            .await
            .unwrap();

        let there = TestDatabase::of(other).await;
        let back = TestDatabase::of(kind).await;
        let rows = moved(&here.home.location(), &there.location())
            .await
            .unwrap();
        assert!(rows > 200, "{rows}");
        assert_eq!(
            moved(&there.location(), &back.location()).await.unwrap(),
            rows
        );
        let again = TestDatabase::of(kind).await;
        assert_eq!(
            moved(&back.location(), &again.location()).await.unwrap(),
            rows
        );

        let before = videos_of(&here.db).await;
        for home in [&there, &back, &again] {
            let db = home.open(here.db.context().clone()).await;
            assert_eq!(videos_of(&db).await, before);
            let mut conn = db.read().await.unwrap();
            let people = users::list(&mut conn, &UserFilter::default(), Page::default())
                .await
                .unwrap();
            let mut conn = here.db.read().await.unwrap();
            let known = users::list(&mut conn, &UserFilter::default(), Page::default())
                .await
                .unwrap();
            assert_eq!(people, known);
            // No number is given twice, not even that of somebody who is gone.
            let new = new_user("new");
            let new = db
                .write(|conn| Box::pin(users::create(conn, &new)))
                .await
                .unwrap();
            assert_eq!(new.user.get(), gone.user.get() + 1);
            assert_eq!(new.channel.get(), gone.channel.get() + 1);
            let mut conn = db.read().await.unwrap();
            assert!(jobs::by_id(&mut conn, 1.into()).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn a_database_in_use_is_not_copied_over() {
    for kind in Kind::BOTH {
        let source = Fixture::of(Kind::Sqlite).await;
        source.user("anna").await;
        let target = Fixture::of(kind).await;
        target
            .db
            .write(|conn| Box::pin(instance::set_value(conn, "a", "1")))
            .await
            .unwrap();
        let refused = moved(&source.home.location(), &target.home.location()).await;
        let refused = refused.unwrap_err();
        assert!(
            matches!(&refused, TransferError::NotEmpty(table) if table == "instance_values"),
            "{refused}"
        );
        let mut conn = target.db.read().await.unwrap();
        assert_eq!(users::count(&mut conn).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn what_postgresql_cannot_hold_leaves_nothing_behind() {
    let source = Fixture::of(Kind::Sqlite).await;
    source
        .db
        .write(|conn| Box::pin(instance::set_value(conn, "a", "nul\0")))
        .await
        .unwrap();
    let target = TestDatabase::of(Kind::Postgres).await;
    let refused = moved(&source.home.location(), &target.location())
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("`instance_values`"),
        "{refused}"
    );
    let db = target.open(Context::system()).await;
    let mut conn = db.read().await.unwrap();
    assert_eq!(instance::value(&mut conn, "a").await.unwrap(), None);
}

#[tokio::test]
async fn a_source_must_be_there_and_of_this_version() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Location::sqlite(folder.path().join("missing"));
    let target = TestDatabase::of(Kind::Sqlite).await;
    let refused = moved(&missing, &target.location()).await.unwrap_err();
    assert!(matches!(&refused, TransferError::Source(..)), "{refused}");
    assert!(!folder.path().join("missing").exists());
    let bare = TestDatabase::bare_postgres().await;
    let refused = moved(&bare.location(), &target.location())
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("holds no instance"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_backup_is_whole_and_private_while_others_write() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = Fixture::of(Kind::Sqlite).await;
    fixture.user("anna").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    let home = fixture.home.location();
    let writing = async {
        for number in 0..50 {
            let name = number.to_string();
            let db = &fixture.db;
            db.write(|conn| Box::pin(instance::set_value(conn, &name, "x")))
                .await
                .unwrap();
        }
    };
    let (saved, ()) = tokio::join!(backup(home.sqlite_path().unwrap(), &file), writing);
    saved.unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    let again = backup(home.sqlite_path().unwrap(), &file)
        .await
        .unwrap_err();
    assert!(again.to_string().contains("exists already"), "{again}");
    let db = Database::open(&Location::sqlite(&file), Context::system())
        .await
        .unwrap();
    let mut conn = db.read().await.unwrap();
    assert!(
        users::by_username(&mut conn, "anna")
            .await
            .unwrap()
            .is_some()
    );
    let missing = backup(&folder.path().join("missing"), &folder.path().join("copy")).await;
    assert!(missing.is_err() && !folder.path().join("copy").exists());
}

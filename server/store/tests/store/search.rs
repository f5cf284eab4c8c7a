//! Searching by name: both databases find the same, whatever is asked for.

use peertube_kernel::Context;
use peertube_kernel::ids::VideoId;
use peertube_store::videos::{self, VideoChanges, VideoFilter, VideoSort};
use peertube_store::{Database, Direction, Page};
use peertube_testdb::{Kind, TestDatabase};
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Executor as _, PgPool, SqlitePool};

use crate::support::Fixture;

const NAMES: [&str; 10] = [
    "Été à la plage",
    "ÉTÉ 2025",
    "100% cats_and dogs",
    "Straße nach Süden",
    "大東京タワー",
    "it's \"quoted\" AND NOT so",
    "C++ / C# — a* (b)",
    "video_names:rowid ^x",
    "a",
    "\\backslash\\ and %percent%",
];

async fn found(db: &Database, search: &str, sort: VideoSort) -> Vec<String> {
    let filter = VideoFilter {
        search: Some(search.to_owned()),
        sort,
        direction: Direction::Descending,
        ..VideoFilter::everything()
    };
    let mut conn = db.read().await.unwrap();
    let listing = videos::list(&mut conn, &filter, Page::default(), true).await;
    let listing = listing.unwrap_or_else(|error| panic!("{search}: {error}"));
    assert_eq!(listing.total, Some(listing.rows.len() as i64), "{search}");
    let names = listing.rows.into_iter().map(|row| row.video.name);
    names.collect()
}

async fn filled(kind: Kind) -> (Fixture, Vec<VideoId>) {
    let fixture = Fixture::of(kind).await;
    let channel = fixture.user("anna").await.channel;
    let mut ids = Vec::new();
    for name in NAMES {
        ids.push(fixture.video(fixture.new_video(channel, name)).await);
    }
    (fixture, ids)
}

#[tokio::test]
async fn what_is_asked_for_is_found_whatever_is_in_it() {
    let (sqlite, _) = filled(Kind::Sqlite).await;
    let (postgres, _) = filled(Kind::Postgres).await;
    for (search, expected) in [
        // Case and accents.
        ("ete", &[0, 1][..]),
        ("ÉTÉ", &[0, 1]),
        ("éTe à", &[0, 1]),
        ("sud", &[3]),
        ("STRASSE", &[3]),
        ("straße", &[3]),
        // Less than three letters.
        ("é", &[0, 1, 3, 5, 7, 9]),
        ("00", &[2]),
        ("東京", &[4]),
        ("京", &[4]),
        ("#", &[6]),
        // What has a meaning to SQL, to LIKE and to FTS5.
        ("%", &[2, 9]),
        ("_", &[2, 7]),
        ("0% c", &[2, 6]),
        ("s_and", &[2, 5, 9]),
        ("sXand", &[5]),
        ("\\", &[9]),
        ("%percent%", &[9]),
        ("\"quoted\"", &[5]),
        ("t's \"q", &[5]),
        ("quoted AND NOT", &[5]),
        ("c++ /", &[2, 6]),
        ("a* (b)", &[0, 6, 8, 9]),
        ("name_words:ete", &[]),
        ("video_names:rowid", &[7]),
        ("^x", &[7]),
        ("NEAR(ete plage)", &[0]),
        ("\"", &[5]),
        ("\"\"\"", &[]),
        ("'; DROP TABLE videos; --", &[]),
        ("' OR '1'='1", &[]),
        ("$1", &[2]),
        ("?1", &[2]),
        // Typing mistakes.
        ("plagge", &[0]),
        ("backslahs", &[9]),
        ("qouted", &[5]),
    ] {
        let mut expected: Vec<_> = expected.iter().map(|at| NAMES[*at]).collect();
        expected.sort_unstable();
        for (fixture, what) in [(&sqlite, "SQLite"), (&postgres, "PostgreSQL")] {
            let mut names = found(&fixture.db, search, VideoSort::PublishedAt).await;
            names.sort_unstable();
            assert_eq!(names, expected, "{search:?} on {what}");
        }
        let of = async |fixture: &Fixture| found(&fixture.db, search, VideoSort::Match).await;
        assert_eq!(of(&sqlite).await, of(&postgres).await, "{search:?}");
    }
    // Longer than any name, and deeper than an expression may be.
    let long: String = (0..5000).map(|number| format!("{number} ")).collect();
    for fixture in [&sqlite, &postgres] {
        assert!(found(&fixture.db, &long, VideoSort::Match).await.is_empty());
    }
}

#[tokio::test]
async fn the_index_follows_names_and_deletions() {
    for kind in Kind::BOTH {
        let (fixture, ids) = filled(kind).await;
        let db = &fixture.db;
        let changes = VideoChanges {
            name: Some("Winter".to_owned()),
            ..VideoChanges::default()
        };
        db.write(|conn| Box::pin(videos::update(conn, ids[0], &changes)))
            .await
            .unwrap();
        assert!(found(db, "plage", VideoSort::Match).await.is_empty());
        assert_eq!(found(db, "inte", VideoSort::Match).await, ["Winter"]);
        db.write(|conn| Box::pin(videos::delete(conn, ids[0])))
            .await
            .unwrap();
        assert!(found(db, "inte", VideoSort::Match).await.is_empty());
        assert_eq!(found(db, "2025", VideoSort::Match).await, [NAMES[1]]);
    }
}

/// The steps before names were indexed, taken on a database.
async fn as_before(home: &TestDatabase, kind: Kind) {
    let folder = match kind {
        Kind::Sqlite => "migrations/sqlite",
        Kind::Postgres => "migrations/postgres",
    };
    let earlier = tempfile::tempdir().unwrap();
    let all = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    for step in std::fs::read_dir(all).unwrap() {
        let step = step.unwrap();
        if step.file_name() < *"0030" {
            std::fs::copy(step.path(), earlier.path().join(step.file_name())).unwrap();
        }
    }
    let steps = Migrator::new(earlier.path()).await.unwrap();
    let mut fill = "INSERT INTO actors (kind, name, name_lower, created_at, updated_at) \
                    VALUES (1, 'a', 'a', 0, 0), (2, 'b', 'b', 0, 0); \
                    INSERT INTO accounts (actor_id, display_name, created_at, updated_at) VALUES (1, 'a', 0, 0); \
                    INSERT INTO channels (actor_id, account_id, display_name, created_at, updated_at) \
                    VALUES (2, 1, 'b', 0, 0);"
        .to_owned();
    for (at, name) in ["It's (100%) cats_and-dogs", "Plain words"]
        .iter()
        .enumerate()
    {
        let (uuid, no) = match kind {
            Kind::Sqlite => ("randomblob(16)", "0"),
            Kind::Postgres => ("gen_random_uuid()", "false"),
        };
        fill.push_str(&format!(
            "INSERT INTO videos (uuid, channel_id, name, name_folded, privacy, state, wait_transcoding, nsfw, duration, \
             comments_policy, download_enabled, hot, published_at, created_at, updated_at) VALUES \
             ({uuid}, 1, '{name}', '{folded}', 1, 1, {no}, {no}, 1, 1, {no}, 0, {at}, 0, 0);",
            name = name.replace('\'', "''"),
            folded = name.to_lowercase().replace('\'', "''"),
        ));
    }
    match kind {
        Kind::Sqlite => {
            let url = format!("{}?mode=rwc", home.url());
            let pool = SqlitePool::connect(&url).await.unwrap();
            steps.run(&pool).await.unwrap();
            pool.execute(AssertSqlSafe(fill)).await.unwrap();
            pool.close().await;
        }
        Kind::Postgres => {
            let pool = PgPool::connect(home.url()).await.unwrap();
            steps.run(&pool).await.unwrap();
            pool.execute(AssertSqlSafe(fill)).await.unwrap();
            pool.close().await;
        }
    }
}

#[tokio::test]
async fn names_from_before_the_index_are_found() {
    for kind in Kind::BOTH {
        let home = match kind {
            Kind::Sqlite => TestDatabase::of(kind).await,
            Kind::Postgres => TestDatabase::bare_postgres().await,
        };
        as_before(&home, kind).await;
        let db = home.open(Context::system()).await;
        for search in ["cats", "100%", "and-dogs", "cats_andd", "doggs"] {
            let names = found(&db, search, VideoSort::Match).await;
            assert_eq!(names, ["It's (100%) cats_and-dogs"], "{search}");
        }
        assert_eq!(
            found(&db, "pla", VideoSort::Match).await,
            ["Plain words"],
            "{kind:?}"
        );
        db.close().await;
    }
}

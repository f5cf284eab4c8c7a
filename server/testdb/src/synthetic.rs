//! Many made-up videos, written in bulk: for what depends on how many there are.

use std::fmt::Write as _;

use peertube_store::Location;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

/// Channels that the videos are in by turns.
pub const CHANNELS: i64 = 100;
/// Videos of one statement.
const ROWS: i64 = 500;
/// 2025-01-01T00:00:00Z, when the first is published; each next one a second later.
const BEGIN: i64 = 1_735_689_600_000;

const FIRST: [&str; 10] = [
    "morning", "evening", "little", "great", "old", "new", "silent", "loud", "green", "blue",
];
const SECOND: [&str; 10] = [
    "garden", "river", "mountain", "concert", "lecture", "kitchen", "journey", "workshop",
    "harbour", "forest",
];

/// Fills an empty database that has its tables with this many public videos, some with tags, and brings its statistics up to
/// date.
///
/// Every video has a [`word`] of its own in its name; one in 1000 is tagged `rare`, every other one
/// `common`, one in 7 is of category 1, one in 50 not public.
///
/// # Errors
/// Those of the database.
pub async fn videos(url: &str, number: i64) -> Result<(), sqlx::Error> {
    if matches!(Location::from_url(url), Ok(Location::Sqlite(_))) {
        let mut connection = SqliteConnection::connect(url).await?;
        // Nothing of it needs to be there after a crash.
        connection
            .execute("PRAGMA synchronous = off; PRAGMA cache_size = -400000")
            .await?;
        connection.execute("BEGIN").await?;
        run(&mut connection, people("randomblob(16)")).await?;
        let channels: Vec<i64> = sqlx::query_scalar(CHANNELS_MADE)
            .fetch_all(&mut connection)
            .await?;
        // Row by row, an index of a million names costs more than the rows; made of all rows at once it is sorted once.
        let dropped: Vec<(String, String)> = sqlx::query_as(
            "SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_master WHERE tbl_name = 'videos' AND sql IS NOT NULL \
             AND (type = 'index' OR type = 'trigger' AND name GLOB 'video_names_*')",
        )
        .fetch_all(&mut connection)
        .await?;
        let (drops, again): (Vec<_>, Vec<_>) = dropped.into_iter().unzip();
        run(&mut connection, drops).await?;
        run(
            &mut connection,
            rows_of_all(number, "randomblob(16)", channels),
        )
        .await?;
        run(&mut connection, again).await?;
        connection
            .execute("INSERT INTO video_names (video_names) VALUES ('rebuild'); COMMIT")
            .await?;
        return connection.close().await;
    }
    let mut connection = PgConnection::connect(url).await?;
    connection.execute("SET synchronous_commit = off").await?;
    run(&mut connection, people("gen_random_uuid()")).await?;
    let channels: Vec<i64> = sqlx::query_scalar(CHANNELS_MADE)
        .fetch_all(&mut connection)
        .await?;
    let dropped: Vec<(String, String)> = sqlx::query_as(
        "SELECT 'DROP INDEX ' || indexname, indexdef FROM pg_indexes WHERE tablename = 'videos' \
         AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    )
    .fetch_all(&mut connection)
    .await?;
    let (drops, again): (Vec<_>, Vec<_>) = dropped.into_iter().unzip();
    run(&mut connection, drops).await?;
    // Each statement commits: within one transaction, every count of videos would keep all numbers that it has ever had.
    let rows = rows_of_all(number, "gen_random_uuid()", channels);
    run(&mut connection, rows).await?;
    run(&mut connection, again).await?;
    connection.execute("VACUUM ANALYZE").await?;
    connection.close().await
}

async fn run<C: Connection>(
    connection: &mut C,
    statements: impl IntoIterator<Item = String>,
) -> Result<(), sqlx::Error>
where
    for<'c> &'c mut C: Executor<'c>,
{
    for statement in statements {
        connection.execute(AssertSqlSafe(statement)).await?;
    }
    Ok(())
}

/// The word that only the video of this number has in its name: seven letters, as if by chance.
pub fn word(number: i64) -> String {
    // Times a number that has no divisor in common with 26^7, so no word comes twice.
    let mut rest = (i128::from(number) * 4_969_885_637 % 8_031_810_176) as u64;
    let mut word = String::new();
    for _ in 0..7 {
        word.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    word
}

/// The channels of [`people`], in the order in which they were made.
const CHANNELS_MADE: &str =
    "SELECT id FROM channels WHERE display_name LIKE 'synthetic%' ORDER BY id";

fn rows_of_all(
    number: i64,
    uuid: &'static str,
    channels: Vec<i64>,
) -> impl Iterator<Item = String> {
    (1..=number).step_by(ROWS as usize).flat_map(move |from| {
        let to = i64::min(from + ROWS, number + 1);
        [rows(from, to, uuid, &channels), tags(from, to)]
    })
}

/// An account with its channels, beside those that are there already.
fn people(uuid: &str) -> Vec<String> {
    let mut statements = vec![format!(
        "INSERT INTO users (username, username_lower, email, email_lower, role, video_quota, video_quota_daily, nsfw_policy, \
         p2p_enabled, videos_history_enabled, auto_play_video, auto_play_next_video, auto_play_next_video_playlist, theme, \
         feed_token, new_features_info_read, notification_settings, created_at, updated_at) VALUES ('synthetic', 'synthetic', \
         'synthetic@example.org', 'synthetic@example.org', 2, -1, -1, 'do_not_list', {t}, {t}, {t}, {t}, {t}, 'default', \
         {uuid}, 0, '{{}}', 0, 0)",
        t = if uuid.starts_with("gen") { "true" } else { "1" },
    )];
    let mut actor = |kind: i64, name: &str| {
        statements.push(format!(
            "INSERT INTO actors (kind, name, name_lower, created_at, updated_at) VALUES ({kind}, '{name}', '{name}', 0, 0)"
        ));
        statements.push(if kind == 1 {
            format!(
                "INSERT INTO accounts (actor_id, user_id, display_name, created_at, updated_at) \
                 SELECT a.id, u.id, '{name}', 0, 0 FROM actors a, users u WHERE a.name = '{name}' AND u.username = '{name}'"
            )
        } else {
            format!(
                "INSERT INTO channels (actor_id, account_id, display_name, created_at, updated_at) \
                 SELECT a.id, (SELECT max(id) FROM accounts), '{name}', 0, 0 FROM actors a WHERE a.name = '{name}'"
            )
        });
    };
    actor(1, "synthetic");
    for channel in 0..CHANNELS {
        actor(2, &format!("synthetic_{channel}"));
    }
    statements
}

fn rows(from: i64, to: i64, uuid: &str, channels: &[i64]) -> String {
    let (yes, no) = if uuid.starts_with("gen") {
        ("true", "false")
    } else {
        ("1", "0")
    };
    let mut statement = "INSERT INTO videos (id, uuid, channel_id, name, name_folded, name_words, category, language, \
         privacy, state, wait_transcoding, nsfw, description, duration, comments_policy, download_enabled, views, likes, hot, \
         first_published_at, published_at, created_at, updated_at) VALUES "
        .to_owned();
    for id in from..to {
        let pick =
            |words: &[&'static str; 10], of: i64| words[usize::try_from(of % 10).unwrap_or(0)];
        // As if by chance, and the same each time.
        let chance = (id * 7_919) % 10_007;
        let words = [pick(&FIRST, chance), pick(&SECOND, chance / 10), &word(id)];
        let name = words.join(" ");
        let padded: String = words.iter().map(|word| format!("  {word} ")).collect();
        let category = if id % 7 == 0 { "1" } else { "NULL" };
        let privacy = if id % 50 == 0 { 3 } else { 1 };
        let at = BEGIN + id * 1000;
        let views = chance * chance / 100;
        let separator = if id == from { "" } else { ", " };
        // Writing into a string cannot fail.
        let _written = write!(
            statement,
            "{separator}({id}, {uuid}, {channel}, '{name}', \
             '{name}', '{padded}', {category}, 'en', {privacy}, 1, {no}, {no}, 'About {name}.', {duration}, 1, {yes}, {views}, \
             {likes}, {hot}, {at}, {at}, {at}, {at})",
            channel = channels[(id % CHANNELS) as usize],
            duration = 10 + chance % 3600,
            likes = chance % 100,
            hot = 6000.0 + id as f64 / 47_000.0,
        );
    }
    statement
}

fn tags(from: i64, to: i64) -> String {
    let mut rows = Vec::new();
    for id in from..to {
        if id % 2 == 0 || to - from == 1 {
            rows.push(format!("({id}, 1, 'common', 'common')"));
        }
        if id % 1000 == 0 {
            rows.push(format!("({id}, 2, 'Rare', 'rare')"));
        }
    }
    format!(
        "INSERT INTO video_tags (video_id, position, name, name_lower) VALUES {}",
        rows.join(", ")
    )
}

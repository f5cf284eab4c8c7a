//! What servers do in turns, seen by the database itself.

use std::collections::BTreeMap;

use peertube_testdb::TestDatabase;
use sqlx::{Connection as _, Executor as _, PgConnection};

/// Writes down each turn that a transaction takes and commits.
const NOTED: &str = "
CREATE TABLE noted_turns (name TEXT NOT NULL, at BIGINT NOT NULL);
CREATE FUNCTION note_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noted_turns VALUES (NEW.name, NEW.updated_at);
    RETURN NEW;
END $$;
CREATE TRIGGER note_turns AFTER INSERT OR UPDATE ON instance_values
    FOR EACH ROW WHEN (NEW.name LIKE 'turn.%') EXECUTE FUNCTION note_turn();
";

/// A look into the database that servers share.
pub(crate) struct Turns(PgConnection);

impl Turns {
    /// Has the turns noted that are taken from now on.
    pub(crate) async fn noted_in(database: &TestDatabase) -> Self {
        let connection = PgConnection::connect(database.url()).await;
        let mut connection = connection.expect("a connection");
        connection.execute(NOTED).await.expect("a trigger");
        Self(connection)
    }

    /// When each kind of turn was taken, in milliseconds, by its name.
    pub(crate) async fn taken(&mut self) -> BTreeMap<String, Vec<i64>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT name, at FROM noted_turns ORDER BY at")
                .fetch_all(&mut self.0)
                .await
                .expect("turns");
        let mut taken = BTreeMap::<_, Vec<_>>::new();
        for (name, at) in rows {
            taken.entry(name).or_default().push(at);
        }
        taken
    }

    /// When each session was used last, as far as its server has written it: servers write it right before they ask for their
    /// turn at housekeeping.
    pub(crate) async fn last_activities(&mut self) -> Vec<i64> {
        sqlx::query_scalar("SELECT COALESCE(last_activity_at, 0) FROM sessions ORDER BY id")
            .fetch_all(&mut self.0)
            .await
            .expect("sessions")
    }
}

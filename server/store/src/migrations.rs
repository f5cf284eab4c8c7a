//! The schema, as the steps that lead to it: one list for each database, with the same numbers and the same tables.

use sqlx::migrate::{MigrateError, Migrator};

use crate::Database;
use crate::conn::Question;
use crate::opening::OpenError;

pub(crate) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
pub(crate) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Table in which the steps that were taken are noted.
pub(crate) const NOTED: &str = "_sqlx_migrations";

/// Number of the last step this version knows.
pub(crate) fn newest() -> i64 {
    SQLITE.iter().map(|step| step.version).max().unwrap_or(0)
}

/// What a failure to bring the schema up to date means.
pub(crate) fn failed(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(found) => {
            let newest = newest();
            OpenError::new(format!(
                "its schema (step {found}) is newer than this version of the server, which knows steps up to {newest}: \
                 use the newer version, or a backup made before it was used",
            ))
        }
        MigrateError::VersionMismatch(step) => OpenError::new(format!(
            "step {step} of its schema was made by another version of the server, which is not a release of this one",
        )),
        error => OpenError::because(
            format!("its schema cannot be brought up to date: {error}"),
            error,
        ),
    }
}

const STEP: &str = "SELECT max(version) FROM _sqlx_migrations";

/// Refuses a schema that is older or newer than this version's.
pub(crate) async fn require_current(database: &Database) -> Result<(), OpenError> {
    let question = Question {
        sqlite: STEP,
        postgres: STEP,
    };
    let found = match database.read().await {
        Ok(mut conn) => conn.ask::<Option<i64>>(&question).await,
        Err(error) => Err(error),
    };
    let found = found.map_err(|error| {
        OpenError::because("it holds no instance of this server".to_owned(), error)
    })?;
    let found = found.into_iter().next().flatten().unwrap_or(0);
    if found == newest() {
        return Ok(());
    }
    Err(OpenError::new(format!(
        "its schema is at step {found} and this version of the server is at step {}: {}",
        newest(),
        if found < newest() {
            "start this version once on it"
        } else {
            "use the newer version"
        }
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_have_the_same_steps() {
        let steps = |list: &'static Migrator| -> Vec<_> {
            list.iter()
                .map(|step| (step.version, &step.description))
                .collect()
        };
        assert_eq!(steps(&SQLITE), steps(&POSTGRES));
    }
}

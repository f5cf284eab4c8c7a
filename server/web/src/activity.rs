//! The last request of each session, kept in memory and written now and then.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use peertube_kernel::ids::SessionId;
use peertube_kernel::{Result, Timestamp};
use peertube_store::Database;
use peertube_store::sessions::{self, Client};

/// Notes of requests that the database does not have yet: a write for each request would be too dear.
#[derive(Debug, Default)]
pub struct Activity {
    noted: Mutex<HashMap<SessionId, (Client, Timestamp)>>,
}

impl Activity {
    /// Notes a request.
    pub fn note(&self, session: SessionId, client: Client, at: Timestamp) {
        self.noted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(session, (client, at));
    }

    /// Writes what was noted since the last time, in one transaction. Notes of a failed write are lost, which harms nobody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn flush(&self, db: &Database) -> Result<()> {
        let noted = std::mem::take(&mut *self.noted.lock().unwrap_or_else(PoisonError::into_inner));
        if noted.is_empty() {
            return Ok(());
        }
        let noted = &noted;
        db.write(|conn| {
            Box::pin(async move {
                for (session, (client, at)) in noted {
                    sessions::set_last_activity(conn, *session, client, *at).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

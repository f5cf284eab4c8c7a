//! Deleting a user with everything that is the user's.

use peertube_kernel::{Error, Result};
use peertube_store::sessions;
use peertube_store::users::{self, User};
use peertube_web::auth::ROOT;

use crate::Accounts;

impl Accounts {
    /// Deletes the user: sessions first, so that nothing new begins, then uploads, rows and files.
    pub(crate) async fn delete_user(&self, user: &User) -> Result<()> {
        let id = user.user.id;
        let db = &self.shared.db;
        db.write(|conn| Box::pin(sessions::revoke_all(conn, id)))
            .await?;
        self.uploads.cancel_all(id).await.map_err(Error::internal)?;
        let files = db.write(|conn| Box::pin(users::delete(conn, user))).await?;
        self.shared.delete_files(files).await
    }
}

/// Refuses to delete the first administrator.
pub(crate) fn check_not_root(user: &User) -> Result<()> {
    if user.user.username == ROOT {
        return Err(Error::bad_request("The root user cannot be deleted"));
    }
    Ok(())
}

//! Deleting a user with everything that is the user's.

use peertube_kernel::{Error, Result};
use peertube_store::files::OwnedFiles;
use peertube_store::locks::Lock;
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
        let files = self.delete_rows(user).await?;
        self.shared.delete_files(files).await
    }

    /// While no file of a video is being moved: it would be left.
    async fn delete_rows(&self, user: &User) -> Result<OwnedFiles> {
        let db = &self.shared.db;
        let held = &db.lock(Lock::AllVideoFiles).await?;
        db.write(|conn| {
            Box::pin(async move {
                held.check(conn).await?;
                users::delete(conn, user).await
            })
        })
        .await
    }
}

/// Refuses to delete the first administrator.
pub(crate) fn check_not_root(user: &User) -> Result<()> {
    if user.user.username == ROOT {
        return Err(Error::bad_request("The root user cannot be deleted"));
    }
    Ok(())
}

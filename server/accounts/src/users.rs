//! Tag Users: users for administrators and moderators.

use peertube_access::user::{assign_role, moderate};
use peertube_api::accounts::users::{
    AddUserResponse, DelUserPath, DelUserResponse, GetUserPath, GetUserQuery, GetUserResponse,
    GetUsersQuery, GetUsersResponse, PutUserPath, PutUserResponse, Users,
};
use peertube_api::models::user::{
    CreatedId, CreatedUser, UserCreate, UserCreated, UserList, UserSort as Sort, UserUpdate,
};
use peertube_kernel::ids::UserId;
use peertube_kernel::{Error, Result};
use peertube_store::users::{
    self as store, InitialChannel, User, UserChanges, UserFilter, UserSort,
};
use peertube_store::{Conn, Direction, channels, sessions};
use peertube_web::auth::ROOT;
use peertube_web::views::user as views;
use peertube_web::{Caller, video_list};

use crate::deletion::check_not_root;
use crate::new_user::{Wanted, default_channel};
use crate::{Accounts, passwords};

impl Users for Accounts {
    async fn get_users(&self, _caller: Caller, query: GetUsersQuery) -> Result<GetUsersResponse> {
        let (sort, direction) = order(query.sort);
        let filter = UserFilter {
            search: query.search.filter(|text| !text.is_empty()),
            blocked: query.blocked,
            role: query.role.map(views::role_sent),
            sort,
            direction,
        };
        let page = video_list::page(query.pagination);
        let mut conn = self.shared.db.read().await?;
        let listing = store::list(&mut conn, &filter, page).await?;
        let view = |row| views::listed(&self.shared.urls, &self.shared.config, row);
        Ok(GetUsersResponse::Ok(UserList {
            total: listing.total.unwrap_or(0),
            data: listing.rows.iter().map(view).collect(),
        }))
    }

    async fn add_user(&self, caller: Caller, body: UserCreate) -> Result<AddUserResponse> {
        // An empty password would have to be chosen by mail, which is not sent yet: it is too short.
        passwords::check(&self.shared.config, &body.password)?;
        self.check_free(&body.username, &body.email).await?;
        let role = views::role_sent(body.role);
        assign_role(&caller.viewer(), role)?;
        let channel = match body.channel_name {
            Some(name) => {
                self.check_channel(&body.username, &name).await?;
                InitialChannel::Named {
                    display_name: name.clone(),
                    name,
                }
            }
            None => default_channel(&self.shared.config, &body.username),
        };
        let created = self
            .create(Wanted {
                username: body.username,
                email: body.email,
                password: body.password,
                display_name: None,
                channel,
                role,
                video_quota: body.video_quota,
                video_quota_daily: body.video_quota_daily,
                admin_flags: body.admin_flags.unwrap_or(0),
            })
            .await?;
        Ok(AddUserResponse::Ok(UserCreated {
            user: CreatedUser {
                id: created.user.get(),
                account: CreatedId {
                    id: created.account.get(),
                },
            },
        }))
    }

    async fn get_user(
        &self,
        _caller: Caller,
        path: GetUserPath,
        query: GetUserQuery,
    ) -> Result<GetUserResponse> {
        let urls = &self.shared.urls;
        let mut conn = self.shared.db.read().await?;
        let user = find(&mut conn, path.id).await?;
        let channels = channels::of_account(&mut conn, user.account.account.id).await?;
        let mut view = views::user(urls, &self.shared.config, &user);
        view.video_channels = views::channels(urls, &channels);
        if query.with_stats {
            let stats = store::stats(&mut conn, user.user.id).await?;
            view = views::with_stats(view, &stats);
        }
        Ok(GetUserResponse::Ok(view))
    }

    async fn put_user(
        &self,
        caller: Caller,
        path: PutUserPath,
        body: Option<UserUpdate>,
    ) -> Result<PutUserResponse> {
        let Some(body) = body else {
            self.target(&caller, path.id, None).await?;
            return Ok(PutUserResponse::NoContent);
        };
        if let Some(password) = &body.password {
            passwords::check(&self.shared.config, password)?;
        }
        let user = self.target(&caller, path.id, Some(&body)).await?;
        self.update_user(&caller, &user, body).await?;
        Ok(PutUserResponse::NoContent)
    }

    async fn del_user(&self, caller: Caller, path: DelUserPath) -> Result<DelUserResponse> {
        let user = {
            let mut conn = self.shared.db.read().await?;
            find(&mut conn, path.id).await?
        };
        check_not_root(&user)?;
        moderate(&caller.viewer(), user.user.role)?;
        self.delete_user(&user).await?;
        Ok(DelUserResponse::NoContent)
    }
}

impl Accounts {
    /// The user to change, if the caller may change it in this way.
    async fn target(&self, caller: &Caller, id: i64, update: Option<&UserUpdate>) -> Result<User> {
        let mut conn = self.shared.db.read().await?;
        let user = find(&mut conn, id).await?;
        let viewer = caller.viewer();
        let role = update.and_then(|update| update.role).map(views::role_sent);
        let new_role = role.filter(|role| *role != user.user.role);
        if user.user.username == ROOT && new_role.is_some() {
            return Err(Error::bad_request("The root user keeps its role"));
        }
        moderate(&viewer, user.user.role)?;
        if let Some(role) = role {
            assign_role(&viewer, role)?;
        }
        if let Some(email) = update.and_then(|update| update.email.as_deref()) {
            check_email_free(&mut conn, &user, email).await?;
        }
        Ok(user)
    }

    async fn update_user(&self, caller: &Caller, user: &User, body: UserUpdate) -> Result<()> {
        let id = user.user.id;
        let viewer = &caller.viewer();
        let role = body.role.map(views::role_sent);
        let ends_sessions =
            body.password.is_some() || role.is_some_and(|role| role != user.user.role);
        let password_hash = match body.password {
            Some(password) => Some(Some(self.shared.passwords.hash(password).await?)),
            None => None,
        };
        let changes = UserChanges {
            email: body.email,
            email_verified: body.email_verified.map(Some),
            password_hash,
            role,
            video_quota: body.video_quota,
            video_quota_daily: body.video_quota_daily,
            admin_flags: body.admin_flags,
            plugin_auth: body.plugin_auth.into_change(),
            ..UserChanges::default()
        };
        let changes = &changes;
        self.shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    // The user may have become an administrator while the password was hashed.
                    moderate(viewer, find(conn, id.get()).await?.user.role)?;
                    store::update(conn, id, changes).await?;
                    if ends_sessions {
                        sessions::revoke_all(conn, id).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// Refuses an address that is anybody's, even the same user's in another case.
pub(crate) async fn check_email_free(conn: &mut Conn<'_>, user: &User, email: &str) -> Result<()> {
    if email != user.user.email && store::by_email(conn, email).await?.is_some() {
        return Err(Error::conflict("User with this email already exists"));
    }
    Ok(())
}

async fn find(conn: &mut Conn<'_>, id: i64) -> Result<User> {
    store::by_id(conn, UserId::from(id))
        .await?
        .ok_or_else(|| Error::not_found("User not found"))
}

fn order(sort: Sort) -> (UserSort, Direction) {
    use Direction::{Ascending, Descending};
    match sort {
        Sort::Id => (UserSort::Id, Ascending),
        Sort::IdDesc => (UserSort::Id, Descending),
        Sort::Username => (UserSort::Username, Ascending),
        Sort::UsernameDesc => (UserSort::Username, Descending),
        Sort::VideoQuotaUsed => (UserSort::VideoQuotaUsed, Ascending),
        Sort::VideoQuotaUsedDesc => (UserSort::VideoQuotaUsed, Descending),
        Sort::CreatedAt => (UserSort::CreatedAt, Ascending),
        Sort::CreatedAtDesc => (UserSort::CreatedAt, Descending),
        Sort::LastLoginDate => (UserSort::LastLoginDate, Ascending),
        Sort::LastLoginDateDesc => (UserSort::LastLoginDate, Descending),
        Sort::Role => (UserSort::Role, Ascending),
        Sort::RoleDesc => (UserSort::Role, Descending),
    }
}

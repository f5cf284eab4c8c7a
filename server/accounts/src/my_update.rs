//! What users change of themselves.

use peertube_api::models::user::MyUserUpdate;
use peertube_kernel::error::Location;
use peertube_kernel::{Error, ErrorCode, Result};
use peertube_store::accounts::{self, AccountChanges};
use peertube_store::users::{self, User, UserChanges};
use peertube_web::views::user::{is_theme, nsfw_policy_sent};

use crate::users::check_email_free;
use crate::{Accounts, languages, passwords};

impl Accounts {
    /// Changes the caller's user and account.
    pub(crate) async fn update_me(&self, user: &User, mut update: MyUserUpdate) -> Result<()> {
        check_flags(&update)?;
        let password = update.password.take().filter(|text| !text.is_empty());
        let email = update.email.take().filter(|text| !text.is_empty());
        if password.is_some() || email.is_some() {
            self.check_current_password(user, update.current_password.take())
                .await?;
        }
        check_fields(&update)?;
        if let Some(password) = &password {
            passwords::check(&self.shared.config, password)?;
        }
        if let Some(email) = &email {
            let mut conn = self.shared.db.read().await?;
            check_email_free(&mut conn, user, email).await?;
        }
        let account = AccountChanges {
            display_name: update.display_name.take(),
            description: std::mem::take(&mut update.description).into_change(),
        };
        let password_hash = match password {
            Some(password) => Some(Some(self.shared.passwords.hash(password).await?)),
            None => None,
        };
        let changes = UserChanges {
            password_hash,
            ..self.with_email(changes(update), email)
        };
        let (user_id, account_id) = (user.user.id, user.account.account.id);
        let (changes, account) = (&changes, &account);
        self.shared
            .db
            .write(|conn| {
                Box::pin(async move {
                    users::update(conn, user_id, changes).await?;
                    accounts::update(conn, account_id, account).await
                })
            })
            .await
    }

    async fn check_current_password(&self, user: &User, current: Option<String>) -> Result<()> {
        let hash = user.user.password_hash.clone();
        let Some(hash) = hash.filter(|_| user.user.plugin_auth.is_none()) else {
            return Err(Error::bad_request(
                "Users who log in elsewhere cannot change their address or password here",
            ));
        };
        let Some(current) = current else {
            return Err(Error::bad_request("currentPassword is missing"));
        };
        if self.shared.passwords.verify(current, hash).await? {
            return Ok(());
        }
        Err(Error::unauthorized("currentPassword is invalid")
            .with_code(ErrorCode::CurrentPasswordIsInvalid))
    }

    /// Where addresses are verified, a new one waits until it is.
    fn with_email(&self, changes: UserChanges, email: Option<String>) -> UserChanges {
        if self.shared.config.signup.requires_email_verification {
            UserChanges {
                pending_email: email.map(Some),
                ..changes
            }
        } else {
            UserChanges { email, ..changes }
        }
    }
}

/// No flag may be treated in two ways at once.
fn check_flags(update: &MyUserUpdate) -> Result<()> {
    let fields = [
        update.nsfw_flags_displayed,
        update.nsfw_flags_hidden,
        update.nsfw_flags_warned,
        update.nsfw_flags_blurred,
    ];
    let mut seen = 0;
    for flags in fields.into_iter().flatten() {
        if seen & flags != 0 {
            return Err(Error::bad_request(
                "An NSFW flag can be in one of nsfwFlagsDisplayed, nsfwFlagsHidden, nsfwFlagsWarned and \
                 nsfwFlagsBlurred only",
            ));
        }
        seen |= flags;
    }
    Ok(())
}

fn check_fields(update: &MyUserUpdate) -> Result<()> {
    let language = update.language.as_value();
    if language.is_some_and(|code| !languages::is_locale(code)) {
        return Err(Error::invalid(
            Location::Body,
            "language",
            "Should be a language of the interface",
        ));
    }
    if update.theme.as_ref().is_some_and(|name| !is_theme(name)) {
        return Err(Error::invalid(
            Location::Body,
            "theme",
            "Should be a theme that is installed",
        ));
    }
    Ok(())
}

fn changes(update: MyUserUpdate) -> UserChanges {
    UserChanges {
        nsfw_policy: update.nsfw_policy.map(nsfw_policy_sent),
        nsfw_flags_displayed: update.nsfw_flags_displayed,
        nsfw_flags_hidden: update.nsfw_flags_hidden,
        nsfw_flags_warned: update.nsfw_flags_warned,
        nsfw_flags_blurred: update.nsfw_flags_blurred,
        p2p_enabled: update.p2p_enabled,
        videos_history_enabled: update.videos_history_enabled,
        auto_play_video: update.auto_play_video,
        auto_play_next_video: update.auto_play_next_video,
        auto_play_next_video_playlist: update.auto_play_next_video_playlist,
        video_languages: update.video_languages.into_change(),
        language: update.language.into_change(),
        theme: update.theme,
        no_instance_config_warning_modal: update.no_instance_config_warning_modal,
        no_welcome_modal: update.no_welcome_modal,
        no_account_setup_warning_modal: update.no_account_setup_warning_modal,
        ..UserChanges::default()
    }
}

//! Tag Register: becoming a user.

use openapi_stubs_runtime as rt;
use peertube_api::accounts::register::{Register, RegisterUserResponse};
use peertube_api::models::user::{
    RegisterChannel, Registered, RegistrationState, RegistrationStateId, UserRegister,
};
use peertube_kernel::{Error, Result, Role};
use peertube_store::users::InitialChannel;

use crate::new_user::{Wanted, default_channel};
use crate::{Accounts, passwords};

impl Register for Accounts {
    async fn register_user(
        &self,
        client: rt::Client,
        body: UserRegister,
    ) -> Result<RegisterUserResponse> {
        self.check_signup(&client).await?;
        passwords::check(&self.shared.config, &body.password)?;
        self.check_free(&body.username, &body.email).await?;
        let channel = match body.channel {
            Some(RegisterChannel { name, display_name }) => {
                self.check_channel(&body.username, &name).await?;
                InitialChannel::Named { name, display_name }
            }
            None => default_channel(&self.shared.config, &body.username),
        };
        self.create(Wanted {
            username: body.username,
            email: body.email,
            password: body.password,
            display_name: body.display_name.into_value(),
            channel,
            role: Role::User,
            video_quota: None,
            video_quota_daily: None,
            admin_flags: 0,
        })
        .await?;
        Ok(RegisterUserResponse::Ok(Registered {
            state: RegistrationState {
                id: RegistrationStateId::Accepted,
                label: "Accepted".to_owned(),
            },
        }))
    }
}

impl Accounts {
    async fn check_signup(&self, client: &rt::Client) -> Result<()> {
        let mut conn = self.shared.db.read().await?;
        if !self.shared.is_signup_open(&mut conn).await? {
            return Err(Error::forbidden(
                "Registration is not enabled, or the limit of users is reached",
            ));
        }
        if !self.shared.is_signup_allowed_from(client.ip) {
            return Err(Error::forbidden(
                "You are not on a network authorized for registration",
            ));
        }
        Ok(())
    }
}

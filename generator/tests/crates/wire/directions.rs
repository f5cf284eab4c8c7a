//! What is only read or only written: types of their own for requests and for responses.

use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{Value, json};
use wire_directions::default::*;
use wire_directions::models::schemas::{
    Account, Holder, HolderInput, Invitation, Login, Named, Session, User, UserInput2,
};

use crate::served::{Noted, Served, open, served};

open!(wire_directions);

fn user(input: UserInput2) -> User {
    User {
        id: 7,
        name: input.name,
        plan: input.plan,
        friends: input.friends.map(|all| all.into_iter().map(user).collect()),
        account: Some(Account { at: 5 }),
        invitation: input.invitation.map(|_| Invitation {}),
    }
}

impl DefaultModel for Noted {
    async fn add_user(&self, body: UserInput2) -> Result<AddUserResponse, rt::Problem> {
        self.note(&body);
        Ok(AddUserResponse::Ok(user(body)))
    }
    async fn put_users(&self, body: PutUsersBody) -> Result<PutUsersResponse, rt::Problem> {
        let all = body.0.into_iter().map(|holder| match holder {
            HolderInput::User(input) => Holder::User(user(input)),
            HolderInput::UserInput(device) => Holder::UserInput(device),
        });
        Ok(PutUsersResponse::Ok(all.collect()))
    }
    async fn put_named(&self, body: Named) -> Result<PutNamedResponse, rt::Problem> {
        self.note(body.name);
        Ok(PutNamedResponse::NoContent)
    }
    async fn log_in(&self, body: Login) -> Result<LogInResponse, rt::Problem> {
        Ok(LogInResponse::Ok(Session { token: body.secret }))
    }
    async fn tell_key(&self) -> Result<TellKeyResponse, rt::Problem> {
        Ok(TellKeyResponse::Ok("hunter2".to_owned()))
    }
    async fn make_key(&self, accept: MakeKeyAccept) -> Result<MakeKeyResponse, rt::Problem> {
        let key = "hunter2".to_owned();
        Ok(MakeKeyResponse::Ok(match accept {
            MakeKeyAccept::Json => MakeKeyOkContent::Json(vec![key]),
            MakeKeyAccept::Plain => MakeKeyOkContent::Plain(key),
        }))
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_directions)
}

pub async fn check() {
    let served = served();
    let ada = json!({"name": "Ada", "password": "secret", "plan": {"level": 1},
        "friends": [{"id": "ignored", "name": "Bo", "password": "hidden", "plan": {"level": 2}}], "invitation": {"text": "x"}});
    let told = json!({"id": 7, "name": "Ada", "plan": {"level": 1}, "account": {"at": 5},
        "friends": [{"id": 7, "name": "Bo", "plan": {"level": 2}, "account": {"at": 5}}], "invitation": {}});
    let answer = post(&served, "POST /users", &ada).await;
    assert_eq!(answer, told);
    let answer = post(&served, "PUT /users", &json!([ada, {"device": "a"}])).await;
    assert_eq!(answer, json!([told, {"device": "a"}]));
    let answer = post(&served, "POST /logins", &json!({"secret": "s"})).await;
    assert_eq!(answer, json!({"token": "s"}));
    let answer = served.send("GET /keys", &[], "").await;
    assert_eq!(answer.text, "\"hunter2\"");
    let shown = format!("{:?}", TellKeyResponse::Ok("hunter2".to_owned()));
    assert_eq!(shown, "Ok");
    let key = MakeKeyOkContent::Plain("hunter2".to_owned());
    let shown = format!("{:?}", MakeKeyResponse::Ok(key));
    assert_eq!(shown, "Ok(Plain)");
    for (named, status) in [
        (json!({"name": "Ada"}), 204),
        (json!({"mail": "a@b.c"}), 204),
        (json!({}), 400),
    ] {
        let answer = send(&served, "PUT /named", &named).await;
        assert_eq!(answer.status, status, "{named}: {answer:?}");
    }
    // What is read only may be sent back, and is not looked at; what is required of requests is.
    let wrong = json!({"id": "x", "account": 1, "other": 1});
    let refused = send(&served, "POST /users", &wrong).await.refused();
    assert_eq!(refused, ["other", "name", "password", "plan"]);
}

async fn send(served: &Served, target: &str, body: &Value) -> crate::served::Answer {
    let headers = [("content-type", "application/json")];
    served.send(target, &headers, body.to_string()).await
}

async fn post(served: &Served, target: &str, body: &Value) -> Value {
    let answer = send(served, target, body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    rt::serde_json::from_str(&answer.text).unwrap()
}

//! Credentials, at every operation: bad ones are never taken for none.

use openapi_stubs_runtime as rt;
use peertube_testkit::{Client, Reply, TestApp};

/// The path of an operation with something in the place of its parameters.
fn path(operation: &rt::Operation) -> String {
    let parts = operation
        .path
        .split('/')
        .map(|part| if part.contains('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

async fn with(client: &Client, operation: &rt::Operation, authorization: Option<&str>) -> Reply {
    let request = client.request(operation.method.clone(), &path(operation));
    client
        .send(match authorization {
            Some(value) => request.header("Authorization", value),
            None => request,
        })
        .await
}

#[tokio::test]
async fn none_bad_and_malformed_credentials() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let unknown = format!("Bearer {}", "0".repeat(40));
    for operation in peertube_api::OPERATIONS {
        if operation.security == rt::Security::Required {
            let none = with(&anonymous, operation, None).await;
            none.assert_status(401).assert_code("unauthorized_request");
        }
        if operation.security == rt::Security::None {
            continue;
        }
        let bad = with(&anonymous, operation, Some(&unknown)).await;
        bad.assert_status(401).assert_code("invalid_token");
        for malformed in ["Bearer", "Basic cm9vdDpyb290", "Bearer a b"] {
            let reply = with(&anonymous, operation, Some(malformed)).await;
            reply.assert_status(400).assert_code("invalid_request");
        }
    }
}

#[tokio::test]
async fn a_deleted_users_token_is_worth_nothing() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let path = format!("/api/v1/users/{}", alice.user_id().await);
    root.delete(&path).await.assert_status(204);
    alice
        .get("/api/v1/videos")
        .await
        .assert_status(401)
        .assert_code("invalid_token");
}

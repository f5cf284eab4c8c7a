//! A document of OpenAPI 3.1: what its keywords demand, and that it is served as it was written.

use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{Value, json};
use wire_modern::default::*;
use wire_modern::models::schemas::Thing;

use crate::served::{Noted, Served, open, served};

open!(wire_modern);

impl DefaultModel for Noted {
    async fn keep_thing(&self, body: Thing) -> Result<KeepThingResponse, rt::Problem> {
        Ok(KeepThingResponse::Ok(body))
    }
    async fn get_shared(&self, query: GetSharedQuery) -> Result<GetSharedResponse, rt::Problem> {
        self.note(query.limit);
        Ok(GetSharedResponse::NoContent)
    }
    async fn put_icon(&self, body: PutIconBody) -> Result<PutIconResponse, rt::Problem> {
        self.note((body.icon.size(), body.note));
        Ok(PutIconResponse::NoContent)
    }
}

/// The crate in the hands of [`Noted`].
pub fn served() -> Served {
    served!(wire_modern)
}

pub async fn check() {
    let served = served();
    // What is added to a thing that is right, and the fields that are refused then; `body` stands for the whole.
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"kind": "other"}), &["kind"]),
        (
            json!({"name": null, "colour": null, "nothing": null, "parent": null}),
            &[],
        ),
        (json!({"name": "a", "size": "b"}), &["name", "size"]),
        (json!({"size": 2}), &["size"]),
        (json!({"size": 3, "above": 1.75}), &[]),
        (json!({"size": true}), &["size"]),
        (json!({"size": "long", "above": 1.5}), &["above"]),
        (json!({"colour": "blue"}), &["colour"]),
        (json!({"parent": {"kind": "thing", "parent": null}}), &[]),
        (json!({"parent": {"name": "lamp"}}), &["parent.kind"]),
        (
            json!({"owner": {"name": "a", "boss": {"boss": {"name": 1}}}}),
            &["owner.boss.boss.name"],
        ),
        (json!({"data": "AAEC"}), &[]),
        (json!({"data": "?"}), &["data"]),
        (json!({"tags": ["new", "old"]}), &[]),
        (json!({"tags": ["old"]}), &["tags"]),
        (json!({"nothing": 1}), &["nothing"]),
        (json!({"anything": [1, {}]}), &[]),
        (json!({"never": 1}), &["never"]),
        // `above` depends on `size`, `data` on a name; a thing that is not big has two tags at most.
        (json!({"above": 2}), &["body"]),
        (json!({"name": "big"}), &["body"]),
        (
            json!({"name": "big", "data": "AAEC", "tags": ["new", "a", "b"]}),
            &[],
        ),
        (json!({"name": "small", "tags": ["new", "a", "b"]}), &["body"]),
    ];
    for (added, expected) in cases {
        let mut thing = json!({"kind": "thing"});
        for (key, value) in added.as_object().unwrap() {
            thing[key] = value.clone();
        }
        let json = [("content-type", "application/json")];
        let answer = served.send("PUT /things", &json, thing.to_string()).await;
        if expected.is_empty() {
            assert_eq!(answer.status, 200, "{added}: {answer:?}");
            let kept: Value = openapi_stubs_runtime::serde_json::from_str(&answer.text).unwrap();
            assert_eq!(kept, thing);
        } else {
            assert_eq!(answer.refused(), *expected, "{added}");
        }
    }

    assert_eq!(served.got("/shared").await, "Absent");
    assert_eq!(served.got("/shared?limit=9").await, "Value(9)");
    for limit in ["0", "10"] {
        assert_eq!(
            served.refused(&format!("/shared?limit={limit}")).await,
            ["limit"]
        );
    }

    let form = "--x\r\ncontent-disposition: form-data; name=\"icon\"; filename=\"a.png\"\r\n\r\n123\r\n--x--\r\n";
    let multipart = [("content-type", "multipart/form-data; boundary=x")];
    assert_eq!(
        served.noted("PUT /icon", &multipart, form).await,
        "(3, None)"
    );

    let document: Value =
        openapi_stubs_runtime::serde_json::from_str(wire_modern::DOCUMENT).unwrap();
    assert_eq!(document["openapi"], "3.1.1");
    let name = &document["components"]["schemas"]["Thing"]["properties"]["name"];
    assert_eq!(name["type"], json!(["string", "null"]));
}

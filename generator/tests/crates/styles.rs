//! Answers each request with the value that was read: lines of targets and headers come in, lines of statuses and values go out.

/// Methods that answer with what they are given.
macro_rules! echoes {
    ($($place:ident $function:ident $params:ident $response:ident,)*) => {
        use openapi_stubs_runtime as rt;
        use styled::default::*;

        impl DefaultModel for super::Echo {
            $(async fn $function(&self, $place: $params) -> Result<$response, rt::Problem> {
                Ok($response::Ok($place.value))
            })*
        }
    };
}
pub(crate) use echoes;

mod operations;

use std::io::{BufRead as _, Write as _};
use std::sync::Arc;

use http_body_util::{BodyExt as _, Empty};
use openapi_stubs_runtime as rt;
use openapi_stubs_runtime::serde_json::{self, Value, json};

struct Echo;

impl styled::security::Backend for Echo {
    type Caller = ();
    type Error = rt::Problem;
    fn problem(&self, _: &'static rt::Operation, error: rt::Problem) -> rt::Problem {
        error
    }
    fn scaffolded(&self, operation: &'static str) -> rt::Problem {
        rt::Problem::not_implemented(operation)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let api = styled::Api {
        default: styled::default::routes(&Arc::new(Echo)),
    };
    let service = api.into_service(rt::Hooks::default()).expect("a service");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of UTF-8");
        let (target, headers): (String, Vec<(String, String)>) =
            serde_json::from_str(&line).expect("a target and headers");
        let mut request = rt::http::Request::builder().uri(&target);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Empty::<rt::Bytes>::new())
            .unwrap_or_else(|error| panic!("{error}: {line}"));
        let response = service.respond(request).await.expect("an answer");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body");
        let value: Value = serde_json::from_slice(&body.to_bytes()).unwrap_or_default();
        writeln!(out, "{}", json!([status, value])).expect("somebody listens");
    }
}

//! Tag Ping: a sign of life.

use peertube_api::instance::ping::{Ping, PingResponse};
use peertube_kernel::Result;

use crate::Instance;

impl Ping for Instance {
    async fn ping(&self) -> Result<PingResponse> {
        Ok(PingResponse::Ok("pong".to_owned()))
    }
}

//! From rows of the store to models of the API.
//!
//! Functions here ask nobody: what they show comes with their arguments. Lists of videos, which need more queries the
//! more is asked for, are put together in [`crate::video_list`].

pub mod account;
pub mod actor;
pub mod channel;
pub mod job;
pub mod user;
pub mod video;

use openapi_stubs_runtime as rt;
use peertube_kernel::Timestamp;

/// A time as the API writes it.
pub fn timestamp(time: Timestamp) -> rt::Timestamp {
    rt::Timestamp::from_millis(time.as_millis())
}

/// A time that a client sent.
pub fn received(time: rt::Timestamp) -> Timestamp {
    Timestamp::from_millis(time.as_millis())
}

//! What the tests drive: the server's binary, programs, a browser.

pub(crate) mod browser;
pub(crate) mod programs;
pub(crate) mod server;

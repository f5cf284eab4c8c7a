//! The handlers of accounts on a real database, without HTTP.

mod login;
mod me;
mod register;
mod support;
mod users;

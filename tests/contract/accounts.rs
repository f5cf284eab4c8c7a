//! Group accounts.

mod accounts;
mod my_user;
mod register;
mod session;
mod users;

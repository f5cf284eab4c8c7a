//! The handlers of accounts on a real database, without HTTP.

#[cfg(test)]
mod login;
#[cfg(test)]
mod me;
#[cfg(test)]
mod register;
#[cfg(test)]
mod support;
#[cfg(test)]
mod users;

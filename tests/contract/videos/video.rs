//! Tag Video.

mod details;
mod lists;
mod updates;
mod views;

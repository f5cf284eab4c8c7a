//! The handlers of videos on a real database, real folders and real media, without HTTP.

mod in_parts;
mod later;
mod one_piece;
mod support;

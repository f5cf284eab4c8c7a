//! The resumable upload engine: sessions, exact offsets, one writer, checksums, expiry.
//!
//! It knows no HTTP dialect and no video. An adapter turns requests into [`Engine::init`], [`Engine::status`],
//! [`Engine::append`], [`Engine::cancel`] and, once every byte is there, [`Engine::claim`] followed by
//! [`Engine::finish`] or [`Engine::abandon`], and turns [`UploadError`] into answers.
//!
//! # Where things are
//! One row per session (through [`SessionStore`]) and one folder per session, `<id>.<generation>/`, that holds the data and
//! the attachments: in a directory, where the data is one file, or in a bucket, where it is pieces that the database knows
//! (`home.rs`). The generation is random and new for every session, even when the id comes back; so whoever finds that a
//! row is gone may delete its folder without asking anyone.
//!
//! # What is promised
//! - A byte is acknowledged only after it was written *and* the offset was stored. After a crash of the process the session
//!   goes on at min(file length, stored offset), and the file is cut to that; with pieces, at the stored offset, whichever
//!   server goes on.
//! - Bytes land at their offset or nowhere: gaps are refused, replays rewrite in place and never lower the offset,
//!   except a replay *under a checksum* that fails: then everything from its start on is dropped.
//! - One writer per session. A newer append asks the writer to stop and takes over from the offset it left.
//! - Asking for the offset takes no lock and disturbs nobody. It never tells more than what is written, so a client
//!   that resumes there leaves no gap; if an old request is still writing, it is stopped by the client's next append,
//!   and bytes that both sent are rewritten in place.

mod append;
mod attachments;
mod checksum;
mod claim;
mod config;
mod database;
mod disk;
mod engine;
mod error;
mod expire;
mod holders;
mod home;
mod id;
mod init;
mod lock;
mod outcome;
mod pieces;
mod plan;
mod recover;
mod session;
mod store;
mod sweep;
mod target;
mod writer;

pub use append::Append;
pub use attachments::Attachment;
pub use claim::CompletedUpload;
pub use config::Config;
pub use database::DatabaseSessions;
pub use engine::Engine;
pub use error::{ConflictReason, Result, UploadError};
pub use init::NewUpload;
pub use session::{Progress, Session, Started, Status};
pub use store::{Beat, Inserted, Lease, Piece, SessionStore, Written};

/// The engine on the server's database.
pub type Uploads = Engine<DatabaseSessions>;

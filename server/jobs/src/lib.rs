//! Background jobs: durable, in the instance's database, run by whichever process has a free worker.
//!
//! A [`Task`] is what a job is given; [`Queue::enqueue`] puts it in line in the caller's transaction, so that the job is
//! there exactly if what it is about is there. A [`Runner`] takes jobs whose time has come and hands them to a
//! [`Handler`]. A job that is taken has a lease that its worker renews; when the process ends, the lease runs out and
//! another worker begins anew. Work is therefore done at least once: effects in the database go through
//! [`Run::write`] or [`Run::finish`], which do nothing for a worker that has lost its job, effects elsewhere (files, other
//! servers) have to bear being done twice.

mod handler;
mod policy;
mod queue;
mod run;
mod runner;
mod work;

pub use handler::{Handler, Task};
pub use policy::{Policy, policy};
pub use queue::{Enqueue, Queue};
pub use run::Run;
pub use runner::{Runner, Settings};

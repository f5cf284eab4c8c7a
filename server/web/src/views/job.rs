//! Jobs, as administrators see them.

use openapi_stubs_runtime::Enumeration as _;
use peertube_api::models::job as models;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::{Error, Result, Timestamp};
use peertube_store::jobs::Job;
use serde_json::Value;

use super::timestamp;

/// A job as it is at `now`.
///
/// # Errors
/// Internal, when the row holds something that no job is made of.
pub fn job(row: &Job, now: Timestamp) -> Result<models::Job> {
    let data: Value = serde_json::from_str(&row.data).map_err(Error::internal)?;
    let Value::Object(data) = data else {
        return Err(Error::internal("the data of a job is no object"));
    };
    Ok(models::Job {
        id: row.id.get().to_string(),
        state: state(row, now),
        r#type: kind(row.kind)?,
        data: data.into_iter().collect(),
        parent: row.parent_id.map(|id| models::JobReference {
            id: id.get().to_string(),
        }),
        progress: row.progress,
        priority: Some(row.priority).filter(|priority| *priority != 0),
        error: row.error.clone(),
        created_at: timestamp(row.created_at),
        finished_on: row.finished_at.map(timestamp),
        processed_on: row.processed_at.map(timestamp),
        can_cancel: row.can_be_cancelled(),
    })
}

/// The type that clients mean.
///
/// # Errors
/// Internal, when the document has a type that the kernel has not.
pub fn kind_sent(kind: models::JobType) -> Result<JobType> {
    JobType::from_name(kind.as_str())
        .ok_or_else(|| Error::internal(format!("{kind} is no type of jobs")))
}

fn kind(kind: JobType) -> Result<models::JobType> {
    let name = kind.as_str();
    models::JobType::from_wire(name)
        .ok_or_else(|| Error::internal(format!("the document has no type {name} of jobs")))
}

fn state(row: &Job, now: Timestamp) -> models::JobState {
    use models::JobState as Shown;
    match row.state {
        JobState::Active => Shown::Active,
        JobState::Completed => Shown::Completed,
        JobState::Failed => Shown::Failed,
        JobState::WaitingChildren => Shown::WaitingChildren,
        JobState::Waiting if row.run_at > now => Shown::Delayed,
        JobState::Waiting if row.priority != 0 => Shown::Prioritized,
        JobState::Waiting => Shown::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use openapi_stubs_runtime::Enumeration as _;

    use super::*;

    #[test]
    fn document_and_kernel_know_the_same_types() {
        for (_, shown) in models::JobType::VALUES {
            let known = kind_sent(*shown).expect("a type of the kernel");
            assert_eq!(kind(known).expect("a type of the document"), *shown);
        }
        assert_eq!(models::JobType::VALUES.len(), JobType::ALL.len());
    }
}

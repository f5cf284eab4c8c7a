//! Tag Job: work in the background, for administrators.

use peertube_api::instance::job::{
    CancelJobPath, CancelJobResponse, GetAllJobsQuery, GetAllJobsResponse, GetJobsPath,
    GetJobsQuery, GetJobsResponse, Job, PauseJobQueueResponse, ResumeJobQueueResponse,
};
use peertube_api::models::job::{JobList, JobState as Shown};
use peertube_api::models::parameters::{JobFilters, JobFiltersSort, Pagination};
use peertube_kernel::ids::JobId;
use peertube_kernel::job::JobState;
use peertube_kernel::{Error, Result};
use peertube_store::Direction;
use peertube_store::jobs::{self, Cancelling, JobFilter};
use peertube_web::views::job as views;
use peertube_web::{Caller, video_list};

use crate::Instance;

impl Job for Instance {
    async fn get_all_jobs(
        &self,
        _caller: Caller,
        query: GetAllJobsQuery,
    ) -> Result<GetAllJobsResponse> {
        let page = self.jobs(None, query.job_filters, query.pagination).await?;
        Ok(GetAllJobsResponse::Ok(page))
    }

    async fn get_jobs(
        &self,
        _caller: Caller,
        path: GetJobsPath,
        query: GetJobsQuery,
    ) -> Result<GetJobsResponse> {
        let state = Some(path.state);
        let page = self
            .jobs(state, query.job_filters, query.pagination)
            .await?;
        Ok(GetJobsResponse::Ok(page))
    }

    async fn pause_job_queue(&self, _caller: Caller) -> Result<PauseJobQueueResponse> {
        self.shared.jobs.pause().await;
        Ok(PauseJobQueueResponse::NoContent)
    }

    async fn resume_job_queue(&self, _caller: Caller) -> Result<ResumeJobQueueResponse> {
        self.shared.jobs.resume();
        Ok(ResumeJobQueueResponse::NoContent)
    }

    async fn cancel_job(&self, _caller: Caller, path: CancelJobPath) -> Result<CancelJobResponse> {
        let kind = views::kind_sent(path.job_type)?;
        let Ok(id) = path.job_id.parse::<i64>().map(JobId::from) else {
            return Err(not_found());
        };
        let answer = self
            .shared
            .db
            .write(|conn| Box::pin(async move { jobs::ask_to_cancel(conn, kind, id).await }));
        match answer.await? {
            Cancelling::Asked => Ok(CancelJobResponse::NoContent),
            Cancelling::Unknown => Err(not_found()),
            Cancelling::Impossible => Err(Error::conflict("This job cannot be cancelled now")),
        }
    }
}

impl Instance {
    async fn jobs(
        &self,
        state: Option<Shown>,
        filters: JobFilters,
        pagination: Pagination,
    ) -> Result<JobList> {
        let filter = JobFilter {
            kind: filters.job_type.map(views::kind_sent).transpose()?,
            ..state.map(in_state).unwrap_or_default()
        };
        let direction = match filters.sort {
            JobFiltersSort::CreatedAt => Direction::Ascending,
            JobFiltersSort::CreatedAtDesc => Direction::Descending,
        };
        let mut conn = self.shared.db.read().await?;
        let page = video_list::page(pagination);
        let listing = jobs::list(&mut conn, &filter, direction, page).await?;
        let now = self.shared.context.now();
        let mut data = Vec::with_capacity(listing.rows.len());
        for row in &listing.rows {
            let mut job = views::job(row, now)?;
            if state == Some(Shown::Waiting) {
                job.state = Shown::Waiting;
            }
            data.push(job);
        }
        Ok(JobList {
            total: listing.total.unwrap_or(0),
            data,
        })
    }
}

/// The rows that are listed as being in this state.
fn in_state(state: Shown) -> JobFilter {
    let states = match state {
        Shown::Active => vec![JobState::Active],
        Shown::Completed => vec![JobState::Completed],
        Shown::Failed => vec![JobState::Failed],
        Shown::Waiting => vec![JobState::Waiting, JobState::WaitingChildren],
        Shown::WaitingChildren => vec![JobState::WaitingChildren],
        Shown::Delayed | Shown::Prioritized => vec![JobState::Waiting],
        // A process is paused, not a job.
        Shown::Paused => Vec::new(),
    };
    JobFilter {
        states: Some(states),
        delayed: match state {
            Shown::Delayed => Some(true),
            Shown::Waiting | Shown::Prioritized => Some(false),
            _ => None,
        },
        prioritized: state == Shown::Prioritized,
        kind: None,
    }
}

fn not_found() -> Error {
    Error::not_found("Job not found")
}

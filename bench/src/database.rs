//! Lists and single videos with few and with very many of them, on both databases; and jobs.
//!
//! The statements are run in this process, as the server runs them: it keeps pages of lists between writes, which would hide what
//! the database does.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use peertube_jobs::{Enqueue, Handler, Queue, Run, Runner, Settings, Task};
use peertube_kernel::Context;
use peertube_kernel::job::JobType;
use peertube_store::videos::{self, Plan, VideoFilter, VideoSort};
use peertube_store::{Conn, Database, Page};
use peertube_testdb::{Kind, TestDatabase, synthetic};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::get::median;
use crate::report::Row;

/// How often each statement is run.
const RUNS: usize = 41;
const JOBS: usize = 3_000;

type Change = fn(&mut VideoFilter);

const LISTS: [(&str, Change); 5] = [
    ("newest", |_| ()),
    ("most viewed", |f| f.sort = VideoSort::Views),
    ("by name", |f| f.sort = VideoSort::Name),
    ("of a category", |f| f.category_one_of = vec![1]),
    ("found by name", |f| f.search = Some(synthetic::word(77))),
];

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    }
}

/// A first page of 15 with its total, and one video: what they cost with the last of these numbers of videos, against the others.
pub(crate) async fn videos(sizes: &[i64]) -> io::Result<Vec<Row>> {
    let Some((most, fewer)) = sizes.split_last() else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for kind in Kind::BOTH {
        let mut against = Vec::new();
        for size in fewer {
            against.push((size, measure(kind, *size).await?));
        }
        for (at, (what, time)) in measure(kind, *most).await?.into_iter().enumerate() {
            let ratios: Vec<_> = against
                .iter()
                .map(|(size, times)| (size, times[at].1, time / times[at].1))
                .collect();
            let told: Vec<_> = ratios
                .iter()
                .map(|(size, less, ratio)| format!("{size} videos {less:.2} ms: x{ratio:.1}"))
                .collect();
            rows.push(Row {
                what: format!("{what} of {most} videos, {}", name(kind)),
                figure: format!("{time:.2} ms"),
                against: told.join("; "),
                target: "at most x5, no full scan",
                met: ratios.iter().all(|(_, _, ratio)| *ratio <= 5.0),
            });
        }
    }
    Ok(rows)
}

async fn measure(kind: Kind, size: i64) -> io::Result<Vec<(String, f64)>> {
    let home = TestDatabase::of(kind).await;
    home.open(Context::system()).await.close().await;
    let begin = Instant::now();
    synthetic::videos(home.url(), size)
        .await
        .map_err(io::Error::other)?;
    let took = begin.elapsed().as_secs_f64();
    eprintln!("{}: {size} videos in {took:.0} s", name(kind));
    let db = home.open(Context::system()).await;
    let mut times = Vec::new();
    {
        let mut conn = db.read().await.map_err(io::Error::other)?;
        for (what, change) in LISTS {
            let mut filter = VideoFilter::listed(None);
            change(&mut filter);
            let time = time_of_list(&mut conn, &filter).await?;
            let plan = videos::explain(&mut conn, &filter, Page::default()).await;
            let plan = plan.map_err(io::Error::other)?;
            if size > 1000 && reads_everything(&plan) {
                let text = format!("{}, {what}: every video is read: {plan:#?}", name(kind));
                return Err(io::Error::other(text));
            }
            times.push((format!("first page and total, {what},"), time));
        }
        let filter = VideoFilter::listed(None);
        let listed = videos::list(&mut conn, &filter, Page::default(), false).await;
        let uuid = listed.map_err(io::Error::other)?.rows[0].video.uuid;
        let mut runs = Vec::new();
        for _ in 0..RUNS {
            let begin = Instant::now();
            let video = videos::by_uuid(&mut conn, uuid).await;
            if video.map_err(io::Error::other)?.is_none() {
                return Err(io::Error::other("a video is gone"));
            }
            runs.push(begin.elapsed().as_secs_f64() * 1e3);
        }
        times.push(("one video".to_owned(), median(runs)));
    }
    db.close().await;
    Ok(times)
}

async fn time_of_list(conn: &mut Conn<'_>, filter: &VideoFilter) -> io::Result<f64> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let begin = Instant::now();
        let listed = videos::list(conn, filter, Page::default(), true).await;
        let listed = listed.map_err(io::Error::other)?;
        runs.push(begin.elapsed().as_secs_f64() * 1e3);
        if listed.rows.is_empty() {
            return Err(io::Error::other("nothing was found"));
        }
    }
    Ok(median(runs))
}

/// Whether a step goes through all videos, other than in the order of an index until the page is full.
fn reads_everything(plan: &Plan) -> bool {
    let page = plan.page.iter().any(|step| {
        step.contains("Seq Scan on videos")
            || step == "SCAN videos"
            || step.contains("TEMP B-TREE FOR ORDER")
                && plan
                    .page
                    .iter()
                    .any(|step| step.starts_with("SCAN videos USING"))
    });
    let count = plan
        .count
        .iter()
        .any(|step| step.contains("Seq Scan on videos") || step.starts_with("SCAN videos"));
    page || count && !plan.is_summed
}

/// A job that does nothing.
#[derive(Debug, Serialize, Deserialize)]
struct Nothing;

impl Task for Nothing {
    const KIND: JobType = JobType::Notify;
}

struct Counting {
    done: Arc<AtomicUsize>,
    all: Arc<Notify>,
}

impl Handler for Counting {
    type Task = Nothing;

    async fn run(&self, _: &Run, _: Nothing) -> peertube_kernel::Result<()> {
        if self.done.fetch_add(1, Ordering::AcqRel) + 1 == JOBS {
            self.all.notify_one();
        }
        Ok(())
    }
}

/// Jobs that do nothing: how many a second one process takes and ends.
pub(crate) async fn jobs() -> io::Result<Vec<Row>> {
    let mut rates = Vec::new();
    for kind in Kind::BOTH {
        let home = TestDatabase::of(kind).await;
        let db = home.open(Context::system()).await;
        rates.push(rate_of_jobs(&db).await?);
        db.close().await;
    }
    Ok(vec![Row {
        what: "jobs that do nothing, two workers of one process, PostgreSQL".to_owned(),
        figure: format!("{:.0} jobs/s", rates[1]),
        against: format!("SQLite {:.0} jobs/s: x{:.2}", rates[0], rates[1] / rates[0]),
        target: "at least 50 jobs/s on both",
        met: rates.iter().all(|rate| *rate >= 50.0),
    }])
}

async fn rate_of_jobs(db: &Database) -> io::Result<f64> {
    let queue = Queue::new(db.clone());
    let job = Enqueue::new(&Nothing).map_err(io::Error::other)?;
    let (line, job) = (&queue, &job);
    db.write(|conn| {
        Box::pin(async move {
            for _ in 0..JOBS {
                line.enqueue(conn, job).await?;
            }
            Ok(())
        })
    })
    .await
    .map_err(io::Error::other)?;
    let all = Arc::new(Notify::new());
    let handler = Counting {
        done: Arc::default(),
        all: Arc::clone(&all),
    };
    let runner = Runner::new(queue.clone(), Settings::new("bench"))
        .handle(handler)
        .concurrency(JobType::Notify, 2);
    let stop = CancellationToken::new();
    let begin = Instant::now();
    let running = tokio::spawn(runner.run(stop.clone()));
    let done = tokio::time::timeout(Duration::from_secs(300), all.notified()).await;
    let took = begin.elapsed().as_secs_f64();
    stop.cancel();
    running.await.map_err(io::Error::other)?;
    done.map_err(|_| io::Error::other("the jobs do not end"))?;
    Ok(JOBS as f64 / took)
}

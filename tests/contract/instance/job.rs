//! Tag Job, with a worker in the process of the test.
//!
//! The tests have threads of their own: what a worker holds of the database goes back to the pool in a task, and a
//! server that stops waits for that.

use std::time::Duration;

use peertube_jobs::{Enqueue, Handler, Run, Runner, Settings, Task};
use peertube_kernel::ids::JobId;
use peertube_kernel::job::JobType;
use peertube_kernel::{Error, Result};
use peertube_testkit::{Client, Reply, TestApp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{column, enqueue, texts};

const PATH: &str = "/api/v1/jobs";

/// Runs until it is let go.
#[derive(Clone, Serialize, Deserialize)]
struct Transcode {
    video: String,
}

impl Task for Transcode {
    const KIND: JobType = JobType::VideoTranscoding;
}

struct Transcoder(watch::Receiver<bool>);

impl Handler for Transcoder {
    type Task = Transcode;

    async fn run(&self, run: &Run, _task: Transcode) -> Result<()> {
        run.progress(40);
        let mut let_go = self.0.clone();
        let _ = let_go.wait_for(|gone| *gone).await;
        Ok(())
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Mail {
    to: String,
}

impl Task for Mail {
    const KIND: JobType = JobType::Notify;
}

/// Finds nobody at home.
struct Postman;

impl Handler for Postman {
    type Task = Mail;

    async fn run(&self, _run: &Run, task: Mail) -> Result<()> {
        match task.to.as_str() {
            "nobody" => Err(Error::bad_request("There is nobody")),
            _ => Ok(()),
        }
    }
}

struct Worker {
    let_go: watch::Sender<bool>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    fn start(app: &TestApp) -> Self {
        let (let_go, gone) = watch::channel(false);
        let settings = Settings {
            lease: Duration::from_millis(400),
            poll: Duration::from_millis(20),
            ..Settings::new("test")
        };
        let runner = Runner::new(app.shared().jobs.clone(), settings)
            .handle(Transcoder(gone))
            .handle(Postman);
        let stop = CancellationToken::new();
        Self {
            let_go,
            task: tokio::spawn(runner.run(stop.clone())),
            stop,
        }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

fn transcode(video: &str) -> Enqueue {
    let video = video.to_owned();
    Enqueue::new(&Transcode { video }).unwrap()
}

fn mail(to: &str) -> Enqueue {
    Enqueue::new(&Mail { to: to.to_owned() }).unwrap()
}

/// Asks for the jobs of a state until there are so many.
async fn jobs_in(client: &Client, state: &str, count: usize) -> Reply {
    let asked = async {
        loop {
            let reply = client.get(&format!("{PATH}/{state}")).await;
            if column(&reply, "id").len() == count {
                return reply;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), asked).await;
    waited.unwrap_or_else(|_| panic!("there are never {count} jobs that are {state}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_as_they_stand() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let shared = app.shared();
    let plain = enqueue(&app, &mail("a")).await;
    app.advance(Duration::from_secs(1));
    let urgent = enqueue(&app, &mail("b").priority(3)).await;
    app.advance(Duration::from_secs(1));
    let late = enqueue(&app, &mail("c").delay(Duration::from_secs(3600))).await;
    app.advance(Duration::from_secs(1));
    let (parent, child) = (mail("d"), transcode("v"));
    let children = [child];
    let flow = shared.db.write(|conn| {
        let (queue, parent, children) = (&shared.jobs, &parent, &children);
        Box::pin(async move { queue.enqueue_flow(conn, parent, children).await })
    });
    let flow = flow.await.unwrap();
    let id = |job: JobId| job.get().to_string();

    let all = root.get(&format!("{PATH}?sort=createdAt")).await;
    assert_eq!(all.at("/total"), 5);
    let ids = texts(&all, "id");
    assert_eq!(ids[..4], [id(plain), id(urgent), id(late), id(flow)]);
    assert_eq!(
        texts(&all, "state"),
        [
            "waiting",
            "prioritized",
            "delayed",
            "waiting-children",
            "waiting"
        ]
    );
    assert_eq!(all.at("/data/0/type"), "notify");
    assert_eq!(all.at("/data/0/data"), json!({ "to": "a" }));
    assert_eq!(all.at("/data/0/progress"), 0);
    assert_eq!(all.at("/data/0/error"), Value::Null);
    assert_eq!(all.at("/data/0/finishedOn"), Value::Null);
    assert_eq!(all.at("/data/0/canCancel"), false);
    assert_eq!(all.json()["data"][0].get("priority"), None);
    assert_eq!(all.json()["data"][0].get("parent"), None);
    assert_eq!(all.at("/data/1/priority"), 3);
    assert_eq!(all.at("/data/4/parent/id"), id(flow).as_str());

    let newest_first = root.get(PATH).await;
    assert_eq!(texts(&newest_first, "id")[4], id(plain));
    let waiting = root.get(&format!("{PATH}/waiting")).await;
    assert_eq!(texts(&waiting, "state"), ["waiting"; 4]);
    for (state, expected) in [
        ("delayed", vec![id(late)]),
        ("prioritized", vec![id(urgent)]),
        ("waiting-children", vec![id(flow)]),
        ("active", vec![]),
        ("completed", vec![]),
        ("failed", vec![]),
        ("paused", vec![]),
    ] {
        let reply = root.get(&format!("{PATH}/{state}")).await;
        assert_eq!(texts(&reply, "id"), expected, "{state}");
    }
    let typed = root
        .get(&format!("{PATH}/waiting?jobType=video-transcoding"))
        .await;
    assert_eq!(texts(&typed, "type"), ["video-transcoding"]);
    let page = root
        .get(&format!("{PATH}?start=1&count=1&sort=createdAt"))
        .await;
    assert_eq!(texts(&page, "id"), [id(urgent)]);
    assert_eq!(page.at("/total"), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn ended_jobs_tell_how_they_ended() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let worker = Worker::start(&app);
    enqueue(&app, &mail("somebody")).await;
    enqueue(&app, &mail("nobody")).await;
    let completed = jobs_in(&root, "completed", 1).await;
    assert_eq!(completed.at("/data/0/progress"), 100);
    assert!(completed.at("/data/0/finishedOn").is_string());
    assert!(completed.at("/data/0/processedOn").is_string());
    let failed = jobs_in(&root, "failed", 1).await;
    let error = failed.at("/data/0/error");
    assert!(
        error.as_str().unwrap().contains("There is nobody"),
        "{error}"
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let wrong = root
        .get(&format!(
            "{PATH}/sleeping?jobType=cooking&sort=id&count=101"
        ))
        .await;
    wrong.assert_invalid(&["state", "jobType", "sort", "count"]);
    let wrong = root.get(&format!("{PATH}?jobType=cooking&start=-1")).await;
    wrong.assert_invalid(&["jobType", "start"]);
    let wrong = root.post(&format!("{PATH}/cooking/1/cancel")).await;
    wrong.assert_invalid(&["jobType"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_waits_for_what_runs_and_starts_nothing() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let worker = Worker::start(&app);
    enqueue(&app, &transcode("first")).await;
    jobs_in(&root, "active", 1).await.assert_status(200);

    let path = format!("{PATH}/pause");
    let mut pause = Box::pin(root.post(&path));
    let early = tokio::time::timeout(Duration::from_millis(200), &mut pause).await;
    assert!(early.is_err(), "the pause did not wait for the running job");
    worker.let_go.send_replace(true);
    pause.await.assert_status(204);
    jobs_in(&root, "completed", 1).await.assert_status(200);

    enqueue(&app, &mail("somebody")).await;
    // Again: nothing runs, so the answer comes at once.
    root.post(&path).await.assert_status(204);
    jobs_in(&root, "waiting", 1).await.assert_status(200);
    root.post(&format!("{PATH}/resume"))
        .await
        .assert_status(204);
    jobs_in(&root, "completed", 2).await.assert_status(200);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn running_work_can_be_cancelled() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let worker = Worker::start(&app);
    let job = enqueue(&app, &transcode("long")).await.get();
    let later = transcode("later").delay(Duration::from_secs(60));
    let later = enqueue(&app, &later).await.get();
    let active = jobs_in(&root, "active", 1).await;
    assert_eq!(active.at("/data/0/canCancel"), true);

    let cancel = |kind: &str, job: &str| {
        let path = format!("{PATH}/{kind}/{job}/cancel");
        let root = root.clone();
        async move { root.post(&path).await }
    };
    let (job, later) = (job.to_string(), later.to_string());
    // Of another type, unknown, no number.
    for (kind, id) in [
        ("notify", job.as_str()),
        ("video-transcoding", "987654"),
        ("video-transcoding", "x"),
    ] {
        cancel(kind, id).await.assert_status(404).problem();
    }
    cancel("video-transcoding", &later)
        .await
        .assert_status(409)
        .problem();
    cancel("video-transcoding", &job).await.assert_status(204);
    let failed = jobs_in(&root, "failed", 1).await;
    assert_eq!(failed.at("/data/0/id"), job.as_str());
    cancel("video-transcoding", &job)
        .await
        .assert_status(409)
        .problem();
    worker.stop().await;
}

//! The thread on which a server lives, apart from the test that talks to it.

use std::sync::Arc;
use std::thread::JoinHandle;

use peertube_kernel::config::Config;
use peertube_server::{Overrides, Server};
use peertube_web::Shared;
use tokio::sync::oneshot;

/// A server on its own runtime. Whatever the test does, blocks on or forgets, the server goes on and can be stopped.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Starts a server; returns once it accepts connections.
    pub(crate) async fn start(config: Config, overrides: Overrides) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (started, start) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async move {
                let running = Server::start(config, overrides)
                    .await
                    .expect("the server starts");
                let told = started.send((running.address(), Arc::clone(running.shared())));
                if told.is_ok() {
                    // An error means that the test is gone, which is a reason to stop as well.
                    let _gone = stopped.await;
                }
                running.stop().await;
            });
        });
        let Ok((address, shared)) = start.await else {
            let cause = thread.join().expect_err("a start that failed");
            std::panic::resume_unwind(cause);
        };
        Self {
            address,
            shared,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Stops the server in good order and waits for it.
    pub(crate) fn stop(&mut self) -> std::thread::Result<()> {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself; joining it tells.
            let _ended = stop.send(());
        }
        match self.thread.take() {
            Some(thread) => thread.join(),
            None => Ok(()),
        }
    }
}

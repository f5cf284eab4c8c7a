//! What is going on, for people who wait.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What takes less needs no word.
const PATIENCE: Duration = Duration::from_millis(500);

/// Does the work; when it takes long, the last line of standard error says what it is and for how long, until it is done. Only a
/// terminal is told.
pub(super) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (end, ends) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let started = Instant::now();
            let mut is_shown = false;
            while ends.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                is_shown = true;
                line(&format!("{what} … {} s", started.elapsed().as_secs()));
            }
            if is_shown {
                line("");
            }
        });
        let done = work();
        drop(end);
        done
    })
}

/// Writes over the last line.
fn line(text: &str) {
    let mut error = std::io::stderr().lock();
    let _ = write!(error, "\r\u{1b}[K{text}");
    let _ = error.flush();
}

//! A request and its response, from the first byte to the last.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use super::MOST_CHECKED;
use crate::conform::Side;

/// An exchange, as far as it went.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) request: Captured,
    pub(super) response: Option<(StatusCode, HeaderMap)>,
    pub(super) answer: Captured,
    /// Why there is no response of the upstream.
    pub(super) failure: Option<String>,
    started: Instant,
    /// Until the last byte went by; not known of a stream.
    pub(super) took: Duration,
}

/// The bytes of a body.
#[derive(Debug)]
pub(super) enum Captured {
    Whole(Held),
    Missing(&'static str),
}

impl Captured {
    pub(super) const EMPTY: Self = Self::Whole(Held {
        bytes: Vec::new(),
        budget: None,
    });
}

/// Bytes that count against what may be held.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) bytes: Vec<u8>,
    budget: Option<Budget>,
}

impl Held {
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            bytes: Vec::new(),
            budget: Some(budget),
        }
    }

    /// Takes more bytes, or says why it cannot.
    pub(super) fn extend(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        if self.bytes.len() + bytes.len() > MOST_CHECKED {
            return Err("it is larger than 8 MiB");
        }
        if self
            .budget
            .as_ref()
            .is_some_and(|budget| !budget.take(bytes.len()))
        {
            return Err("too many bodies are under way");
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(budget) = &self.budget {
            budget.give(self.bytes.len());
        }
    }
}

/// Bytes that may be held.
#[derive(Debug, Clone)]
pub(super) struct Budget(Arc<AtomicUsize>);

impl Budget {
    pub(super) fn new(bytes: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(bytes)))
    }

    fn take(&self, bytes: usize) -> bool {
        let less = |left: usize| left.checked_sub(bytes);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_ok()
    }

    fn give(&self, bytes: usize) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Where exchanges go when they are over.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    sender: mpsc::Sender<Exchange>,
    pub(super) budget: Budget,
}

impl Sender {
    pub(super) fn new(sender: mpsc::Sender<Exchange>, budget: Budget) -> Self {
        Self { sender, budget }
    }

    /// An exchange that has begun. It is over when nobody holds it any more.
    pub(super) fn begin(&self, head: &Parts) -> Arc<Running> {
        let exchange = Exchange {
            method: head.method.clone(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head.headers.clone(),
            request: Captured::EMPTY,
            response: None,
            answer: Captured::EMPTY,
            failure: None,
            started: Instant::now(),
            took: Duration::ZERO,
        };
        Arc::new(Running {
            exchange: Mutex::new(Some(exchange)),
            sender: self.clone(),
        })
    }
}

/// An exchange under way, held by both of its bodies.
#[derive(Debug)]
pub(super) struct Running {
    exchange: Mutex<Option<Exchange>>,
    pub(super) sender: Sender,
}

impl Running {
    /// Changes what is known.
    pub(super) fn with(&self, change: impl FnOnce(&mut Exchange)) {
        let mut exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(exchange) = exchange.as_mut() {
            change(exchange);
        }
    }

    pub(super) fn captured(&self, side: Side, captured: Captured) {
        self.with(|exchange| match side {
            Side::Request => exchange.request = captured,
            Side::Response => exchange.answer = captured,
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut exchange) = exchange.take() {
            exchange.took = exchange.started.elapsed();
            // Nobody listens any more only when the proxy has ended.
            let _ = self.sender.sender.send(exchange);
        }
    }
}

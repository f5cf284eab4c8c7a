//! The server around the operations.

use std::net::SocketAddr;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::Body;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::contents::{Contents, Stored};
use crate::faults::{Fault, Faults};
use crate::service::Service;

/// An S3 server on a free port of the loopback interface, on threads of its own. It ends with the value.
#[derive(Debug)]
pub struct S3Server {
    address: SocketAddr,
    contents: Contents,
    faults: Faults,
    runtime: Option<Runtime>,
}

impl S3Server {
    /// Id of the only key.
    pub const KEY_ID: &'static str = "test-key";
    /// The only key.
    pub const SECRET: &'static str = "test-secret";

    /// Starts a server that has these buckets.
    pub fn start(buckets: &[&str]) -> Self {
        let contents = Contents::default();
        let faults = Faults::default();
        let service = Service {
            contents: contents.clone(),
            buckets: buckets.iter().map(|name| (*name).to_owned()).collect(),
        };
        let mut builder = S3ServiceBuilder::new(service.clone());
        builder.set_auth(SimpleAuth::from_single(Self::KEY_ID, Self::SECRET));
        builder.set_access(service);
        let service = builder.build();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listening = TcpListener::bind(("127.0.0.1", 0));
        let listener = std::thread::scope(|scope| {
            // A test may be asynchronous itself, and runtimes cannot wait inside each other.
            let bound = scope.spawn(|| runtime.block_on(listening));
            bound.join().expect("a thread").expect("a free port")
        });
        let address = listener.local_addr().expect("an address");
        runtime.spawn(accept(listener, service, faults.clone()));
        Self {
            address,
            contents,
            faults,
            runtime: Some(runtime),
        }
    }

    /// `http://127.0.0.1:<port>`; buckets are the first step of paths.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An object.
    pub fn object(&self, bucket: &str, key: &str) -> Option<Stored> {
        let place = (bucket.to_owned(), key.to_owned());
        self.contents.lock().objects.get(&place).cloned()
    }

    /// Keys of all objects of a bucket.
    pub fn keys(&self, bucket: &str) -> Vec<String> {
        let state = self.contents.lock();
        let here = state.objects.keys().filter(|(place, _)| place == bucket);
        here.map(|(_, key)| key.clone()).collect()
    }

    /// How many uploads in parts were begun and neither completed nor aborted.
    pub fn open_uploads(&self) -> usize {
        self.contents.lock().uploads.len()
    }

    /// Lets the next `times` requests fail whose request line (`PUT /bucket/key?partNumber=2`) holds `request`.
    pub fn fail(&self, request: &str, fault: Fault, times: usize) {
        self.faults.plan(request, fault, times);
    }

    /// Lets no request fail any more.
    pub fn recover(&self) {
        self.faults.clear();
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not wait for its threads inside of another one.
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, service: S3Service, faults: Faults) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, service.clone(), faults.clone()));
    }
}

async fn serve(stream: TcpStream, service: S3Service, faults: Faults) {
    let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let (service, faults) = (service.clone(), faults.clone());
        async move {
            let line = format!("{} {}", request.method(), request.uri());
            match faults.befalling(&line) {
                Some(Fault::Disconnect) => {
                    return Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
                }
                Some(Fault::Status(status)) => {
                    let answer = hyper::Response::builder().status(status);
                    return answer.body(Body::empty()).map_err(std::io::Error::other);
                }
                Some(Fault::Slow(time)) => tokio::time::sleep(time).await,
                None => {}
            }
            let answer = service.call(request.map(Body::from)).await;
            answer.map_err(|error| std::io::Error::other(format!("{error:?}")))
        }
    });
    // A client that goes away is no failure of the server.
    let _ = auto::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), answer)
        .await;
}

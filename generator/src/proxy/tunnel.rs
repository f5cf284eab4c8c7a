//! Connections that stop being HTTP.

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

/// Joins both sides as soon as both have changed, until one of them ends.
pub(super) fn open(client: OnUpgrade, upstream: OnUpgrade) {
    tokio::spawn(async move {
        if let (Ok(client), Ok(upstream)) = tokio::join!(client, upstream) {
            let (mut client, mut upstream) = (TokioIo::new(client), TokioIo::new(upstream));
            // However it ends, both sides see it.
            let _ = tokio::io::copy_bidirectional(&mut client, &mut upstream).await;
        }
    });
}

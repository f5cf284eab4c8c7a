//! A bucket of an S3 store, as the place of one kind of file.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::ClientOptions;
use object_store::signer::{HeaderName, HeaderValue, Method, SignedUrlOptions, Signer};
use object_store::{ObjectStoreExt as _, RetryConfig};
use reqwest::StatusCode;

use crate::error::{Error, Result};
use crate::key::Key;
use crate::settings::{BucketPlace, BucketSettings};

/// How long a signed request to the store itself is good for: the clocks of both may differ a little.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest silence of the store; whole answers may take as long as their readers need.
const SILENCE: Duration = Duration::from_secs(60);
/// Longest time that a request is tried again.
const TRYING: Duration = Duration::from_secs(120);
/// Name of the object that proves at the start that the bucket can be written to.
const PROBE: &str = "peertube-write-check";

/// A bucket and how to reach it.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) store: Arc<AmazonS3>,
    name: String,
    prefix: String,
    base_url: String,
    http: reqwest::Client,
    public_acl: Option<HeaderValue>,
    private_acl: Option<HeaderValue>,
    pub(crate) largest_part: u64,
}

impl Bucket {
    pub(crate) fn open(settings: &BucketSettings, place: &BucketPlace) -> Result<Self> {
        let bucket_url = settings.bucket_url(&place.bucket);
        let endpoint = match settings.path_style {
            true => settings.endpoint_url(),
            false => bucket_url.clone(),
        };
        let insecure = endpoint.starts_with("http://");
        let mut client = ClientOptions::new()
            .with_allow_http(insecure)
            .with_connect_timeout(CONNECT)
            .with_timeout_disabled()
            .with_read_timeout(SILENCE);
        for (extension, media_type) in &settings.content_types {
            client = client.with_content_type_for_suffix(*extension, *media_type);
        }
        let retry = RetryConfig {
            max_retries: settings.attempts.saturating_sub(1),
            retry_timeout: TRYING,
            ..RetryConfig::default()
        };
        let store = AmazonS3Builder::new()
            .with_endpoint(endpoint)
            .with_region(&settings.region)
            .with_bucket_name(&place.bucket)
            .with_virtual_hosted_style_request(!settings.path_style)
            .with_access_key_id(&settings.access_key_id)
            .with_secret_access_key(&settings.secret_access_key)
            .with_client_options(client)
            .with_retry(retry)
            .build()
            .map_err(Error::Store)?;
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .build()
            .map_err(Error::Request)?;
        Ok(Self {
            store: Arc::new(store),
            name: place.bucket.clone(),
            prefix: place.prefix.clone(),
            base_url: place.base_url.clone().unwrap_or(bucket_url),
            http,
            public_acl: acl(settings.public_acl.as_deref())?,
            private_acl: acl(settings.private_acl.as_deref())?,
            largest_part: settings.largest_part,
        })
    }

    /// Name of the bucket.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether two keys stand for one object.
    pub(crate) fn is_same_object(&self, key: &Key, other: &Self, other_key: &Key) -> bool {
        self.name == other.name && self.path(key.name()) == other.path(other_key.name())
    }

    pub(crate) fn path(&self, name: &str) -> object_store::path::Path {
        object_store::path::Path::from(format!("{}{name}", self.prefix))
    }

    /// What names are put behind to read public files.
    pub(crate) fn public_base(&self) -> String {
        let base = self.base_url.trim_end_matches('/');
        format!("{base}/{}", self.prefix)
    }

    /// Where anybody can read the file for a while.
    pub(crate) async fn signed_url(&self, key: &Key, lasting: Duration) -> Result<String> {
        let path = self.path(key.name());
        let signed = self.store.signed_url(Method::GET, &path, lasting);
        let url = signed.await.map_err(|error| Error::store(error, key))?;
        Ok(url.into())
    }

    /// Says who may read the file without a signature, as the kind of `key` has it.
    pub(crate) async fn set_access(&self, key: &Key) -> Result<()> {
        let acl = match key.kind().is_private() {
            true => &self.private_acl,
            false => &self.public_acl,
        };
        let Some(acl) = acl else {
            return Ok(());
        };
        let name = HeaderName::from_static("x-amz-acl");
        let options = SignedUrlOptions::new()
            .with_query([("acl", "")])
            .with_signed_header(name.clone(), acl.clone());
        let path = self.path(key.name());
        let signed = self
            .store
            .signed_url_opts(Method::PUT, &path, SIGNED_FOR, &options);
        let url = signed.await.map_err(|error| Error::store(error, key))?;
        let request = self
            .http
            .put(url)
            .header(name, acl)
            .header("content-length", 0);
        let answer = request.send().await.map_err(|error| {
            // The address holds a signature.
            Error::Request(error.without_url())
        })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::NOT_FOUND => Err(Error::NotFound(key.clone())),
            status => Err(Error::Access {
                key: key.clone(),
                status: status.as_u16(),
            }),
        }
    }

    /// Writes and removes a small object.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn probe(&self) -> Result<(), object_store::Error> {
        let path = self.path(PROBE);
        self.store
            .put(&path, bytes::Bytes::from_static(b"ok").into())
            .await?;
        self.store.delete(&path).await
    }
}

fn acl(name: Option<&str>) -> Result<Option<HeaderValue>> {
    let invalid = |_| Error::Acl(name.unwrap_or_default().to_owned());
    name.map(HeaderValue::from_str).transpose().map_err(invalid)
}

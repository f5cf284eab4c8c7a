//! How buckets are reached.

use std::fmt;

use crate::key::Kind;

/// An S3 store and what it holds.
#[derive(Clone)]
pub struct BucketSettings {
    /// Address of the store; `https://` is put before it where no scheme stands.
    pub endpoint: String,
    /// Region of the signatures.
    pub region: String,
    /// `endpoint/bucket/key` instead of `bucket.endpoint/key`.
    pub path_style: bool,
    /// Id of the key of signatures.
    pub access_key_id: String,
    /// The key of signatures.
    pub secret_access_key: String,
    /// Most bytes of a part of an upload.
    pub largest_part: u64,
    /// How often a request is sent until it is given up.
    pub attempts: usize,
    /// Canned ACL of files that everybody may read; none is sent without one.
    pub public_acl: Option<String>,
    /// Canned ACL of files that only some may read; none is sent without one.
    pub private_acl: Option<String>,
    /// Where files of each kind go. A kind that is missing stays on the local disk; private and public web videos share
    /// the place of [`Kind::WebVideo`].
    pub places: Vec<(Kind, BucketPlace)>,
    /// Media types of files by their extensions, without the dot.
    pub content_types: Vec<(&'static str, &'static str)>,
}

/// Where files of a kind go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketPlace {
    /// Name of the bucket.
    pub bucket: String,
    /// What keys begin with.
    pub prefix: String,
    /// Public address of the bucket; the store's own where there is none.
    pub base_url: Option<String>,
}

impl fmt::Debug for BucketSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BucketSettings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

impl BucketSettings {
    /// The store's address with its scheme, without a slash at the end.
    pub(crate) fn endpoint_url(&self) -> String {
        let endpoint = self.endpoint.trim_end_matches('/');
        match endpoint.contains("://") {
            true => endpoint.to_owned(),
            false => format!("https://{endpoint}"),
        }
    }

    /// The address of a bucket, without a slash at the end.
    pub(crate) fn bucket_url(&self, bucket: &str) -> String {
        let endpoint = self.endpoint_url();
        match endpoint.split_once("://") {
            Some((scheme, host)) if !self.path_style => format!("{scheme}://{bucket}.{host}"),
            _ => format!("{endpoint}/{bucket}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_buckets() {
        let mut settings = BucketSettings {
            endpoint: "s3.example.org/".to_owned(),
            region: "us-east-1".to_owned(),
            path_style: false,
            access_key_id: "key".to_owned(),
            secret_access_key: "secret".to_owned(),
            largest_part: 1,
            attempts: 1,
            public_acl: None,
            private_acl: None,
            places: Vec::new(),
            content_types: Vec::new(),
        };
        assert_eq!(settings.bucket_url("b"), "https://b.s3.example.org");
        settings.path_style = true;
        assert_eq!(settings.bucket_url("b"), "https://s3.example.org/b");
        settings.endpoint = "http://127.0.0.1:9".to_owned();
        assert_eq!(settings.bucket_url("b"), "http://127.0.0.1:9/b");
        assert!(!format!("{settings:?}").contains("secret"));
    }
}

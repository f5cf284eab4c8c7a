//! Buckets that hold files instead of the local disk.

use super::tree::sections;
use super::units::ByteSize;
use super::value::Secret;

/// Declares buckets: the same three keys with different defaults.
macro_rules! buckets {
    ($($name:ident: $bucket:literal, $prefix:literal, $doc:literal;)*) => {
        sections! {$(
            #[doc = $doc]
            $name {
                /// Name of the bucket.
                bucket_name: String = $bucket,
                /// What the keys of files begin with.
                prefix: String = $prefix,
                /// Public address of the bucket, where it is not the endpoint's.
                base_url: String = "",
            }
        )*}

        $(impl $name {
            /// Where the files go.
            pub fn place(&self) -> BucketPlace<'_> {
                BucketPlace {
                    bucket_name: &self.bucket_name,
                    prefix: &self.prefix,
                    base_url: &self.base_url,
                }
            }
        })*
    };
}

/// Where files of a kind go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketPlace<'a> {
    /// Name of the bucket; empty for the local disk.
    pub bucket_name: &'a str,
    /// What the keys of files begin with.
    pub prefix: &'a str,
    /// Public address of the bucket; empty for the endpoint's.
    pub base_url: &'a str,
}

buckets! {
    WebVideosBucket: "peertube", "web-videos/", "Web files of videos.";
    ThumbnailsBucket: "", "thumbnails/", "Thumbnails; they lie on the local disk while `bucket_name` is empty. This section is this server's own.";
    TorrentsBucket: "", "torrents/", "Torrents; they lie on the local disk while `bucket_name` is empty. This section is this server's own.";
}

sections! {
    /// An S3 store for files.
    ObjectStorage {
        /// Whether new files go there.
        enabled: bool = false,
        /// Its address, with or without `https://`.
        endpoint: String = "",
        region: String = "us-east-1",
        /// `endpoint/bucket/key` instead of `bucket.endpoint/key`.
        force_path_style: bool = false,
        upload_acl: UploadAcl,
        proxy: ObjectProxy,
        credentials: ObjectCredentials,
        /// Bytes of a part of an upload; larger files are sent in several.
        max_upload_part: ByteSize = ByteSize::mebibytes(100),
        /// How often a request is sent until it is given up.
        max_request_attempts: u32 = 3,
        web_videos: WebVideosBucket,
        thumbnails: ThumbnailsBucket,
        torrents: TorrentsBucket,
        uploads: UploadsBucket,
    }

    /// Data of unfinished uploads, where `uploads.storage` says so. This section is this server's own.
    UploadsBucket {
        /// Name of the bucket; empty for that of web videos.
        bucket_name: String = "",
        /// What the keys begin with, with a slash at the end.
        prefix: String = "uploads/",
    }

    /// Who may read files without a signature, as the store's canned ACLs; none is sent for null.
    UploadAcl {
        /// Files of public and unlisted videos.
        public: Option<String> = Some("public-read".to_owned()),
        /// Files of all others.
        private: Option<String> = Some("private".to_owned()),
    }

    /// How private files are read.
    ObjectProxy {
        /// Through this server; else by signed URLs of the store.
        proxify_private_files: bool = true,
    }

    /// The user of the store.
    ObjectCredentials {
        access_key_id: String = "",
        secret_access_key: Secret,
    }
}

impl ObjectStorage {
    /// Where the data of unfinished uploads goes.
    pub fn uploads_place(&self) -> BucketPlace<'_> {
        BucketPlace {
            bucket_name: match self.uploads.bucket_name.as_str() {
                "" => &self.web_videos.bucket_name,
                name => name,
            },
            prefix: &self.uploads.prefix,
            base_url: "",
        }
    }
}

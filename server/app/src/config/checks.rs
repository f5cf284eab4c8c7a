//! Rules between keys: what PeerTube refuses to start with, as far as this server uses the keys.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;

use peertube_kernel::config::{BrowseSort, Config, UploadStorage};
use peertube_store::Location;

use crate::http::TrustedProxies;

/// Bytes of the smallest part that S3 stores take, the last one of a file apart.
const SMALLEST_PART: u64 = 5 * 1024 * 1024;

/// Times after which the jobs of a silent server may be taken over. Leases of more than an hour count as given by a clock that
/// was wrong.
const LEASES: RangeInclusive<Duration> = Duration::from_secs(2)..=Duration::from_secs(30 * 60);

/// A rule that does not hold.
pub(crate) struct Broken {
    /// The key to change.
    pub(crate) key: &'static str,
    /// What is wrong and what would be right.
    pub(crate) message: Cow<'static, str>,
}

/// All rules that do not hold.
pub(crate) fn broken(config: &Config) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut check = |holds: bool, key, message| {
        if !holds {
            broken.push(Broken {
                key,
                message: Cow::Borrowed(message),
            });
        }
    };
    transcoding(config, &mut check);
    live(config, &mut check);
    object_storage(config, &mut check);
    others(config, &mut check);
    if let Err(wrong) = Location::from_config(&config.database) {
        broken.push(Broken {
            key: wrong.key,
            message: Cow::Owned(wrong.message),
        });
    }
    let cidr = &config.signup.filters.cidr;
    let networks = [
        ("trust_proxy", &config.trust_proxy),
        ("signup.filters.cidr.whitelist", &cidr.whitelist),
        ("signup.filters.cidr.blacklist", &cidr.blacklist),
    ];
    for (key, entries) in networks {
        if let Err(invalid) = TrustedProxies::parse(entries) {
            let message = Cow::Owned(invalid.to_string());
            broken.push(Broken { key, message });
        }
    }
    broken
}

type Check<'a> = &'a mut dyn FnMut(bool, &'static str, &'static str);

fn transcoding(config: &Config, check: Check<'_>) {
    let transcoding = &config.transcoding;
    check(
        !transcoding.enabled || transcoding.web_videos.enabled || transcoding.hls.enabled,
        "transcoding.enabled",
        "transcoding makes nothing: switch on `transcoding.web_videos.enabled` or `transcoding.hls.enabled`",
    );
    check(
        transcoding.concurrency > 0,
        "transcoding.concurrency",
        "must be at least 1",
    );
    check(
        !config.video_studio.enabled || transcoding.enabled,
        "video_studio.enabled",
        "the studio needs `transcoding.enabled`",
    );
    check(
        config.thumbnails.generation_from_video.frames_to_analyze >= 2,
        "thumbnails.generation_from_video.frames_to_analyze",
        "must be at least 2",
    );
    check(
        !config.thumbnails.sizes.is_empty(),
        "thumbnails.sizes",
        "must hold at least one size",
    );
}

fn live(config: &Config, check: Check<'_>) {
    let live = &config.live;
    if !live.enabled {
        return;
    }
    check(
        !live.allow_replay || config.transcoding.enabled,
        "live.allow_replay",
        "replays need `transcoding.enabled`",
    );
    check(
        live.rtmp.enabled || live.rtmps.enabled,
        "live.enabled",
        "live needs `live.rtmp.enabled` or `live.rtmps.enabled`",
    );
    check(
        !live.rtmps.enabled
            || (!live.rtmps.key_file.is_empty() && !live.rtmps.cert_file.is_empty()),
        "live.rtmps.enabled",
        "RTMPS needs `live.rtmps.key_file` and `live.rtmps.cert_file`",
    );
}

fn object_storage(config: &Config, check: Check<'_>) {
    let storage = &config.object_storage;
    check(
        storage.enabled || config.uploads.storage != UploadStorage::ObjectStorage,
        "uploads.storage",
        "uploads can only be kept in object storage where `object_storage.enabled` is true",
    );
    if !storage.enabled {
        return;
    }
    check(
        !storage.endpoint.is_empty(),
        "object_storage.endpoint",
        "object storage needs the address of its server",
    );
    let credentials = &storage.credentials;
    check(
        !credentials.access_key_id.is_empty(),
        "object_storage.credentials.access_key_id",
        "object storage needs credentials",
    );
    check(
        !credentials.secret_access_key.is_empty(),
        "object_storage.credentials.secret_access_key",
        "object storage needs credentials",
    );
    check(
        !storage.web_videos.bucket_name.is_empty(),
        "object_storage.web_videos.bucket_name",
        "must name a bucket",
    );
    check(
        storage.max_upload_part.bytes() >= SMALLEST_PART,
        "object_storage.max_upload_part",
        "must be at least 5MB: stores take no smaller parts",
    );
    check(
        storage.max_request_attempts >= 1,
        "object_storage.max_request_attempts",
        "must be at least 1",
    );
    check(
        storage.uploads.prefix.len() > 1 && storage.uploads.prefix.ends_with('/'),
        "object_storage.uploads.prefix",
        "must be a name with a slash at its end",
    );
    let places = [
        storage.web_videos.place(),
        storage.thumbnails.place(),
        storage.torrents.place(),
        storage.uploads_place(),
    ];
    let used = || places.iter().filter(|place| !place.bucket_name.is_empty());
    let distinct: BTreeSet<_> = used()
        .map(|place| (place.bucket_name, place.prefix))
        .collect();
    check(
        distinct.len() == used().count(),
        "object_storage.web_videos.prefix",
        "kinds of files must differ in bucket or prefix",
    );
}

fn others(config: &Config, check: Check<'_>) {
    check(
        LEASES.contains(&config.jobs.lease),
        "jobs.lease",
        "must be from 2 seconds to 30 minutes; servers give signs of life at a third of it",
    );
    let imports = &config.import.videos;
    check(
        imports.concurrency > 0 || !(imports.http.enabled || imports.torrent.enabled),
        "import.videos.concurrency",
        "must be at least 1 where imports are on",
    );
    check(
        !config.search.search_index.enabled || config.search.remote_uri.users,
        "search.search_index.enabled",
        "the search index needs `search.remote_uri.users`",
    );
    let algorithm = match config.client.browse_videos.default_sort {
        BrowseSort::Trending => Some("most-viewed"),
        BrowseSort::Hot => Some("hot"),
        BrowseSort::Likes => Some("most-liked"),
        _ => None,
    };
    let enabled = &config.trending.videos.algorithms.enabled;
    check(
        algorithm.is_none_or(|name| enabled.iter().any(|other| other == name)),
        "client.browse_videos.default_sort",
        "this order needs its algorithm in `trending.videos.algorithms.enabled`",
    );
}

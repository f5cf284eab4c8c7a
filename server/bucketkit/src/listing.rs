//! Lists of keys, page by page.

use std::time::SystemTime;

use s3s::dto::{CommonPrefix, ListObjectsV2Input, ListObjectsV2Output, Object};

use crate::contents::State;

/// Most entries of a page: far fewer than other stores have, so that clients have to ask for more.
const PAGE: usize = 20;

/// The page that is asked for: keys that begin with the prefix, those behind a delimiter folded into one entry.
pub(crate) fn page(state: &State, input: ListObjectsV2Input) -> ListObjectsV2Output {
    let prefix = input.prefix.clone().unwrap_or_default();
    let after = input.continuation_token.clone().or(input.start_after);
    let mut keys = Vec::new();
    let mut folders: Vec<String> = Vec::new();
    let mut last = None;
    let mut more = false;
    for ((bucket, key), stored) in &state.objects {
        let Some(rest) = key.strip_prefix(&prefix) else {
            continue;
        };
        let delimiter = input.delimiter.as_deref();
        let entry = match delimiter.and_then(|delimiter| rest.split_once(delimiter)) {
            Some((folder, _)) => {
                format!("{prefix}{folder}{}", delimiter.unwrap_or_default())
            }
            None => key.clone(),
        };
        let seen = after.as_ref().is_some_and(|after| entry <= *after);
        if *bucket != input.bucket || seen || last.as_ref() == Some(&entry) {
            continue;
        }
        if keys.len() + folders.len() == PAGE {
            more = true;
            break;
        }
        if entry == *key {
            keys.push(Object {
                key: Some(key.clone()),
                size: i64::try_from(stored.content.len()).ok(),
                last_modified: Some(SystemTime::now().into()),
                ..Object::default()
            });
        } else {
            folders.push(entry.clone());
        }
        last = Some(entry);
    }
    let folders: Vec<_> = folders
        .into_iter()
        .map(|prefix| CommonPrefix {
            prefix: Some(prefix),
        })
        .collect();
    ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(prefix),
        key_count: i32::try_from(keys.len() + folders.len()).ok(),
        contents: Some(keys),
        common_prefixes: Some(folders),
        is_truncated: Some(more),
        next_continuation_token: last.filter(|_| more),
        ..ListObjectsV2Output::default()
    }
}

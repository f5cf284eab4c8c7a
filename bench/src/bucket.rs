//! Files into a bucket, against the disk.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use peertube_bucketkit::S3Server;
use peertube_objects::{BucketPlace, BucketSettings, Key, Kind, Objects, Roots};

use crate::get::median;
use crate::report::Row;

const BUCKET: &str = "videos";
const MIB: usize = 1024 * 1024;
const SIZE: usize = 256 * MIB;
const ROUNDS: usize = 5;

/// Serves an S3 server until standard input ends; its address is printed.
pub(crate) fn serve() -> io::Result<()> {
    let server = S3Server::start(&[BUCKET]);
    println!("{}", server.endpoint());
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

/// The server as a process; it ends when its standard input does.
struct Bucket {
    child: Child,
    endpoint: String,
}

impl Bucket {
    fn start() -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("bucket")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut endpoint = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut endpoint)?;
        }
        Ok(Self {
            child,
            endpoint: endpoint.trim().to_owned(),
        })
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself now.
        let _ended = self.child.wait();
    }
}

fn open(folder: &Path, bucket: Option<&Bucket>) -> io::Result<Objects> {
    let roots = Roots {
        web_videos: folder.join("web-videos"),
        thumbnails: folder.join("thumbnails"),
        torrents: folder.join("torrents"),
        tmp: folder.join("tmp"),
    };
    let settings = bucket.map(|bucket| BucketSettings {
        endpoint: bucket.endpoint.clone(),
        region: "us-east-1".to_owned(),
        path_style: true,
        access_key_id: S3Server::KEY_ID.to_owned(),
        secret_access_key: S3Server::SECRET.to_owned(),
        largest_part: 100 * MIB as u64,
        attempts: 3,
        public_acl: Some("public-read".to_owned()),
        private_acl: Some("private".to_owned()),
        places: vec![(
            Kind::WebVideo,
            BucketPlace {
                bucket: BUCKET.to_owned(),
                prefix: String::new(),
                base_url: None,
            },
        )],
        content_types: vec![("mp4", "video/mp4")],
    });
    Objects::open(&roots, settings.as_ref()).map_err(io::Error::other)
}

/// An uploaded file on its way to where it stays: written to the disk, and moved there or sent to the bucket.
pub(crate) async fn files() -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let bucket = Bucket::start()?;
    let content = vec![7_u8; SIZE];
    let mut rates = Vec::new();
    for to in [None, Some(&bucket)] {
        let objects = open(folder.path(), to)?;
        let key = Key::new(Kind::WebVideo, "film.mp4").map_err(io::Error::other)?;
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let source = objects.spool_dir().join("incoming");
            let begin = Instant::now();
            std::fs::write(&source, &content)?;
            objects
                .put_file(&key, &source)
                .await
                .map_err(io::Error::other)?;
            times.push(begin.elapsed().as_secs_f64());
            objects.delete(&key).await.map_err(io::Error::other)?;
        }
        rates.push(SIZE as f64 / 1e6 / median(times));
    }
    Ok(Row {
        what: "256 MiB to an S3 server of the same machine, from the upload on".to_owned(),
        figure: format!("{:.0} MB/s", rates[1]),
        against: format!(
            "local disk {:.0} MB/s: x{:.2}",
            rates[0],
            rates[1] / rates[0]
        ),
        target: "at least 50 MB/s",
        met: rates[1] >= 50.0,
    })
}

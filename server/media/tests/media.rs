//! Real files, made and read by the real programs.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use peertube_media::{AspectRatio, Error, Made, Media, ThumbnailSize, Tools, tools};
use tempfile::TempDir;

fn media() -> Media {
    Media::new(Tools::from_env())
}

/// Runs ffmpeg with these words, in `folder`.
fn ffmpeg(folder: &TempDir, arguments: &str) {
    let status = Command::new(Tools::from_env().ffmpeg)
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments.split_whitespace())
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(status.success(), "{arguments}");
}

fn folder() -> TempDir {
    TempDir::new().unwrap()
}

fn landscape(folder: &TempDir) -> PathBuf {
    ffmpeg(
        folder,
        "-f lavfi -i testsrc=s=320x180:r=25:d=2 -f lavfi -i sine=d=2 -pix_fmt yuv420p -shortest -movflags faststart film.mp4",
    );
    folder.path().join("film.mp4")
}

async fn not_media(path: &Path) -> String {
    match media().probe(path).await {
        Err(error @ Error::NotMedia(_)) => {
            let kernel: peertube_kernel::Error = error.into();
            assert_eq!(kernel.kind.status(), 422);
            kernel.to_string()
        }
        other => panic!("{}: {other:?}", path.display()),
    }
}

fn size_of(made: &Made) -> (u32, u32) {
    let reader = image::ImageReader::open(&made.path)
        .unwrap()
        .with_guessed_format()
        .unwrap();
    assert_eq!(
        format!(".{}", reader.format().unwrap().extensions_str()[0]),
        made.extension
    );
    reader.into_dimensions().unwrap()
}

fn assert_default_sizes(made: &[Made], extension: &str) {
    let label = |made: &Made| (made.width, made.height, made.aspect_ratio.label());
    let expected = [
        (1920, 1080, "16:9"),
        (1400, 1400, "1:1"),
        (1280, 720, "16:9"),
        (850, 480, "16:9"),
        (280, 157, "16:9"),
    ];
    assert_eq!(made.iter().map(label).collect::<Vec<_>>(), expected);
    for made in made {
        assert_eq!(made.extension, extension);
        assert_eq!(size_of(made), (made.width, made.height));
    }
}

#[tokio::test]
async fn versions_are_told_and_a_missing_program_too() {
    let versions = tools::versions(&Tools::from_env()).await.unwrap();
    assert!(
        !versions.ffmpeg.is_outdated() && !versions.ffprobe.is_outdated(),
        "{versions:?}"
    );
    let missing = Tools {
        ffprobe: "/nowhere/ffprobe".to_owned(),
        ..Tools::from_env()
    };
    let error = tools::versions(&missing).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Missing {
                variable: "FFPROBE_PATH",
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_film_with_sound() {
    let folder = folder();
    let path = landscape(&folder);
    let media = media();

    let probe = media.probe(&path).await.unwrap();

    assert_eq!(
        (probe.width, probe.height, probe.resolution, probe.fps),
        (320, 180, 180, 25)
    );
    assert_eq!(
        (probe.duration_seconds, probe.aspect_ratio),
        (2, Some(1.7778))
    );
    assert!((1.9..2.1).contains(&probe.duration), "{}", probe.duration);
    assert!(probe.has_audio && probe.has_video && !probe.is_audio());
    assert!(probe.container.contains("mp4") && probe.bitrate.is_some());
    assert_eq!(probe.metadata["streams"].as_array().unwrap().len(), 2);
    assert!(
        probe.metadata["chapters"].is_array()
            && probe.metadata["format"]["format_name"].is_string()
    );
    assert!(
        !probe.metadata.to_string().contains("film.mp4"),
        "the path stays here"
    );

    let made = media
        .thumbnails(&path, &probe, &ThumbnailSize::DEFAULT, folder.path())
        .await
        .unwrap();
    assert_default_sizes(&made, ".jpg");
    // The test picture has many colours; the built-in one has two.
    let picture = image::open(&made[4].path).unwrap().to_rgb8();
    let corners = [picture.get_pixel(20, 20), picture.get_pixel(260, 20)];
    assert_ne!(corners[0], corners[1]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&made[0].path).unwrap().permissions().mode() & 0o444,
            0o444
        );
    }
    drop(made);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "what nobody took is removed"
    );
}

#[tokio::test]
async fn a_portrait_film_and_a_name_like_an_option() {
    let folder = folder();
    ffmpeg(
        &folder,
        "-f lavfi -i testsrc=s=90x160:r=60:d=1 -c:v libvpx -deadline realtime film.webm",
    );
    let path = folder.path().join("-i http: %d.webm");
    fs::rename(folder.path().join("film.webm"), &path).unwrap();

    let probe = media().probe(&path).await.unwrap();
    assert_eq!(
        (probe.width, probe.height, probe.resolution, probe.fps),
        (90, 160, 90, 60)
    );
    assert_eq!((probe.aspect_ratio, probe.has_audio), (Some(0.5625), false));

    let size = &ThumbnailSize::DEFAULT[..1];
    let made = media()
        .thumbnails_from_video(&path, probe.duration, size, folder.path())
        .await
        .unwrap();
    assert_eq!(size_of(&made[0]), (280, 157));
}

#[tokio::test]
async fn rotation_swaps_the_sides() {
    let folder = folder();
    landscape(&folder);
    ffmpeg(
        &folder,
        "-i film.mp4 -c copy -metadata:s:v rotate=90 turned.mp4",
    );
    let path = folder.path().join("turned.mp4");
    let probe = media().probe(&path).await.unwrap();
    assert_eq!(
        (probe.width, probe.height, probe.aspect_ratio),
        (180, 320, Some(0.5625))
    );
}

#[tokio::test]
async fn a_song_with_a_cover_is_audio() {
    let folder = folder();
    ffmpeg(
        &folder,
        "-f lavfi -i testsrc=s=64x64:d=1 -frames:v 1 cover.png",
    );
    ffmpeg(
        &folder,
        "-f lavfi -i sine=d=2 -i cover.png -map 0 -map 1 -c:v copy -disposition:v attached_pic song.mp3",
    );
    let path = folder.path().join("song.mp3");
    let media = media();

    let probe = media.probe(&path).await.unwrap();
    assert!(probe.is_audio() && probe.has_audio && probe.has_video);
    assert_eq!(
        (
            probe.width,
            probe.height,
            probe.resolution,
            probe.fps,
            probe.aspect_ratio
        ),
        (0, 0, 0, 0, None)
    );
    assert_eq!(probe.duration_seconds, 2);

    let made = media
        .thumbnails(&path, &probe, &ThumbnailSize::DEFAULT, folder.path())
        .await
        .unwrap();
    assert_default_sizes(&made, ".jpg");
    let error = media
        .thumbnails_from_video(&path, 2.0, &ThumbnailSize::DEFAULT, folder.path())
        .await;
    assert!(matches!(error, Err(Error::NoFrame(_))), "{error:?}");
}

#[tokio::test]
async fn chapters_are_read() {
    let folder = folder();
    landscape(&folder);
    let chapters = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=Two\n";
    fs::write(folder.path().join("chapters.txt"), chapters).unwrap();
    ffmpeg(
        &folder,
        "-i film.mp4 -i chapters.txt -map_metadata 1 -c copy chapters.mkv",
    );
    let probe = media()
        .probe(&folder.path().join("chapters.mkv"))
        .await
        .unwrap();
    let read: Vec<_> = probe
        .chapters
        .iter()
        .map(|chapter| (chapter.start, chapter.title.as_str()))
        .collect();
    assert_eq!(read, [(0.0, "One"), (1.0, "Two")]);
}

#[tokio::test]
async fn a_film_without_its_end() {
    let folder = folder();
    landscape(&folder);
    ffmpeg(&folder, "-i film.mp4 -c copy index-at-the-end.mp4");
    // Its index is gone.
    let path = folder.path().join("index-at-the-end.mp4");
    cut(&path, 2);
    not_media(&path).await;

    // Its index is there, its middle is not: a frame of the start is taken.
    let path = folder.path().join("film.mp4");
    cut(&path, 2);
    let probe = media().probe(&path).await.unwrap();
    assert_eq!(probe.duration_seconds, 2);
    let size = &ThumbnailSize::DEFAULT[..1];
    let made = media()
        .thumbnails_from_video(&path, probe.duration, size, folder.path())
        .await
        .unwrap();
    assert_eq!(made.len(), 1);
    let made = media()
        .thumbnails_from_video(&path, 100.0, size, folder.path())
        .await
        .unwrap();
    assert_eq!(made.len(), 1);
}

/// Leaves one part of so many.
fn cut(path: &Path, parts: u64) {
    let file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() / parts)
        .unwrap();
}

#[tokio::test]
async fn what_only_claims_to_be_a_film() {
    let folder = folder();
    landscape(&folder);
    ffmpeg(
        &folder,
        "-f lavfi -i testsrc=s=64x64:d=1 -frames:v 1 picture.png",
    );
    let film = folder.path().join("film.mp4").display().to_string();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let text = write("text.mp4", &"This is a text, not a film.\n".repeat(200));
    let empty = write("empty.mp4", "");
    let playlist = write(
        "list.m3u8",
        &format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{film}\n#EXT-X-ENDLIST\n"),
    );
    let renamed = write(
        "list.mp4",
        &format!("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{film}\n#EXT-X-ENDLIST\n"),
    );
    let concat = write(
        "list.txt",
        &format!("ffconcat version 1.0\nfile '{film}'\n"),
    );
    let subtitles = write("a.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n");
    for path in [
        &text,
        &empty,
        &playlist,
        &renamed,
        &concat,
        &subtitles,
        &folder.path().join("picture.png"),
    ] {
        let log = not_media(path).await;
        assert!(!log.is_empty());
        if path != &empty {
            let frame = media()
                .thumbnails_from_video(path, 2.0, &ThumbnailSize::DEFAULT, folder.path())
                .await;
            assert!(
                matches!(frame, Err(Error::NoFrame(_))),
                "{}",
                path.display()
            );
        }
    }
    assert!(matches!(
        media().probe(&folder.path().join("missing.mp4")).await,
        Err(Error::Io(_))
    ));
}

#[tokio::test]
async fn huge_frames_in_a_small_file_are_not_decoded() {
    let folder = folder();
    ffmpeg(
        &folder,
        "-f lavfi -i color=black:s=8200x8200:r=1:d=1 -frames:v 1 -c:v mjpeg -pix_fmt yuvj420p huge.avi",
    );
    let path = folder.path().join("huge.avi");
    let frame = media()
        .thumbnails_from_video(&path, 1.0, &[], folder.path())
        .await;
    assert!(matches!(frame, Err(Error::NoFrame(_))), "{frame:?}");
}

#[tokio::test]
async fn a_slow_program_is_ended() {
    let folder = folder();
    let path = landscape(&folder);
    let slow = Tools {
        probe_limit: std::time::Duration::ZERO,
        ..Tools::from_env()
    };
    let error = Media::new(slow).probe(&path).await;
    assert!(matches!(error, Err(Error::TimedOut { .. })), "{error:?}");
}

#[tokio::test]
async fn pictures_that_were_sent() {
    let folder = folder();
    let media = media();
    let sizes = &ThumbnailSize::DEFAULT[..2];
    for (name, extension) in [("a.jpg", ".jpg"), ("a.png", ".png"), ("a.webp", ".webp")] {
        image::RgbImage::from_pixel(640, 360, image::Rgb([10, 200, 30]))
            .save(folder.path().join(name))
            .unwrap();
        // The content counts, not the name.
        let path = folder.path().join("picture");
        fs::rename(folder.path().join(name), &path).unwrap();
        let made = media
            .thumbnails_from_picture(&path, sizes, folder.path())
            .await
            .unwrap();
        assert_eq!(
            made.iter().map(size_of).collect::<Vec<_>>(),
            [(280, 157), (850, 480)]
        );
        assert!(
            made.iter()
                .all(|made| made.extension == extension && made.aspect_ratio == AspectRatio::Wide)
        );
    }
}

#[tokio::test]
async fn pictures_that_cannot_be_read() {
    let folder = folder();
    ffmpeg(
        &folder,
        "-f lavfi -i testsrc=s=64x64:d=1 -frames:v 1 good.png",
    );
    ffmpeg(&folder, "-i good.png animation.gif");
    let good = fs::read(folder.path().join("good.png")).unwrap();
    // A header that claims 60000 x 60000 pixels.
    let mut bomb = good.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let files: [(&str, &[u8]); 4] = [
        ("text", b"not a picture"),
        ("empty", b""),
        ("cut", &good[..good.len() / 2]),
        ("bomb", &bomb),
    ];
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    for name in ["text", "empty", "cut", "bomb", "animation.gif"] {
        let made = media()
            .thumbnails_from_picture(
                &folder.path().join(name),
                &ThumbnailSize::DEFAULT,
                folder.path(),
            )
            .await;
        let error = made.unwrap_err();
        assert!(matches!(error, Error::Picture(_)), "{name}: {error:?}");
        assert_eq!(peertube_kernel::Error::from(error).kind.status(), 400);
    }
}

//! Real media, made by ffmpeg once and shared by all tests through `target/`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A film of ten seconds, 320x180, H.264 and AAC, about 100 kB.
pub fn clip() -> PathBuf {
    made(
        "clip.mp4",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x180:rate=15:duration=10",
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:duration=10",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-crf",
            "40",
            "-g",
            "15",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-b:a",
            "32k",
            "-movflags",
            "+faststart",
        ],
    )
}

/// The bytes of [`clip`].
pub fn clip_bytes() -> Vec<u8> {
    std::fs::read(clip()).expect("the clip")
}

/// A picture, 640x360.
pub fn picture() -> PathBuf {
    made(
        "picture.jpg",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=640x360:duration=1",
            "-frames:v",
            "1",
            "-update",
            "1",
        ],
    )
}

/// The clip made longer to exactly `size` bytes by a box that players skip, filled from `seed`: a film whose every byte
/// counts for a checksum, and no two alike.
pub fn padded_clip(size: usize, seed: u64) -> Vec<u8> {
    let mut bytes = clip_bytes();
    let box_size = size
        .checked_sub(bytes.len())
        .expect("a size above the clip's");
    assert!(box_size >= 8, "a box has a head of eight bytes");
    bytes.reserve_exact(box_size);
    bytes.extend(
        u32::try_from(box_size)
            .expect("a size below 4 GiB")
            .to_be_bytes(),
    );
    bytes.extend(b"free");
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    while bytes.len() < size {
        // xorshift64: noise that is the same in every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let noise = state.to_le_bytes();
        let wanted = noise.len().min(size - bytes.len());
        bytes.extend(&noise[..wanted]);
    }
    bytes
}

/// `target/` of this build.
pub fn target() -> PathBuf {
    let fallback = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(fallback, PathBuf::from)
}

/// The file of this name in `target/test-media`; ffmpeg makes it when it is missing, and other tests wait meanwhile.
fn made(name: &str, arguments: &[&str]) -> PathBuf {
    let directory = target().join("test-media");
    let file = directory.join(name);
    if file.exists() {
        return file;
    }
    std::fs::create_dir_all(&directory).expect("a directory");
    let lock = File::create(directory.join("lock")).expect("a lock file");
    lock.lock().expect("a lock");
    if file.exists() {
        return file;
    }
    let unfinished = directory.join(format!("unfinished-{name}"));
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments)
        .arg(&unfinished)
        .stdin(Stdio::null())
        .output()
        .expect("ffmpeg, which `cargo xtask setup` installs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ffmpeg: {complaint}");
    std::fs::rename(unfinished, &file).expect("renamed");
    file
}

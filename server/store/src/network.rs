//! File systems on which SQLite loses data: locks and shared memory do not reach across machines.

use std::path::Path;

use crate::opening::OpenError;

/// Types as `statfs` tells them, in the low 32 bits.
const NETWORK: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB 2"),
    (0x0102_1997, "9p"),
    (0x00c3_6400, "Ceph"),
    (0x0bd0_0bd0, "Lustre"),
    (0x5346_414f, "AFS"),
    (0x6b41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x7461_636f, "OCFS2"),
    (0x0116_1970, "GFS2"),
    (0x4750_4653, "GPFS"),
];
const FUSE: u32 = 0x6573_5546;
/// File systems in user space, as `mountinfo` names them, that lie on other machines.
const FUSE_NETWORK: &[&str] = &[
    "sshfs",
    "s3fs",
    "rclone",
    "glusterfs",
    "ceph",
    "ceph-fuse",
    "davfs",
    "davfs2",
    "gcsfuse",
    "goofys",
    "mount-s3",
    "juicefs",
    "seaweedfs",
    "moosefs",
    "mfs",
    "curlftpfs",
    "gvfsd-fuse",
    "beegfs",
    "nfs",
    "smbnetfs",
    "blobfuse",
    "blobfuse2",
];

/// Refuses a file that would lie on another machine.
pub(crate) fn refuse(file: &Path) -> Result<(), OpenError> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // What cannot be looked at is found out when the file is opened.
    let Ok(found) = rustix::fs::statfs(folder) else {
        return Ok(());
    };
    let Ok(folder) = folder.canonicalize() else {
        return Ok(());
    };
    // The width of the field differs between systems; all types fit into 32 bits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let magic = found.f_type as u32;
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    match kind(magic, mounts, &folder) {
        Some(kind) => Err(OpenError::new(format!(
            "`database.url`: {} lies on a network file system ({kind}), where SQLite cannot keep what it is given: use a \
             local disk, or PostgreSQL",
            file.display()
        ))),
        None => Ok(()),
    }
}

/// What sort of network file system it is; `None` for local ones.
fn kind(magic: u32, mounts: impl FnOnce() -> String, folder: &Path) -> Option<String> {
    if let Some((_, name)) = NETWORK.iter().find(|(known, _)| *known == magic) {
        return Some((*name).to_owned());
    }
    if magic != FUSE {
        return None;
    }
    let mounts = mounts();
    let fuse = fuse_type(&mounts, folder)?;
    FUSE_NETWORK.contains(&fuse).then(|| format!("fuse.{fuse}"))
}

/// The type, after `fuse.`, of the innermost mount that holds the folder.
fn fuse_type<'m>(mounts: &'m str, folder: &Path) -> Option<&'m str> {
    let mounts = mounts.lines().filter_map(|line| {
        let (mount, source) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4)?.replace("\\040", " ");
        let depth = Path::new(&point).components().count();
        folder
            .starts_with(&point)
            .then_some((depth, source.split(' ').next()?))
    });
    // Of two mounts on one point the later one is seen.
    let (_, kind) = mounts.max_by_key(|(depth, _)| *depth)?;
    kind.strip_prefix("fuse.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
29 1 254:0 / / rw - ext4 /dev/vda rw
40 29 0:35 / /mnt/my\\040disk rw,nosuid shared:1 - fuse.sshfs me@host: rw
41 40 0:36 / /mnt/my\\040disk/inner rw - fuseblk /dev/sdb1 rw
42 29 0:37 / /home/me/encrypted rw - fuse.gocryptfs /home/me/cipher rw
";

    #[test]
    fn network_file_systems_are_told_from_local_ones() {
        let cases = [
            (0x6969, "/srv", Some("NFS")),
            (0xff53_4d42, "/srv", Some("CIFS")),
            (0xef53, "/srv", None),
            (0x0102_1994, "/tmp", None),
            (FUSE, "/mnt/my disk/videos", Some("fuse.sshfs")),
            (FUSE, "/mnt/my disk/inner", None),
            (FUSE, "/mnt/my diskette", None),
            (FUSE, "/home/me/encrypted", None),
        ];
        for (magic, folder, expected) in cases {
            let found = kind(magic, || MOUNTS.to_owned(), Path::new(folder));
            assert_eq!(found.as_deref(), expected, "{magic:x} {folder}");
        }
    }

    #[test]
    fn a_local_folder_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        refuse(&folder.path().join("db.sqlite")).unwrap();
    }
}

//! The folder for files that are still coming in.

use std::fs;
use std::io;
use std::path::Path;

/// Makes the folder and removes what an earlier run left in it. Returns how many entries were removed.
///
/// Blocking: for the start of the server.
pub(crate) fn prepare(folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
        removed += 1;
    }
    Ok(removed)
}

/// Whether a file can be renamed from `one` to `other`.
#[cfg(unix)]
pub(crate) fn same_file_system(one: &Path, other: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(one)?.dev() == fs::metadata(other)?.dev())
}

/// Whether a file can be renamed from `one` to `other`; not known here, so it is tried.
#[cfg(not(unix))]
pub(crate) fn same_file_system(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(true)
}

//! The local folder that photos lie in, and whether it is still the one that was opened.
//!
//! A network disk that drops out leaves an empty mount point behind. Without a look at it, photos would be "not
//! found", and new ones would go to the wrong disk and vanish when the right one comes back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An opened folder.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    device: u64,
}

impl Folder {
    /// Opens the folder; makes it, readable by its owner only, when it is not there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        Ok(Self { path: path.to_owned(), device: device_of(path)? })
    }

    /// Fails unless the folder is there, on the disk where it was when it was opened.
    pub(super) async fn check(folder: &Arc<Self>) -> object_store::Result<()> {
        let folder = Arc::clone(folder);
        // A hung network disk hangs here, where the caller's time limit reaches it.
        tokio::task::spawn_blocking(move || {
            let looked = device_of(&folder.path).and_then(|device| {
                if device == folder.device {
                    Ok(())
                } else {
                    Err(io::Error::other("another disk is mounted there"))
                }
            });
            looked.map_err(|error| object_store::Error::Generic {
                store: "photo folder",
                source: Box::new(error),
            })
        })
        .await?
    }
}

/// The number of the device that holds this folder; an error when it is not a folder.
fn device_of(path: &Path) -> io::Result<u64> {
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    #[cfg(unix)]
    return Ok(std::os::unix::fs::MetadataExt::dev(&metadata));
    #[cfg(not(unix))]
    return Ok(0);
}

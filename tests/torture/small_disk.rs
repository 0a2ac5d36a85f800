//! A disk that is soon full.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A small file system in memory. Taken down with this value.
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts a disk of this size. Only root may do that: to skip the test silently would promise what nobody tried.
    pub fn mount(kib: u64) -> Self {
        let folder = tempfile::Builder::new().prefix("golden-beans-disk.").tempdir().unwrap();
        let size = format!("size={kib}k,mode=0777");
        let output =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        let output = output.expect("there is a program mount");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "this test mounts a small disk, for which it must run as root: {complaint}"
        );
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills the disk but for so many KiB.
    pub fn fill(&self, leave_kib: usize) {
        let mut file = OpenOptions::new().create(true).append(true).open(self.ballast()).unwrap();
        let block = [0x2e; 1024];
        while file.write_all(&block).is_ok() {}
        let full = file.metadata().unwrap().len();
        file.set_len(full.saturating_sub(leave_kib as u64 * 1024)).unwrap();
    }

    /// Makes room again.
    pub fn make_room(&self) {
        File::options().write(true).truncate(true).open(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: who still has a file open keeps it until then.
        let unmounted = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) && !std::thread::panicking() {
            panic!("cannot unmount {}", self.folder.path().display());
        }
    }
}

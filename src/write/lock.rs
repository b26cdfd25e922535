//! One run at a time writes into a project.
//!
//! The lock is on the project's folder itself, which leaves nothing behind, however a run ends. A file system or a platform
//! without such locks goes without one.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::WriteError;
use super::disk::PREFIX;
use crate::model::RelPath;

/// Writing takes milliseconds; a run that is stopped while it writes must not stop every other one for good.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// Held until it is dropped.
pub(super) struct Lock(#[expect(dead_code, reason = "its end is what matters")] Option<File>);

pub(super) fn take(root: &Path) -> Result<Lock, WriteError> {
    let Ok(folder) = File::open(root) else { return Ok(Lock(None)) };
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Ok(Lock(Some(folder))),
            Err(std::fs::TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(std::fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(std::fs::TryLockError::Error(_)) => return Ok(Lock(None)),
        }
    }
    Err(WriteError::new(&RelPath::root(), "another run of pydock is writing here", "wait for it to end, or end it"))
}

/// Removes what a killed run left in a folder. With the lock held, no run needs any of it.
pub(super) fn clean(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).is_some_and(is_random);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            // What cannot be removed does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The six letters and digits that temporary files have behind the prefix.
fn is_random(rest: &str) -> bool {
    rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

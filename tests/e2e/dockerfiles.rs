//! Dockerfiles of the kinds that people write, none of them pydock's: each is built as it is. `preflight` of the tests of the command
//! line holds `pydock check --build` silent about the same files.

use std::path::{Path, PathBuf};

use crate::docker::Engine;

/// Builds that run at the same time.
const AT_ONCE: usize = 2;

/// Builds every file below `tests/dockerfiles` in its context. Nothing but the build cache is left.
pub fn all_build(engine: &Engine) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dockerfiles");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|error| error.to_string())?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "Dockerfile"))
        .collect();
    files.sort();
    if files.len() < 60 {
        return Err(format!("{} files in {}", files.len(), folder.display()));
    }
    let context = folder.join("context");
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failed = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    if let Err(error) = builds(engine, &context, file) {
                        failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(error);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_default();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n\n")) }
}

fn builds(engine: &Engine, context: &Path, file: &Path) -> Result<(), String> {
    let name = file.file_name().unwrap_or_default().display();
    let path = file.to_str().ok_or("the path is not UTF-8")?;
    let log = engine.build(context, &["--file", path, "--output", "type=cacheonly"])?;
    if log.succeeded() { Ok(()) } else { Err(format!("{name} does not build\n{}", log.tail())) }
}

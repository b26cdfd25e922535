//! flit: one package or module by name, at the root or below `src`.

use super::files::Files;
use super::{WheelContents, join, moved, path};

pub(super) fn contents(files: Files<'_>, name: &str) -> WheelContents {
    let module = name.replace('.', "/");
    let mut found = Vec::new();
    for prefix in ["", "src"] {
        let folder = join(prefix, &module);
        let file = format!("{folder}.py");
        if files.is_folder(&folder) {
            found.push((folder.clone(), moved(files, &path(&folder), &module)));
        }
        if files.is_file(&file) {
            found.push((file.clone(), vec![(format!("{module}.py"), path(&file))]));
        }
    }
    match found.as_slice() {
        [(_, contents)] => WheelContents::of(contents.clone()),
        [] => WheelContents::Refused(format!("`flit` finds no `{module}/` or `{module}.py`, at the root or in `src/`")),
        [(one, _), (other, _), ..] => WheelContents::Refused(format!("`flit` cannot choose between `{one}` and `{other}`")),
    }
}

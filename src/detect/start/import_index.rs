//! What is looked up about the scanned files again and again: which folders hold some, and what is imported below one.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::files::Scanned;
use crate::model::RelPath;

/// Made once for all files, which are sorted by their paths: without it each file's import root takes a search through all
/// others.
#[derive(Debug, Default)]
pub struct ImportIndex {
    /// Every folder with a scanned file in it or below it.
    folders: HashSet<String>,
    tops: RefCell<HashMap<RelPath, Rc<BTreeSet<String>>>>,
}

impl ImportIndex {
    pub fn new(scanned: &[Scanned]) -> Self {
        let mut folders = HashSet::new();
        for file in scanned {
            let path = file.path.as_str();
            // The longest folder comes last, and where it is known, those above it are.
            for (slash, _) in path.rmatch_indices('/') {
                if !folders.insert(path[..slash].to_owned()) {
                    break;
                }
            }
        }
        Self { folders, tops: RefCell::default() }
    }

    pub fn is_folder(&self, folder: &RelPath) -> bool {
        self.folders.contains(folder.as_str())
    }

    /// The top-level names that files below the folder import absolutely.
    pub fn absolute_imports(&self, scanned: &[Scanned], folder: &RelPath) -> Rc<BTreeSet<String>> {
        if let Some(known) = self.tops.borrow().get(folder) {
            return known.clone();
        }
        let imports = below(scanned, folder).iter().flat_map(|file| &file.imports).filter(|import| import.level == 0);
        let tops: BTreeSet<&str> = imports.filter_map(|import| import.path.split('.').next()).collect();
        let tops = Rc::new(tops.into_iter().map(str::to_owned).collect::<BTreeSet<String>>());
        self.tops.borrow_mut().insert(folder.clone(), tops.clone());
        tops
    }
}

/// The file among those that are sorted by their paths. `None` if it is not among them.
pub fn find<'s>(scanned: &'s [Scanned], path: &RelPath) -> Option<&'s Scanned> {
    scanned.binary_search_by(|file| file.path.cmp(path)).ok().map(|index| &scanned[index])
}

/// The files below the folder: paths with one beginning stand side by side.
fn below<'s>(scanned: &'s [Scanned], folder: &RelPath) -> &'s [Scanned] {
    if folder.is_root() {
        return scanned;
    }
    let beginning = format!("{folder}/");
    let start = scanned.partition_point(|file| file.path.as_str() < beginning.as_str());
    let count = scanned[start..].partition_point(|file| file.path.as_str().starts_with(&beginning));
    &scanned[start..start + count]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::python::ImportPath;

    fn scanned(path: &str, imports: &[&str]) -> Scanned {
        let imports = imports.iter().map(|path| ImportPath { level: 0, path: (*path).to_owned() }).collect();
        Scanned { path: RelPath::parse(path).unwrap(), imports, relevant: false, guarded: false }
    }

    #[test]
    fn a_folder_holds_what_lies_below_it_and_nothing_beside_it() {
        let mut files = [
            scanned("main.py", &["shop.api"]),
            scanned("shop-tools/run.py", &["click"]),
            scanned("shop.py", &["os"]),
            scanned("shop/api/routes.py", &["flask", "json.decoder"]),
            scanned("shop/db.py", &["sqlite3"]),
        ];
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let index = ImportIndex::new(&files);
        for (folder, is_folder, imports) in [
            ("shop", true, vec!["flask", "json", "sqlite3"]),
            ("shop/api", true, vec!["flask", "json"]),
            ("shop-tools", true, vec!["click"]),
            ("sho", false, vec![]),
            ("", false, vec!["click", "flask", "json", "os", "shop", "sqlite3"]),
        ] {
            let folder = RelPath::parse(folder).unwrap();
            assert_eq!(index.is_folder(&folder), is_folder, "{folder}");
            assert!(index.absolute_imports(&files, &folder).iter().map(String::as_str).eq(imports), "{folder}");
        }
        let db = RelPath::parse("shop/db.py").unwrap();
        assert_eq!(find(&files, &db).map(|file| &file.path), Some(&db));
    }

    #[test]
    fn a_folder_is_searched_once() {
        let files = [scanned("lib/a.py", &["x"]), scanned("lib/b.py", &["y"])];
        let index = ImportIndex::new(&files);
        let lib = RelPath::parse("lib").unwrap();
        let first = index.absolute_imports(&files, &lib);
        // Nothing is left to search, and the answer is still there.
        assert_eq!(index.absolute_imports(&[], &lib), first);
    }
}

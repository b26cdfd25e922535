//! Committed files that show what another one holds: the same name with a word such as `example` in it.

use std::rc::Rc;

use crate::knowledge::outside_file_names;
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// Folders below the root in which a sample may lie elsewhere than beside its file.
const DEEPEST: usize = 3;

/// The name of the question that the tree keeps the answer to.
#[derive(PartialEq)]
struct Samples;

/// A sample, and the parts of the name of the file that it shows.
#[derive(Clone)]
struct Sample {
    path: RelPath,
    shown: Vec<String>,
}

/// The sample of the file: one beside it, or the first one in the upper folders. `None` if there is none.
pub fn sample(tree: &ProjectTree, file: &RelPath) -> Option<RelPath> {
    let wanted = parts(file.file_name());
    let all = tree.once(Samples, || Rc::new(all(tree)));
    let parent = file.parent();
    let of_file = || all.iter().filter(|sample| sample.shown == wanted).map(|sample| &sample.path);
    of_file().find(|path| path.parent() == parent).or_else(|| of_file().find(|path| path.depth() <= DEEPEST)).cloned()
}

fn all(tree: &ProjectTree) -> Vec<Sample> {
    let one = |path: &RelPath| {
        let (shown, words): (Vec<String>, Vec<String>) =
            parts(path.file_name()).into_iter().partition(|part| !outside_file_names().is_sample(part));
        (!words.is_empty()).then(|| Sample { path: path.clone(), shown })
    };
    tree.walk().files.iter().filter_map(one).collect()
}

fn parts(name: &str) -> Vec<String> {
    name.split(['.', '-', '_']).map(str::to_lowercase).collect()
}

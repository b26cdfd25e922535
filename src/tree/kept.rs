//! What higher rooms make of a tree's files, kept with the tree: nothing is made twice in one run.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::{ProjectTree, side_by_side};
use crate::model::{RelPath, Text};

/// Values by their types.
#[derive(Default)]
pub(super) struct Kept(RefCell<HashMap<TypeId, Rc<dyn Any>>>);

/// What was made from keys of one type.
struct Made<K, V>(RefCell<Vec<(K, V)>>);

impl<K, V> Default for Made<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

/// The name of a question that is asked of texts alone.
#[derive(PartialEq)]
struct Question(&'static str);

impl ProjectTree {
    /// The tree's one value of this type.
    pub fn kept<T: Default + 'static>(&self) -> Rc<T> {
        let mut all = self.kept.0.borrow_mut();
        let value = all.entry(TypeId::of::<T>()).or_insert_with(|| Rc::new(T::default())).clone();
        value.downcast().expect("a value is kept under its own type")
    }

    /// What `make` gives for the key, made once. It must follow from the key and the tree's files alone, and each kind of
    /// question needs a type of its own for its keys.
    pub fn once<K: PartialEq + 'static, V: Clone + 'static>(&self, key: K, make: impl FnOnce() -> V) -> V {
        let made = self.kept::<Made<K, V>>();
        if let Some((_, known)) = made.0.borrow().iter().find(|(known, _)| *known == key) {
            return known.clone();
        }
        let value = make();
        made.0.borrow_mut().push((key, value.clone()));
        value
    }

    /// The files of the walk that may count by their paths and of which the text does, sorted. The question is asked once
    /// for each name.
    pub fn files_where(
        &self,
        question: &'static str,
        may_count: impl Fn(&RelPath) -> bool,
        counts: impl Fn(&str) -> bool + Sync,
    ) -> Rc<BTreeSet<RelPath>> {
        self.once(Question(question), || {
            let files: Vec<&RelPath> = self.walk().files.iter().filter(|path| may_count(path)).collect();
            let found = self.of_texts(&files, |_, text| counts(text));
            Rc::new(found.into_iter().filter(|(_, counts)| *counts).map(|(path, _)| path.clone()).collect())
        })
    }

    /// What `make` gives for the texts of the files, in their order. What cannot be read is left out.
    pub fn of_texts<'p, R: Send>(
        &self,
        files: &[&'p RelPath],
        make: impl Fn(&RelPath, &str) -> R + Sync,
    ) -> Vec<(&'p RelPath, R)> {
        self.load(files);
        let texts: Vec<(&RelPath, Text)> =
            files.iter().filter_map(|path| Some((*path, self.text(path).ok().flatten()?))).collect();
        let made = side_by_side(&texts, |(path, text)| make(path, text));
        texts.into_iter().map(|(path, _)| path).zip(made).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn an_answer_is_found_once_for_each_question() {
        let tree = ProjectTree::in_memory([("a.py", "import os"), ("b.py", ""), ("c.txt", "import os")]);
        let asked = AtomicUsize::new(0);
        let ask = |question| {
            let counts = |text: &str| {
                asked.fetch_add(1, Ordering::Relaxed);
                text.contains("os")
            };
            tree.files_where(question, |path| path.extension() == Some("py"), counts)
        };
        assert_eq!(ask("names os").iter().map(RelPath::as_str).collect::<Vec<_>>(), ["a.py"]);
        assert_eq!(ask("names os").len(), 1);
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        ask("another");
        assert_eq!(asked.load(Ordering::Relaxed), 4);
        assert_eq!((tree.once(1_u8, || "one"), tree.once(1_u8, || "two"), tree.once(2_u8, || "two")), ("one", "one", "two"));
        assert_eq!(tree.once(1_u16, || "another type of key"), "another type of key");
    }
}

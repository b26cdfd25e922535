//! Pydock's own templates, each compiled when it is asked for first: a run needs a third of them.

use std::sync::{Arc, LazyLock, OnceLock, RwLock, RwLockReadGuard};

use include_dir::{Dir, DirEntry, include_dir};
use tera::Tera;

use super::functions;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Those that were asked for, with what they include.
static PARTS: LazyLock<RwLock<Tera>> = LazyLock::new(|| RwLock::new(empty()));

/// All of them.
pub(super) fn whole() -> &'static Arc<Tera> {
    static WHOLE: OnceLock<Arc<Tera>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let mut engine = empty();
        let mut files = Vec::new();
        collect(&BUILT_IN, &mut files);
        add(&mut engine, files);
        Arc::new(engine)
    })
}

/// An engine with these templates and those that they include, together with others.
pub(super) fn with(names: &[&str]) -> RwLockReadGuard<'static, Tera> {
    let parts = PARTS.read().expect("no template panics");
    let mut missing = Vec::new();
    for name in names {
        collect_included(name, &|name| parts.contains_template(name), &mut missing);
    }
    if missing.is_empty() {
        return parts;
    }
    drop(parts);
    add(&mut PARTS.write().expect("no template panics"), missing);
    PARTS.read().expect("no template panics")
}

pub(super) fn has(name: &str) -> bool {
    text(name).is_some()
}

fn text(name: &str) -> Option<&'static str> {
    BUILT_IN.get_file(name)?.contents_utf8()
}

/// An engine without a template.
fn empty() -> Tera {
    let mut engine = Tera::new();
    // Dockerfiles are not HTML.
    engine.autoescape_on(Vec::<&str>::new());
    functions::bound(&mut engine);
    engine
}

/// The templates are part of the program; a test compiles every one of them.
fn add(engine: &mut Tera, files: Vec<(String, &'static str)>) {
    if let Err(error) = engine.add_raw_templates(files) {
        panic!("{error}");
    }
}

/// The template and those that it includes, as far as they are not known.
fn collect_included(name: &str, is_known: &dyn Fn(&str) -> bool, into: &mut Vec<(String, &'static str)>) {
    const INCLUDE: &str = "{% include \"";
    if is_known(name) || into.iter().any(|(known, _)| known == name) {
        return;
    }
    let Some(text) = text(name) else { return };
    into.push((name.to_owned(), text));
    for (at, _) in text.match_indices(INCLUDE) {
        let included = text[at + INCLUDE.len()..].split('"').next().unwrap_or_default();
        collect_included(included, is_known, into);
    }
}

fn collect(folder: &Dir<'static>, into: &mut Vec<(String, &'static str)>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => collect(folder, into),
            DirEntry::File(file) => {
                into.push((file.path().to_string_lossy().replace('\\', "/"), file.contents_utf8().unwrap_or_default()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_comes_with_those_that_it_includes() {
        let names = |name: &str, known: &str| {
            let mut found = Vec::new();
            collect_included(name, &|name| name == known, &mut found);
            found.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let included = ["install/mounts.tera", "install/words.tera", "install/variables.tera"];
        assert_eq!(names("install/uv.tera", ""), [&["install/uv.tera"][..], &included].concat());
        assert_eq!(names("install/uv.tera", included[0]), [&["install/uv.tera"][..], &included[1..]].concat());
        assert_eq!(names("step/typo.tera", ""), Vec::<String>::new());
    }

    #[test]
    fn every_template_compiles_alone() {
        let mut names: Vec<&str> = whole().get_template_names().collect();
        names.sort_unstable();
        for name in names {
            assert!(with(&[name]).contains_template(name), "{name}");
            assert!(has(name), "{name}");
        }
    }
}

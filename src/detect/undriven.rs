//! A database that Django's settings name and that nothing installed speaks to: the program ends where it loads its settings.

use super::outside_files::settings;
use super::reached;
use crate::knowledge::services;
use crate::manifest::Manifests;
use crate::model::{Note, Start, named_requirement};
use crate::python::{Project, strings};
use crate::tree::ProjectTree;

/// The first such database, where the project lists its dependencies. `None` if every database has its driver, or the project
/// does not use Django.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, project: &Project<'_>, start: &Start) -> Option<Note> {
    let django = "django".parse().ok()?;
    if start.framework.as_str() != "django" || !manifests.brings(&django) {
        return None;
    }
    let files = reached::follow(tree, project, start).files;
    let reached: Vec<_> = files.iter().filter_map(|path| project.module(path)).collect();
    let modules = settings(tree, project, &reached);
    modules.iter().chain(&reached).find_map(|module| {
        strings(module.statements()).into_iter().find_map(|(text, at)| {
            // Others than Django's name their drivers themselves.
            let of_django = text.starts_with("django.db.backends.");
            let row = services().iter().find(|row| of_django && row.strings.iter().any(|string| string == text))?;
            let is_declared =
                |requirement: &String| named_requirement(requirement).is_some_and(|(name, _)| manifests.brings(&name));
            if row.drivers.iter().any(|driver| manifests.brings(driver)) || row.driver_extras.iter().any(is_declared) {
                return None;
            }
            let message = format!(
                "`{}` names {} as the database of Django, and no file of the project lists a driver for it",
                module.path(),
                row.title
            );
            let hint = "add the driver that Django's documentation names to the dependencies: the program ends without it";
            Some(Note::warning(message).at(module.source.location(at)).hint(hint))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::start;
    use crate::model::{Command, RelPath};

    #[test]
    fn a_database_of_django_needs_its_driver() {
        let wsgi = "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n";
        let postgres = "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n";
        let sqlite = "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n";
        for (requirements, settings, expected) in [
            ("django\n", postgres, "shop/settings.py:1"),
            ("django\npsycopg[binary]\n", postgres, ""),
            ("django\npsycopg2-binary\n", postgres, ""),
            ("django\n", sqlite, ""),
            ("flask\n", postgres, ""),
        ] {
            let files = [
                ("requirements.txt", requirements),
                ("shop/__init__.py", ""),
                ("shop/wsgi.py", wsgi),
                ("shop/settings.py", settings),
            ];
            let tree = ProjectTree::in_memory(files);
            let manifests = Manifests::read(&tree).unwrap();
            let command = Command::of(&["gunicorn", "shop.wsgi:application"]).unwrap();
            let start = start::program("django", RelPath::parse("shop/wsgi.py").ok(), command);
            let project = reached::project(&tree, &start, None);
            let place = detect(&tree, &manifests, &project, &start).and_then(|note| Some(note.at?.to_string()));
            assert_eq!(place.unwrap_or_default(), expected, "{requirements}{settings}");
        }
    }
}

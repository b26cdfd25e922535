//! A run parses each file at most once, however many questions it answers, and however often the facts are settled.

use super::{generate, survey_tree};
use crate::facts::Answers;
use crate::python::counted;
use crate::tree::ProjectTree;

const MAIN: &str = "
import os, sqlite3, subprocess
import nltk
from flask import Flask
from shop import settings
from shop.store import save
app = Flask(__name__)
nltk.download('punkt')
@app.get('/')
def home():
    subprocess.run(['git', 'log'])
    return save(os.environ['SHOP_NAME'])
";

const STORE: &str = "
import os, sqlite3
from pathlib import Path
def save(name):
    os.makedirs(os.path.join('data', name), exist_ok=True)
    Path('data/log.txt').write_text(name)
    return sqlite3.connect(os.getenv('DATABASE', 'data/shop.db'))
";

const SETTINGS: &str = "import os\nDEBUG = os.environ.get('DEBUG')\nREDIS_URL = os.environ['REDIS_URL']\n";
const MANAGE: &str = "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\nif __name__ == '__main__':\n    \
     from django.core.management import execute_from_command_line\n    execute_from_command_line(sys.argv)\n";
const WSGI: &str = "import os\nfrom django.core.wsgi import get_wsgi_application\n\
     os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n";
const DJANGO_SETTINGS: &str = "import os\nSECRET_KEY = os.environ['SECRET_KEY']\nSTATIC_ROOT = 'static'\nSTATIC_URL = '/static/'\n\
     INSTALLED_APPS = ['django.contrib.staticfiles']\nWSGI_APPLICATION = 'shop.wsgi.application'\n";
const SETUP: &str =
    "from setuptools import setup\nsetup(name='shop', version='1', install_requires=['flask', 'gunicorn', 'nltk'])\n";

#[test]
fn no_file_is_parsed_twice() {
    let flask: &[(&str, &str)] = &[
        ("setup.py", SETUP),
        ("requirements.txt", "flask\ngunicorn\nnltk\nredis\n"),
        ("main.py", MAIN),
        ("shop/__init__.py", ""),
        ("shop/store.py", STORE),
        ("shop/settings.py", SETTINGS),
    ];
    let django: &[(&str, &str)] = &[
        ("requirements.txt", "django\ngunicorn\n"),
        ("manage.py", MANAGE),
        ("shop/__init__.py", ""),
        ("shop/settings.py", DJANGO_SETTINGS),
        ("shop/wsgi.py", WSGI),
    ];
    // Nothing decides between the scripts, so that each is tried.
    let scripts: &[(&str, &str)] = &[
        ("requirements.txt", "requests\n"),
        ("one.py", "import os, requests\nif __name__ == '__main__':\n    print(requests.get(os.environ['URL']))\n"),
        ("two.py", "import subprocess\nif __name__ == '__main__':\n    subprocess.run(['git', 'pull'])\n"),
        ("three.py", "if __name__ == '__main__':\n    open('out.txt', 'w').write('x')\n"),
    ];
    // So many that several threads parse them.
    let many: Vec<(String, String)> = (0..120)
        .map(|number| {
            let next = number + 1;
            let text = format!("import os\nfrom flask import Flask\nfrom shop import part{next}\nA = os.environ['A{number}']\n");
            (format!("shop/part{number}.py"), text)
        })
        .collect();
    let mut large = vec![("requirements.txt", "flask\ngunicorn\n"), ("main.py", MAIN), ("shop/__init__.py", "")];
    large.extend([("shop/store.py", STORE), ("shop/settings.py", "from shop import part0\n")]);
    large.extend(many.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    for files in [flask, django, scripts, &large] {
        counted::take();
        let survey = survey_tree(ProjectTree::in_memory(files.iter().copied()), "2026-01-01").unwrap();
        let _ = generate(&survey, &Answers::default());
        let _ = generate(&survey, &Answers::default());
        let mut parsed = counted::take();
        // Lines of a Dockerfile, and such.
        parsed.retain(|path, _| !path.is_root());
        assert!(parsed.len() >= 2, "{parsed:?}");
        assert!(parsed.values().all(|count| *count == 1), "{parsed:?}");
    }
}

/// However much others wrote beside the project, the same files are read and parsed.
#[test]
fn what_others_wrote_is_not_read() {
    const SHOP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
    let own = [("requirements.txt", "flask\nwaitress\n"), ("shop.py", SHOP)];
    let tops = [".venv/lib", "node_modules", ".git/objects", "web/node_modules/left-pad", ".tox/py314"];
    let others: Vec<String> = tops.iter().flat_map(|top| (0..40).map(move |index| format!("{top}/{index}/app.py"))).collect();
    let looked_at = |files: Vec<(&str, &str)>| {
        counted::take();
        let survey = survey_tree(ProjectTree::in_memory(files), "2026-01-01").unwrap();
        let _ = generate(&survey, &Answers::default());
        let parsed: Vec<_> = counted::take().into_keys().collect();
        (survey.tree.asked_for(), parsed)
    };
    let small = looked_at(own.to_vec());
    let large = looked_at(own.into_iter().chain(others.iter().map(|path| (path.as_str(), SHOP))).collect());
    assert!(small.1.iter().any(|path| path.as_str() == "shop.py"), "{small:?}");
    assert_eq!(large, small);
}

/// The project's own files are each parsed once, and none of them for every other one.
#[test]
fn parsing_grows_with_the_files() {
    let modules: Vec<(String, String)> =
        (0..300).map(|index| (format!("parts/part{index}.py"), format!("import json\n\nVALUE = {index}\n"))).collect();
    let own = [("requirements.txt", "flask\nwaitress\n"), ("shop.py", "from flask import Flask\n\napp = Flask(__name__)\n")];
    let files = own.into_iter().chain(modules.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    counted::take();
    let survey = survey_tree(ProjectTree::in_memory(files), "2026-01-01").unwrap();
    let _ = generate(&survey, &Answers::default());
    let parsed = counted::take();
    let twice: Vec<_> = parsed.iter().filter(|(path, count)| !path.is_root() && **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(parsed.len() <= modules.len() + own.len(), "{}", parsed.len());
}

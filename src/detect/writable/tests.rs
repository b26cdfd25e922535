use super::*;
use crate::model::{Command, Framework};

fn start(framework: &str) -> Start {
    let command = Command::of(&["python", "app.py"]).unwrap();
    Start {
        framework: Framework(framework.to_owned()),
        ..crate::detect::start::program("script", RelPath::parse("app.py").ok(), command)
    }
}

/// The folders and the links, in one line.
fn found(files: &[(&str, &str)], framework: &str, installed: Option<&Distribution>) -> String {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let frameworks = crate::knowledge::Frameworks::built_in();
    let project = crate::detect::reached::project(&tree, &start(framework), installed);
    let found = detect(&tree, &project, &frameworks, &start(framework), installed, PythonVersion::new(3, 13));
    let folders = found.folders.iter().map(|finding| finding.value.to_string());
    let links = found.links.iter().map(|finding| format!("{} -> {}", finding.value.link, finding.value.target));
    folders.chain(links).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_folder_is_followed_to_where_it_is_named() {
    let os = "import os\nimport logging\nfrom pathlib import Path\n";
    for (text, expected) in [
        ("os.makedirs('logs')", "logs"),
        ("LOGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'logs')\nos.makedirs(LOGS)", "logs"),
        ("BASE = Path(__file__).resolve().parent\n(BASE / 'cache' / 'users').mkdir(parents=True)", "cache/users"),
        ("os.makedirs(os.path.join(os.path.dirname(__file__), os.pardir, 'x'))", "/x"),
        ("logging.FileHandler('logs/site.log')", "logs"),
        ("logging.FileHandler(f'logs/{day}.log')", "logs"),
        ("logging.FileHandler('site.log')", "data app/site.log -> app/data/site.log"),
        ("config = {'out': 'results'}\nos.makedirs(config['out'], exist_ok=True)", "results"),
        ("class Config:\n    DIR = 'state'\ndef go(config=Config()):\n    os.makedirs(Config.DIR)", "state"),
        ("class Config:\n    DIR = 'state'\nconfig = Config()\nos.makedirs(config.DIR)", "state"),
        ("class Store:\n    def __init__(self):\n        self.dir = 'kept'\n        os.makedirs(self.dir)", "kept"),
        ("def where():\n    return Path('made')\nwhere().mkdir()", "made"),
        ("os.makedirs(os.environ.get('DATA_DIR', '/data'))", "/data"),
        ("os.makedirs(os.getenv('DATA_DIR') or 'data')", "data"),
        ("URL = 'sqlite:///' + os.path.join(os.path.dirname(__file__), 'db', 'x.db')", "db"),
        ("URL = f'sqlite+aiosqlite:///{Path(__file__).parent}/db/x.db'", "db"),
        ("URL = 'sqlite:///./shop.db'", "data app/shop.db -> app/data/shop.db"),
        ("URL = 'sqlite:////var/lib/shop/shop.db'", "/var/lib/shop"),
        ("open('out/report.csv', 'w')", "out"),
        ("open('report.csv', 'w')", "data app/report.csv -> app/data/report.csv"),
        ("MEDIA_ROOT = os.path.join(os.getcwd(), 'media')", "media"),
        ("LOGGING = {'h': {'class': 'logging.FileHandler', 'filename': 'log/all.log'}}", "log"),
        (
            "def path(*parts):\n    return os.path.join(os.path.dirname(__file__), *parts)\nMEDIA_ROOT = path('media', 'all')",
            "media/all",
        ),
        ("def path(name, default):\n    return os.getenv(name, default)\nMEDIA_ROOT = path('MEDIA', 'kept')", "kept"),
        (
            "import environ\nroot = environ.Path(__file__) - 1\nenv = environ.Env(MEDIA=(str, root('up')))\nMEDIA_ROOT = env('MEDIA')",
            "up",
        ),
        ("parser.add_argument('--out-dir', default='results')\nos.makedirs(args.out_dir)", "results"),
        ("os.makedirs('%s')", ""),
        // Nothing to write, nothing to know, or open to every user.
        ("os.makedirs('/tmp/x')", ""),
        ("os.makedirs(os.path.join(unknown(), 'x'))", ""),
        ("URL = 'sqlite:///:memory:'", ""),
        ("open('report.csv', 'r')", ""),
        ("os.makedirs('/etc')", ""),
    ] {
        assert_eq!(found(&[("app.py", &format!("{os}{text}\n"))], "script", None), expected, "{text}");
    }
}

#[test]
fn constants_of_other_modules_are_followed() {
    let base = (
        "shop/settings.py",
        "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nVAR = BASE_DIR / 'var'\n",
    );
    let log = ("shop/log.py", "import os\nfrom django.conf import settings\nos.makedirs(settings.VAR)\n");
    assert_eq!(found(&[base, log], "django", None), "var");
    let log = ("shop/log.py", "import os\nfrom shop import settings\nos.makedirs(settings.VAR / 'log')\n");
    assert_eq!(found(&[base, log], "flask", None), "var/log");
    let database = "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}}\n";
    let expected = "data app/db.sqlite3 -> app/data/db.sqlite3";
    assert_eq!(found(&[("manage.py", ""), ("shop/settings.py", database)], "django", None), expected);
    assert_eq!(found(&[("manage.py", ""), ("shop/settings/local.py", database)], "django", None), "");
}

#[test]
fn no_folder_of_code_is_handed_over() {
    let text = "import os\nimport sqlite3\nHERE = os.path.dirname(__file__)\nos.makedirs(HERE)\nsqlite3.connect(os.path.join(HERE, 'kept.db'))\n";
    let expected = "data app/shop/kept.db -> app/data/kept.db";
    assert_eq!(found(&[("shop/store.py", text)], "script", None), expected);
    // A folder of the sources is called like the usual one.
    assert_eq!(
        found(&[("shop/store.py", text), ("data/load.py", "")], "script", None),
        "var app/shop/kept.db -> app/var/kept.db"
    );
    // The repository has the file, and the image shows it as it is.
    assert_eq!(found(&[("shop/store.py", text), ("shop/kept.db", "x")], "script", None), "");
}

#[test]
fn beside_an_installed_package_means_site_packages() {
    let text = "import os\nos.makedirs(os.path.join(os.path.dirname(os.path.dirname(__file__)), 'logs'))\n";
    let installed = Distribution {
        name: "shop".parse().unwrap(),
        backend: "hatchling.build".to_owned(),
        packages: vec![RelPath::parse("src/shop").unwrap()],
        build_inputs: Vec::new(),
        dynamic_version: None,
        left_behind: Vec::new(),
        compiled: None,
        at: Location::file(RelPath::parse("pyproject.toml").unwrap()),
    };
    let files = [("src/shop/log.py", text)];
    assert_eq!(found(&files, "script", Some(&installed)), "/opt/venv/lib/python3.13/site-packages/logs");
    assert_eq!(found(&files, "script", None), "src/logs");
}

#[test]
fn code_that_the_start_does_not_reach_writes_nothing() {
    let makes = "import os\nos.makedirs('made')\n";
    assert_eq!(found(&[("app.py", "import shop.api\n"), ("shop/api.py", makes)], "script", None), "made");
    assert_eq!(found(&[("app.py", "import shop\n"), ("shop/__init__.py", ""), ("shop/fetch.py", makes)], "script", None), "");
    // What is imported by a computed name may be any module.
    let loads = "import importlib\nimportlib.import_module(name)\n";
    assert_eq!(found(&[("app.py", loads), ("shop/fetch.py", makes)], "script", None), "made");
    assert_eq!(found(&[("manage.py", ""), ("shop/management/commands/fetch.py", makes)], "django", None), "");
}

#[test]
fn options_of_the_start_name_folders() {
    let tree = ProjectTree::in_memory([("app.py", "")]);
    for (words, expected) in [
        (&["shop", "--data-dir", "/data"][..], "/data"),
        (&["shop", "--data-dir=kept"], "kept"),
        (&["gunicorn", "app:app", "--access-logfile", "-"], ""),
        (&["gunicorn", "app:app", "--access-logfile", "logs/all.log"], "logs"),
        (&["shop", "--access-logfile", "logs/all.log"], ""),
    ] {
        let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), Command::of(words).unwrap());
        let frameworks = crate::knowledge::Frameworks::built_in();
        let project = crate::detect::reached::project(&tree, &start, None);
        let found = detect(&tree, &project, &frameworks, &start, None, PythonVersion::new(3, 13));
        let folders: Vec<String> = found.folders.iter().map(|finding| finding.value.to_string()).collect();
        assert_eq!(folders.join(" "), expected, "{words:?}");
    }
}

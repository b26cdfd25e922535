mod paths;

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
    let found =
        detect(&tree, &project, &frameworks, &start(framework), &[], Releases::default(), installed, PythonVersion::new(3, 13));
    let folders = found.folders.iter().map(|finding| finding.value.to_string());
    let links = found.links.iter().map(|finding| {
        let LinkedFile { link, target, starts_with_copy } = &finding.value;
        format!("{link} -> {target}{}", if *starts_with_copy { " (copied)" } else { "" })
    });
    folders.chain(links).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_libraries_write_is_listed() {
    let link = |name: &str| format!("data app/{name} -> app/data/{name}");
    for (text, expected) in [
        // Clients of chats keep their session beside the program.
        ("from pyrogram import Client\napp = Client('guide', api_id=1)", link("guide.session")),
        ("from pyrogram import Client\napp = Client(name='kept/guide', api_id=1)", "kept".to_owned()),
        ("from pyrogram import Client\napp = Client('guide', session_string=S)", String::new()),
        ("from pyrogram import Client\napp = Client('guide', in_memory=True)", String::new()),
        (
            "from pyrogram import Client\nclass Guide(Client):\n    def __init__(self):\n        super().__init__('guide', bot_token=T)\nGuide().run()",
            link("guide.session"),
        ),
        ("from telethon import TelegramClient\nc = TelegramClient('sessions/me', 1, 'x')", "sessions".to_owned()),
        ("class Own:\n    def __init__(self):\n        super().__init__('guide')", String::new()),
        ("import requests_cache\nrequests_cache.install_cache('kept')", link("kept.sqlite")),
        ("import requests_cache\nrequests_cache.install_cache('kept', backend='memory')", String::new()),
        ("import shelve\nwith shelve.open('state') as s:\n    pass", link("state")),
        ("import lmdb\nenv = lmdb.open('index')", "index".to_owned()),
        ("import huey\nq = huey.SqliteHuey('jobs', filename='kept/jobs.db')", "kept".to_owned()),
        ("from qdrant_client import QdrantClient\nQdrantClient(path='vectors')", "vectors".to_owned()),
        ("from qdrant_client import QdrantClient\nQdrantClient('localhost')", String::new()),
        ("import sqlalchemy as sa\nu = sa.URL.create(drivername='sqlite', database='shop.db')", link("shop.db")),
        ("import sqlalchemy as sa\nu = sa.URL.create('postgresql', database='shop')", String::new()),
        ("DB = 'sqlite://shop.db'", link("shop.db")),
        ("DB = 'sqlite://:memory:'", String::new()),
        ("DB = 'sqlite://'", String::new()),
        ("import aiofiles\naiofiles.open('out/x', mode='wb')", "out".to_owned()),
        ("import aiofiles\naiofiles.open('out/x', 'rb')", String::new()),
        ("from pathlib import Path\nPath('a.txt').open('a')", link("a.txt")),
        ("archive.open('a')", String::new()),
        ("open('x.txt', 'r+')", link("x.txt")),
        ("frame.to_csv('out/all.csv', index=False)", "out".to_owned()),
        ("import shutil\nshutil.copy(a, 'kept/a')", "kept".to_owned()),
        ("img.save('up/a.png')", "up".to_owned()),
        ("img.save(f'up/{name}')", "up".to_owned()),
        ("form.save(commit)\nform.save('draft')\nstore.save('a/b.png', content)\nform.save()", String::new()),
        ("opts = {'outtmpl': 'songs/%(title)s.%(ext)s'}", "songs".to_owned()),
        ("opts = {'outtmpl': '%(title)s.%(ext)s'}", String::new()),
        ("zip.extractall('kept')", "kept".to_owned()),
        ("import tempfile\ntempfile.mkdtemp(dir='kept')\ntempfile.mkdtemp()", "kept".to_owned()),
        ("import gradio as gr\ngr.Interface(f, 'text', 'text')", String::new()),
        ("app.config['SESSION_TYPE'] = 'filesystem'", "flask_session".to_owned()),
        ("app.config['SESSION_TYPE'] = 'redis'", String::new()),
        ("app.config.update(SESSION_TYPE='filesystem')", "flask_session".to_owned()),
        ("SESSION_TYPE = 'filesystem'\nSESSION_FILE_DIR = 'kept'", "kept".to_owned()),
        ("app.config.from_mapping(UPLOAD_FOLDER='up')", "up".to_owned()),
        ("CONFIG = {'UPLOAD_FOLDER': 'up', 'upload_folder': 'x'}", "up".to_owned()),
        // A link in the place of a file that is renamed into would be replaced.
        ("import os\nos.replace('a.tmp', 'a.json')", String::new()),
        ("import os\nos.replace('a.tmp', 'kept/a.json')", "kept".to_owned()),
        ("import tarfile\ntarfile.open('kept/a.tar', 'w:gz')", "kept".to_owned()),
        ("import tarfile\ntarfile.open('kept/a.tar')", String::new()),
    ] {
        assert_eq!(found(&[("app.py", &format!("{text}\n"))], "script", None), expected, "{text}");
    }
}

#[test]
fn settings_name_folders_with_a_prefix_and_in_small_letters() {
    for (text, expected) in [
        ("PRIVATE_MEDIA_ROOT = 'private'", "private"),
        ("from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    upload_dir: str = 'up'", "up"),
        ("UPLOAD_DIR: str = 'up'", "up"),
        ("MEDIA_ROOT = '/media'", "/media"),
        ("MEDIA_ROOT = '/opt'", ""),
        ("DATA_DIR = 'kept'", "kept"),
        // Samples for the tests are recorded by a person.
        ("import os\nos.makedirs('tests/pages')", ""),
        // The repository has it: that may be data that is read.
        ("DATA_DIR = 'tables'", ""),
        ("UPLOAD_DIR = 'tables'", "tables"),
    ] {
        let files = [("app.py", &*format!("{text}\n")), ("tables/a.csv", ""), ("tests/pages/a.html", "")];
        assert_eq!(found(&files, "script", None), expected, "{text}");
    }
}

#[test]
fn folders_side_by_side_are_one() {
    for (text, expected) in [
        ("os.makedirs('kept/a')\nos.makedirs('kept/b')", "kept"),
        ("os.makedirs('kept/a/x')\nos.makedirs('kept/a/y')\nos.makedirs('kept/b')", "kept"),
        ("os.makedirs('kept/a')\nos.makedirs('other/b')", "kept/a other/b"),
        // The folder above holds code, is the working folder, or belongs to the system.
        ("os.makedirs('shop/a')\nos.makedirs('shop/b')", "shop/a shop/b"),
        ("os.makedirs('a')\nos.makedirs('b')", "a b"),
        ("os.makedirs('/var/lib/a')\nos.makedirs('/var/lib/b')", "/var/lib/a /var/lib/b"),
        ("os.makedirs('/store/a')\nos.makedirs('/store/b')", "/store"),
        ("os.makedirs(os.path.expanduser('~/.a'))\nos.makedirs(os.path.expanduser('~/.b'))", "/home/app/.a /home/app/.b"),
    ] {
        let files = [("app.py", &*format!("import os\n{text}\n")), ("shop/x.py", "")];
        assert_eq!(found(&files, "script", None), expected, "{text}");
    }
}

#[test]
fn a_module_that_is_loaded_by_its_name_runs() {
    let settings = ("shop/defaults.py", "import os\nos.makedirs('made')\n");
    for (text, expected) in [
        ("app.config.from_object('shop.defaults')\n", "made"),
        ("app.config.from_object('shop.defaults:Config')\n", "made"),
        ("app.config_from_object('shop.defaults')\n", "made"),
        ("app.config.from_pyfile('shop/defaults.py')\n", "made"),
        ("ALL = {'live': 'shop.defaults.Live'}\napp.config.from_object(ALL[name])\n", "made"),
        ("app.config.get('shop.defaults')\n", ""),
        ("try:\n    from absent.defaults import X\nexcept ImportError:\n    from shop.defaults import X\n", "made"),
    ] {
        assert_eq!(found(&[("app.py", text), settings], "script", None), expected, "{text}");
    }
    // A text that names an object of a module.
    let sender = ("shop/mail.py", "import os\nclass Sender:\n    pass\nos.makedirs('made')\n");
    for (text, expected) in [
        ("PROVIDERS['mail'] = 'shop.mail:Sender'\n", "made"),
        ("PROVIDERS = {\"mail\": \"shop.mail:Sender\"}\n", "made"),
        ("PROVIDERS = ['shop.mail:Other']\n", ""),
        ("PROVIDERS = ['shop.mail: Sender']\n", ""),
        ("PROVIDERS = ['other.mail:Sender', ':', 'a:', ':b']\n", ""),
        ("# see shop.mail:Sender\n", ""),
    ] {
        assert_eq!(found(&[("app.py", text), sender], "script", None), expected, "{text}");
    }
    // What the first import names is not there.
    let main = "import os\ntry:\n    from other.conf import Config\nexcept ModuleNotFoundError:\n    from conf import Config\nos.makedirs(Config.DIR)\n";
    let conf = ("conf.py", "class Config:\n    DIR = 'made//here//'\n");
    assert_eq!(found(&[("app.py", main), conf], "script", None), "made/here");
    // A method of the class makes the path.
    let method = "import os\nclass C:\n    def __init__(self):\n        self.top = self.where()\n        self.logs = self.top + '/logs'\n    def where(self):\n        this = os.path.abspath(__file__).replace('/src/app.py', '')\n        return this\n    def go(self):\n        os.mkdir(self.logs)\n";
    let files = [("src/app.py", method), ("app.py", "import src.app\n")];
    assert_eq!(found(&files, "script", None), "logs");
}

#[test]
fn handlers_of_a_configuration_file_write() {
    let conf = ("logging.conf", "[handler_all]\nclass=FileHandler\nargs=('all.log',)\n");
    let loads = "import logging.config\nlogging.config.fileConfig('logging.conf')\n";
    assert_eq!(found(&[("app.py", loads), conf], "script", None), "data app/all.log -> app/data/all.log");
    assert_eq!(found(&[("app.py", "print()\n"), conf], "script", None), "");
    let yaml = ("conf/log.yaml", "handlers:\n  all:\n    class: logging.FileHandler\n    filename: logs/all.log\n");
    let loads = "import logging.config, yaml\nlogging.config.dictConfig(yaml.safe_load(open('conf/log.yaml')))\n";
    assert_eq!(found(&[("app.py", loads), yaml], "script", None), "logs");
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
    // The repository has the file: the program goes on with a copy of it, but never with one of its sources.
    assert_eq!(found(&[("shop/store.py", text), ("shop/kept.db", "x")], "script", None), format!("{expected} (copied)"));
    let text = "open('page.html', 'w')\n";
    assert_eq!(found(&[("app.py", text), ("page.html", "x")], "script", None), "");
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
        in_place: false,
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
        let found = detect(&tree, &project, &frameworks, &start, &[], Releases::default(), None, PythonVersion::new(3, 13));
        let folders: Vec<String> = found.folders.iter().map(|finding| finding.value.to_string()).collect();
        assert_eq!(folders.join(" "), expected, "{words:?}");
    }
}

#[test]
fn a_folder_below_the_home_is_the_users() {
    let os = "import os\nfrom pathlib import Path\nimport platformdirs\n";
    for (text, expected) in [
        ("os.makedirs(os.path.expanduser('~/.shop'))", "/home/app/.shop"),
        ("os.makedirs(f'{Path.home()}/.shop/')", "/home/app/.shop"),
        ("(Path('~/.shop').expanduser() / 'cache').mkdir()", "/home/app/.shop"),
        ("os.makedirs(os.path.expanduser('~/.config/shop/keys'))", "/home/app/.config/shop"),
        ("os.makedirs(os.path.expanduser('~/.local/share/shop/a/b'))", "/home/app/.local/share/shop"),
        ("os.makedirs(os.path.expanduser('~/shop/kept'))", "/home/app/shop/kept"),
        ("os.makedirs(os.path.join(os.environ['HOME'], '.shop'))", "/home/app/.shop"),
        ("os.makedirs(os.getenv('HOME') + '/.shop')", "/home/app/.shop"),
        ("Path(platformdirs.user_data_dir('shop')).mkdir()", "/home/app/.local/share/shop"),
        ("dirs = platformdirs.PlatformDirs('shop')\nos.makedirs(dirs.user_config_dir)", "/home/app/.config/shop"),
        (
            "path = os.environ.get('SHOP_DATA')\nif not path:\n    path = f'{Path.home()}/.shop'\nos.makedirs(path)",
            "/home/app/.shop",
        ),
        ("open(os.path.expanduser('~/.shop.json'), 'w')", "/home/app"),
        ("places = [os.environ.get('XDG_DATA_HOME')]\nos.makedirs(next(places))", "/home/app/.local/share"),
        // What is not expanded is a name.
        ("os.makedirs('~/.shop')", ""),
    ] {
        assert_eq!(found(&[("app.py", &format!("{os}{text}\n"))], "script", None), expected, "{text}");
    }
}

#[test]
fn a_parameter_is_what_the_calls_give() {
    let secret = "def secret(path):\n    with open(path, 'w') as f:\n        f.write('x')\n";
    let settings = "import os\nfrom shop.utils import secret\nHERE = os.path.dirname(__file__)\nKEY = secret(os.path.join(HERE, 'secret.txt'))\n";
    let files = [("app.py", "import shop.settings\n"), ("shop/settings.py", settings), ("shop/utils.py", secret)];
    assert_eq!(found(&files, "script", None), "data app/shop/secret.txt -> app/data/secret.txt");
    // Django loads its settings by their name.
    let django = [("manage.py", ""), ("app.py", ""), ("shop/settings.py", settings), ("shop/utils.py", secret)];
    assert_eq!(found(&django, "django", None), "data app/shop/secret.txt -> app/data/secret.txt");
    // Nothing calls it at the start: a person may never ask for it.
    let settings = settings.replace("KEY = secret(", "def later():\n    secret(");
    let files = [("app.py", "import shop.settings\n"), ("shop/settings.py", settings.as_str()), ("shop/utils.py", secret)];
    assert_eq!(found(&files, "script", None), "");
    let several = "import os\ndef make(path):\n    os.makedirs(path)\nmake('one')\nmake(path='two')\n";
    assert_eq!(found(&[("app.py", several)], "script", None), "one two");
    let store = "import sqlite3\nclass Store:\n    def __init__(self, path='kept.db'):\n        self.path = path\n    def open(self):\n        sqlite3.connect(self.path)\n";
    let expected = "data app/kept.db -> app/data/kept.db";
    assert_eq!(found(&[("app.py", store)], "script", None), expected);
    let main = ("app.py", "from store import Store\nStore('db/shop.db')\n");
    assert_eq!(found(&[main, ("store.py", store)], "script", None), "db");
    let settings = "class Folders:\n    data: str = './kept'\nclass Settings(Folders):\n    pass\nsettings = Settings()\n";
    let main = ("app.py", "import os\nfrom conf import settings\nos.makedirs(os.path.join(settings.data, 'x'))\n");
    assert_eq!(found(&[main, ("conf.py", settings)], "script", None), "kept/x");
}

#[test]
fn what_the_start_imports_runs_whatever_its_folder_is_called() {
    let makes = "import os\nos.makedirs('made')\n";
    for folder in ["scripts", "tools", "examples"] {
        let path = format!("{folder}/db.py");
        let main = format!("from {folder} import db\n");
        assert_eq!(found(&[("app.py", &main), (&path, makes)], "flask", None), "made", "{folder}");
        let main = "import importlib\nimportlib.import_module(name)\n";
        assert_eq!(found(&[("app.py", main), (&path, makes)], "flask", None), "", "{folder}");
        let main = format!("import importlib\nimportlib.import_module(name)\nfrom {folder} import db\n");
        assert_eq!(found(&[("app.py", &main), (&path, makes)], "flask", None), "made", "{folder}");
    }
}

#[test]
fn a_worker_writes_from_the_same_image() {
    let files = [("app.py", ""), ("jobs.py", "import os\nos.makedirs('made')\n")];
    let tree = ProjectTree::in_memory(files);
    let web = start("flask");
    let worker =
        crate::detect::start::program("script", RelPath::parse("jobs.py").ok(), Command::of(&["python", "jobs.py"]).unwrap());
    let frameworks = crate::knowledge::Frameworks::built_in();
    let project = crate::detect::reached::project(&tree, &web, None);
    for (others, expected) in [(&[][..], 0), (&[&worker], 1)] {
        let found = detect(&tree, &project, &frameworks, &web, others, Releases::default(), None, PythonVersion::new(3, 13));
        assert_eq!(found.folders.len(), expected);
    }
}

#[test]
fn a_relative_database_of_flask_counts_from_its_own_folder() {
    let uses = (
        "board/__init__.py",
        "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\napp.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///shop.db'\n",
    );
    let plain = ("board/__init__.py", "from sqlalchemy import create_engine\nSQLALCHEMY_DATABASE_URI = 'sqlite:///shop.db'\n");
    let main = ("app.py", "from board import app\n");
    for (package, databases, expected) in [
        (uses, Databases::InInstanceFolder, "instance"),
        (uses, Databases::BesideApplication, "data app/board/shop.db -> app/data/shop.db"),
        (plain, Databases::InInstanceFolder, "data app/shop.db -> app/data/shop.db"),
    ] {
        let tree = ProjectTree::in_memory([main, package]);
        let start = start("flask");
        let frameworks = crate::knowledge::Frameworks::built_in();
        let project = crate::detect::reached::project(&tree, &start, None);
        let found = detect(
            &tree,
            &project,
            &frameworks,
            &start,
            &[],
            Releases { databases, ..Releases::default() },
            None,
            PythonVersion::new(3, 13),
        );
        let links = found.links.iter().map(|finding| format!("{} -> {}", finding.value.link, finding.value.target));
        let found = found.folders.iter().map(|finding| finding.value.to_string()).chain(links).collect::<Vec<_>>();
        assert_eq!(found.join(" "), expected);
    }
}

#[test]
fn what_is_written_may_follow_from_the_release() {
    let demo = [("app.py", "import gradio as gr\ngr.Interface(f, 'text', 'text').launch()\n")];
    let named = [("app.py", "import gradio as gr\ngr.Interface(f, 'text', 'text', flagging_dir='marks').launch()\n")];
    for (files, older, expected) in [(demo, &["gradio"][..], "flagged"), (demo, &[], ""), (named, &["gradio"], "marks")] {
        let tree = ProjectTree::in_memory(files);
        let start = start("script");
        let frameworks = crate::knowledge::Frameworks::built_in();
        let project = crate::detect::reached::project(&tree, &start, None);
        let releases = Releases { older: older.iter().map(|name| (*name).to_owned()).collect(), ..Releases::default() };
        let found = detect(&tree, &project, &frameworks, &start, &[], releases, None, PythonVersion::new(3, 13));
        let folders: Vec<String> = found.folders.iter().map(|finding| finding.value.to_string()).collect();
        assert_eq!(folders.join(" "), expected, "{older:?}");
    }
}

#[test]
fn bundles_are_built_into_the_static_folder() {
    let main = ("app.py", "from board import app\n");
    let board = ("board/__init__.py", "from flask import Flask\nimport board.assets\napp = Flask(__name__)\n");
    let assets =
        ("board/assets.py", "from flask_assets import Bundle\njs = Bundle('a.js', output='made/a.js')\ncss = Bundle('a.css')\n");
    assert_eq!(found(&[main, board, assets], "flask", None), "board/static/made");
}

#[test]
fn a_command_of_django_leads_to_its_module() {
    let files = [
        ("manage.py", ""),
        ("shop/management/commands/listen.py", "from chat.bot import run\n"),
        ("shop/management/commands/fetch.py", "import os\nos.makedirs('fetched')\n"),
        ("chat/bot.py", "import logging\nlogging.FileHandler('logs/bot.log')\n"),
    ];
    for (words, expected) in [
        (&["python", "manage.py", "listen"][..], "logs"),
        (&["python", "manage.py", "fetch"], "fetched logs"),
        (&["python", "manage.py"], ""),
    ] {
        let tree = ProjectTree::in_memory(files);
        let start = crate::detect::start::program("script", RelPath::parse("manage.py").ok(), Command::of(words).unwrap());
        let frameworks = crate::knowledge::Frameworks::built_in();
        let project = crate::detect::reached::project(&tree, &start, None);
        let found = detect(&tree, &project, &frameworks, &start, &[], Releases::default(), None, PythonVersion::new(3, 13));
        let folders: Vec<String> = found.folders.iter().map(|finding| finding.value.to_string()).collect();
        assert_eq!(folders.join(" "), expected, "{words:?}");
    }
}

#[test]
fn a_text_that_contains_another_is_left_out() {
    let kept = |texts: &[&'static str]| without_containing(texts.iter().copied());
    assert_eq!(kept(&["open(", "open('w", "write", "a", "write", "xay"]), ["a", "open(", "write"]);
    assert_eq!(kept(&["ab", "ba", "aba"]), ["ab", "ba"]);
    assert!(signs().iter().all(|sign| !signs().iter().any(|other| other != sign && sign.contains(other))));
}

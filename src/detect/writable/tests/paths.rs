//! How a path is followed to where it is named.

use super::*;

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
        (
            "class Config:\n    BASE = os.path.dirname(__file__)\n    if BASE:\n        URL = 'sqlite:///' + os.path.join(BASE, 'kept/x.db')",
            "kept",
        ),
        (
            "class Dirs:\n    cache = Path.cwd() / '.shop/cache'\nclass Config:\n    dirs = Dirs()\ndef go():\n    Config.dirs.cache.mkdir(parents=True)",
            ".shop/cache",
        ),
        (
            "def go(db=':memory:'):\n    if db == ':memory:':\n        db = 'sqlite:///:memory:'\n    else:\n        db = Path(db)\n    db.parent.mkdir()",
            "",
        ),
        ("class Config:\n    class Dirs:\n        out = 'made'\nos.makedirs(Config.Dirs.out)", "made"),
        (
            "import sqlite3\ndef go(path=None):\n    raw = str(path or ':memory:')\n    full = raw if raw == ':memory:' else os.path.abspath(raw)\n    sqlite3.connect(full)",
            "",
        ),
        ("import sqlite3\nNAME = ':memory:'\nsqlite3.connect(os.path.abspath(NAME))", ""),
        ("import sqlite3\nsqlite3.connect(os.getenv('SHOP_DB', ':memory:'))", ""),
        // A setting of the same name is a folder here and a file there.
        ("STORAGE_PATH = 'kept/state.sqlite'", "kept"),
        ("import sqlite3\nstorage_path = os.environ.get('WHERE', 'kept/shop.db')", "kept"),
        ("STORAGE_PATH = 'kept'", "kept"),
        ("STORAGE_PATH = 'shop.db'", "data app/shop.db -> app/data/shop.db"),
        ("class Store:\n    def __init__(self):\n        self.dir = 'kept'\n        os.makedirs(self.dir)", "kept"),
        ("def where():\n    return Path('made')\nwhere().mkdir()", "made"),
        ("def keep():\n    name = 'x.log'\n    name = os.path.join('kept', name)\n    open(name, 'w')", "kept"),
        ("def keep(name='x.log'):\n    name = os.path.join('kept', name)\n    open(name, 'w')", "kept"),
        (
            "def keep():\n    if DAILY:\n        name = make()\n        name = os.path.join('kept', name)\n    open(name, 'w')",
            "kept",
        ),
        ("os.makedirs(os.environ.get('DATA_DIR', '/data'))", "/data"),
        ("os.makedirs(os.getenv('DATA_DIR') or 'data')", "data"),
        ("URL = 'sqlite:///' + os.path.join(os.path.dirname(__file__), 'db', 'x.db')", "db"),
        ("URL = f'sqlite+aiosqlite:///{Path(__file__).parent}/db/x.db'", "db"),
        ("URL = 'sqlite:///./shop.db'", "data app/shop.db -> app/data/shop.db"),
        ("HELP = 'sqlite is slow on a share, see https://x.org/docs/notes/index.html'", ""),
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
        ("import sqlite3\nsqlite3.connect('file:kept/x.db?cache=shared', uri=True)", "kept"),
        ("import sqlite3\nsqlite3.connect('file:kept/x.db?mode=ro', uri=True)", ""),
        ("import sqlite3\nsqlite3.connect('file:%s?mode=ro' % path, uri=True)", ""),
        ("prefix = 'sqlite:///'\nURL = prefix + os.path.join(os.path.dirname(__file__), 'kept/x.db')", "kept"),
        ("prefix = 'sqlite:////'\nURL = prefix + os.path.join(os.path.dirname(__file__), 'kept/x.db')", "kept"),
        (
            "from flask import Flask\napp = Flask('x')\nif app:\n    prefix = 'sqlite:///'\nelse:\n    prefix = 'sqlite:////'\nURL = prefix + os.path.join(app.root_path, 'kept/x.db')",
            "kept",
        ),
        ("prefix = 'sqlite:////'", ""),
        ("os.makedirs('%s/x' % os.path.dirname(__file__))", "x"),
        ("os.makedirs('%s/x' % unknown())", ""),
        ("os.makedirs(os.path.dirname('%s/x' % unknown()))", ""),
        // Fields of a format string are unknown, and the folder above them is not.
        ("NAME = 'logs/{time:YYYY}.log'\nlogging.FileHandler(NAME)", "logs"),
        ("open('out/%(id)s.txt', 'w')", "out"),
        // What is made on the way to a folder is the user's as well.
        ("os.makedirs('kept')\nos.makedirs('kept/a/b')", "kept kept/a kept/a/b"),
        // A section and a key, and no default.
        (
            "import configparser\nconf = configparser.ConfigParser()\nos.makedirs(conf.get('paths', 'out', fallback='kept'))",
            "kept",
        ),
        ("import configparser\nconf = configparser.ConfigParser()\nos.makedirs(conf.get('paths', 'out'))", ""),
        // Other systems, and another working folder.
        ("os.makedirs('/Users/ann/Downloads')", ""),
        ("os.makedirs('C:\\\\out')", ""),
        ("os.makedirs('../../../out')", ""),
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
fn what_keeps_a_path_is_followed_to_it() {
    for (text, expected) in [
        // Loops over what is known.
        ("for name in ['a', 'b']:\n    os.makedirs(name)", "a b"),
        ("def go():\n    for name in (BASE / 'a', BASE / 'b'):\n        name.mkdir()\nBASE = Path('kept')", "kept"),
        ("PLACES = {'in': 'a', 'out': 'b'}\nfor place in PLACES.values():\n    os.makedirs(place)", "a b"),
        ("PLACES = {'in': 'a', 'out': 'b'}\nfor kind, place in PLACES.items():\n    os.makedirs(place)", "a b"),
        ("for number, place in enumerate(['a', 'b']):\n    os.makedirs(place)", "a b"),
        ("for kind, place in [(1, 'a'), (2, 'b')]:\n    os.makedirs(place)", "a b"),
        (
            "from enum import Enum\nclass Places(Enum):\n    IN = 'a'\n    OUT = 'b'\nfor place in Places:\n    os.makedirs(place.value)",
            "a b",
        ),
        ("for name in names():\n    os.makedirs(name)", ""),
        // Tables and lists.
        ("CONFIG = {'paths': {'out': 'kept'}}\nos.makedirs(CONFIG['paths']['out'])", "kept"),
        ("CONFIG = dict(out='kept')\nos.makedirs(CONFIG.get('out', 'x'))", "kept"),
        ("CONFIG = {}\nos.makedirs(CONFIG.get('out', 'kept'))", "kept"),
        ("PLACES = ['a', 'b']\nos.makedirs(PLACES[1])", "b"),
        // Objects: what made them, what they were given, and what they inherit.
        ("from enum import Enum\nclass Places(Enum):\n    OUT = 'kept'\nos.makedirs(Places.OUT.value)", "kept"),
        (
            "class Base:\n    out = 'kept'\nclass Live(Base):\n    pass\nclass Test(Base):\n    pass\nconf = Test() if DEBUG else Live()\nos.makedirs(conf.out)",
            "kept",
        ),
        ("class Conf:\n    out = 'kept'\ndef conf():\n    return Conf()\nos.makedirs(conf().out)", "kept"),
        (
            "class Conf:\n    out = 'kept'\n    @classmethod\n    def load(cls):\n        return cls()\nconf = Conf.load()\nos.makedirs(conf.out)",
            "kept",
        ),
        (
            "class Conf:\n    base = Path('kept')\n    @property\n    def out(self):\n        return self.base / 'out'\nos.makedirs(Conf().out)",
            "kept/out",
        ),
        (
            "class Conf:\n    @classmethod\n    def setup(cls, out='kept'):\n        cls.out = out\n    @classmethod\n    def make(cls):\n        os.makedirs(cls.out)",
            "kept",
        ),
        ("class Conf:\n    out = 'kept'\ndef go(conf: Conf):\n    os.makedirs(conf.out)", "kept"),
        ("class Conf:\n    out = 'kept'\ndef go(conf: 'Conf | None' = None):\n    os.makedirs(conf.out)", ""),
        (
            "class Places:\n    out = 'kept'\nclass Conf:\n    places: Places\ndef go(conf: Conf | None):\n    os.makedirs(conf.places.out)",
            "kept",
        ),
        (
            "class Store:\n    def __init__(self, out):\n        self.out = out\nstore = Store('kept')\nos.makedirs(store.out)",
            "kept",
        ),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass Conf:\n    out: Path = field(default_factory=lambda: Path.cwd() / 'kept')\nos.makedirs(Conf().out)",
            "kept",
        ),
        (
            "from dataclasses import dataclass\n@dataclass\nclass Conf:\n    out: Path\nconf = Conf(out='kept')\nos.makedirs(conf.out)",
            "kept",
        ),
        ("from types import SimpleNamespace\nconf = SimpleNamespace(out='kept')\nos.makedirs(conf.out)", "kept"),
        (
            "class Paths:\n    def __init__(self):\n        self.out = 'kept'\nclass App:\n    def __init__(self):\n        self.paths = Paths()\n    def go(self):\n        os.makedirs(self.paths.out)",
            "kept",
        ),
        ("class Disk:\n    def keep_at(self, path):\n        os.makedirs(path)\ndisk = Disk()\ndisk.keep_at('kept')", "kept"),
        // A function in a function sees what the outer one binds.
        ("def outer():\n    out = 'kept'\n    def inner():\n        os.makedirs(out)\n    inner()", "kept"),
        // Names that stand for themselves end.
        ("class Conf:\n    out = out\nos.makedirs(Conf.out)", ""),
        ("out = out\nos.makedirs(out)", ""),
        ("class Conf(Conf):\n    pass\nos.makedirs(Conf.out)", ""),
        ("def out():\n    return out()\nos.makedirs(out())", ""),
    ] {
        let text = format!("import os\nfrom pathlib import Path\n{text}\n");
        assert_eq!(found(&[("app.py", &text)], "script", None), expected, "{text}");
    }
}

#[test]
fn a_key_of_flasks_configuration_is_set_somewhere_in_the_program() {
    let main = ("app.py", "from board import app\n");
    let makes = ("board/__init__.py", "import os\nimport board.settings\nos.makedirs(app.config['EXPORTS'])\n");
    for settings in
        ["class Config:\n    EXPORTS = 'kept'\n", "EXPORTS = 'kept'\n", "def setup(app):\n    app.config['EXPORTS'] = 'kept'\n"]
    {
        assert_eq!(found(&[main, makes, ("board/settings.py", settings)], "flask", None), "kept", "{settings}");
    }
    let makes = ("board/__init__.py", "import os\nimport board.settings\nos.makedirs(app.config.get('EXPORTS'))\n");
    assert_eq!(found(&[main, makes, ("board/settings.py", "EXPORTS = 'kept'\n")], "flask", None), "kept");
}

#[test]
fn paths_of_the_own_configuration_are_followed() {
    let yaml = ("config.yaml", "log: {file: logs/all.log, share: 0.5}\ndb: kept/shop.db\n");
    let json = ("config.example.json", "{\"log\": {\"file\": \"logs/all.log\"}}");
    let toml = ("conf/shop.toml", "[paths]\ncache = 'cache/pages'\n");
    let ini = ("shop.ini", "[log]\nFile = logs/all.log\n");
    for (text, expected) in [
        (
            "import yaml, logging\nwith open('config.yaml') as f:\n    config = yaml.safe_load(f)\nlogging.FileHandler(config['log']['file'])",
            "logs",
        ),
        (
            "import yaml, sqlite3\ndef load(path='config.yaml'):\n    with open(path, encoding='utf-8') as f:\n        return yaml.load(f, Loader=yaml.SafeLoader)\nconfig = load()\nsqlite3.connect(config.get('db', 'x.db'))",
            "kept",
        ),
        (
            "import json, logging\nfrom pathlib import Path\nconfig = json.loads(Path('config.json').read_text())\nlogging.FileHandler(config.get('log', {}).get('file'))",
            "logs",
        ),
        (
            "import tomllib, os\nHERE = os.path.dirname(__file__)\nwith open(os.path.join(HERE, 'conf', 'shop.toml'), 'rb') as f:\n    CONFIG = tomllib.load(f)\nos.makedirs(CONFIG['paths']['cache'])",
            "cache/pages",
        ),
        (
            "import configparser, logging\nconfig = configparser.ConfigParser()\nconfig.read('shop.ini')\nlogging.FileHandler(config.get('log', 'file'))",
            "logs",
        ),
        (
            "import configparser, logging\nconfig = configparser.ConfigParser()\nconfig.read('shop.ini')\nlogging.FileHandler(config['log']['File'])",
            "logs",
        ),
        (
            "import logging\nfrom omegaconf import OmegaConf\nconfig = OmegaConf.load('config.yaml')\nlogging.FileHandler(config.log.file)",
            "logs",
        ),
        ("import yaml\nconfig = yaml.safe_load(open('config.yaml'))\nprint(config['log']['file'])", ""),
        ("import yaml, os\nconfig = yaml.safe_load(open('other.yaml'))\nos.makedirs(config['db'])", ""),
    ] {
        let files = [("app.py", &*format!("{text}\n")), yaml, json, toml, ini];
        assert_eq!(found(&files, "script", None), expected, "{text}");
    }
}

#[test]
fn a_configuration_with_handlers_may_have_any_name_that_the_program_says() {
    let conf = "logging:\n  handlers:\n    all:\n      class: logging.FileHandler\n      filename: logs/all.log\n";
    let loads = "import logging.config, yaml\nlogging.config.dictConfig(yaml.safe_load(open('conf/shop.yaml'))['logging'])\n";
    assert_eq!(found(&[("app.py", loads), ("conf/shop.yaml", conf)], "script", None), "logs");
    assert_eq!(found(&[("app.py", loads), ("conf/other.yaml", conf)], "script", None), "");
}

#[test]
fn the_root_of_the_current_application_is_its_modules_folder() {
    let main = ("app.py", "from board import create\napp = create()\n");
    let board =
        ("board/__init__.py", "from flask import Flask\nimport board.papers\ndef create():\n    return Flask(__name__)\n");
    let papers = (
        "board/papers.py",
        "import os\nfrom flask import current_app\ndef save():\n    os.makedirs(os.path.join(current_app.root_path, 'up'))\n",
    );
    assert_eq!(found(&[main, board, papers], "flask", None), "board/up");
}

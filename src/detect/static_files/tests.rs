//! Settings that demand variables, in the forms that projects write them.

use super::settings::Settings;
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// Loads `shop.settings` and prints the variables that it demands, and whether `STATIC_ROOT` is set.
fn load(files: &[(&str, &str)]) -> (String, bool) {
    let tree = ProjectTree::in_memory(files.iter().copied().chain([("manage.py", ""), ("shop/__init__.py", "")]));
    let settings = Settings::load(&tree, &RelPath::root(), "shop.settings").expect("shop.settings is a file");
    let variables: Vec<String> = settings.variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    (variables.join(" "), settings.static_root.is_some())
}

#[test]
fn a_variable_is_demanded_as_the_settings_use_it() {
    for (text, expected) in [
        ("import os\nKEY = os.environ['KEY']\n", "KEY=build"),
        ("import os\nWORKERS = int(os.environ['WORKERS'])\n", "WORKERS=1"),
        ("import os\nALLOWED_HOSTS = os.environ['ALLOWED'].split(',')\n", "ALLOWED=build"),
        ("import json, os\nEXTRA = json.loads(os.environ['EXTRA'])\n", "EXTRA={}"),
        (
            "import os\nimport dj_database_url\nDATABASES = {'default': dj_database_url.parse(os.environ['DB'])}\n",
            "DB=sqlite:////tmp/build.sqlite3",
        ),
        (
            "import os\nDATABASES = {'default': {'ENGINE': os.environ['DB_ENGINE'], 'PORT': os.environ['DB']}}\n",
            "DB=1 DB_ENGINE=django.db.backends.sqlite3",
        ),
        ("import os\nKEY = os.environ.get('KEY')\nOTHER = os.getenv('OTHER', 'x')\n", ""),
        (
            "import environ\nenv = environ.Env(DEBUG=(bool, False))\nDEBUG = env('DEBUG')\nKEY = env('KEY')\nAGE = env.int('AGE')\n",
            "AGE=1 KEY=build",
        ),
        (
            "import environ\nenv = environ.Env()\nDATABASES = {'default': env.db()}\nCACHES = {'default': env.cache('CACHE')}\n",
            "CACHE=locmemcache:// DATABASE_URL=sqlite:////tmp/build.sqlite3",
        ),
        (
            "from decouple import Csv, config\nKEY = config('KEY')\nDEBUG = config('DEBUG', cast=bool)\nHOSTS = config('HOSTS', default='a', cast=Csv())\n",
            "DEBUG=0 KEY=build",
        ),
        // A branch that an empty environment does not take demands nothing.
        ("import os\nif os.environ.get('BUCKET'):\n    SECRET = os.environ['BUCKET_SECRET']\n", ""),
        ("import os\nif 'BUCKET' in os.environ:\n    SECRET = os.environ['BUCKET_SECRET']\n", ""),
        (
            "import os\nDEBUG = os.environ.get('DEBUG', 'False').lower() == 'true'\nif not DEBUG:\n    KEY = os.environ['KEY']\nelse:\n    OTHER = os.environ['OTHER']\n",
            "KEY=build",
        ),
        ("import os\nKEY = 'x' if os.getenv('A') else os.environ['B']\n", "B=build"),
        ("import os\nKEY = os.environ.get('A') or os.environ['B']\n", "B=build"),
        ("import os, sys\nif 'test' in sys.argv:\n    A = os.environ['A']\nelse:\n    B = os.environ['B']\n", "A=build B=build"),
        // What the settings check by hand is demanded as well.
        ("import os\nKEY = os.environ.get('KEY')\nif not KEY:\n    raise ValueError('KEY')\n", "KEY=build"),
        ("import os, sys\nif os.environ.get('MODE') not in ['a', 'b']:\n    sys.exit(1)\n", "MODE=build"),
        // What they catch is not.
        ("import os\ntry:\n    KEY = os.environ['KEY']\nexcept KeyError:\n    KEY = os.environ['OTHER']\n", "OTHER=build"),
        ("import os\ntry:\n    KEY = os.environ['KEY']\nexcept KeyError:\n    raise SystemExit('no KEY')\n", "KEY=build"),
        (
            "import os\ndef secret(name):\n    try:\n        return os.environ[name]\n    except KeyError:\n        raise ValueError(name)\nKEY = secret('KEY')\n",
            "KEY=build",
        ),
        (
            "import os\ndef secret(name, default=None):\n    return os.environ[name] if name in os.environ else default\nKEY = secret('KEY', 'x')\n",
            "",
        ),
        (
            "import os\ndef on(name, default=False):\n    return str(os.environ.get(name, str(default))).lower() == 'true'\nif on('LITE'):\n    A = os.environ['A']\nelse:\n    B = os.environ['B']\n",
            "B=build",
        ),
        (
            "import os\ndef on(name, default=False):\n    return os.getenv(name, default)\nif on('LITE', True):\n    A = os.environ['A']\nelse:\n    B = os.environ['B']\n",
            "A=build",
        ),
        (
            "import os\ndef need(name):\n    value = os.getenv(name)\n    if not value:\n        raise ValueError(name)\n    return value\nKEY = need('KEY')\n",
            "KEY=build",
        ),
        ("import os\ndef later():\n    return os.environ['KEY']\n", ""),
    ] {
        assert_eq!(load(&[("shop/settings.py", text)]).0, expected, "{text}");
    }
}

#[test]
fn settings_are_followed_into_the_modules_that_they_load() {
    let base = "import os\nDEBUG = bool(os.environ.get('DEBUG'))\nKEY = os.environ['KEY']\n";
    let production = "from .base import *\nif not DEBUG:\n    HOST = os.environ['HOST']\n    STATIC_ROOT = 'static'\n";
    let local = "import os\nSTATIC_ROOT = 'elsewhere'\nLOCAL = os.environ['LOCAL']\n";
    let entry = "from .base import *\nfrom .production import *\n";
    let files = [
        ("shop/settings/__init__.py", entry),
        ("shop/settings/base.py", base),
        ("shop/settings/production.py", production),
        ("shop/settings/local.py", local),
    ];
    assert_eq!(load(&files), ("HOST=localhost KEY=build".to_owned(), true));
}

#[test]
fn a_static_root_counts_where_the_settings_set_it() {
    for (text, expected) in [
        ("STATIC_ROOT = BASE_DIR / 'static'\n", true),
        ("DEBUG = False\nif not DEBUG:\n    STATIC_ROOT = 'static'\n", true),
        ("DEBUG = True\nif not DEBUG:\n    STATIC_ROOT = 'static'\n", false),
        ("STATIC_ROOT = None\n", false),
        ("STATIC_URL = '/static/'\n", false),
        ("try:\n    from .local import *\nexcept ImportError:\n    STATIC_ROOT = 'static'\n", true),
    ] {
        assert_eq!(load(&[("shop/settings.py", text)]).1, expected, "{text}");
    }
}

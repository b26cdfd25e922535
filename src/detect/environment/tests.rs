mod at_start;
mod collected;
mod held;

use super::*;
use crate::detect::start;
use crate::model::Command;

fn environment(files: &[(&str, &str)], start: &str) -> Environment {
    let command = Command::of(&["python", start]).unwrap();
    let start = start::program("script", RelPath::parse(start).ok(), command);
    start::of_files(files, |evidence| detect(&evidence, Some(&start), &[]))
}

/// Each variable as `NAME kind[!][?][=default]`: `!` is required, `?` secret.
fn shown(environment: &Environment) -> String {
    let one = |variable: &Variable| {
        let (required, secret) = (if variable.required { "!" } else { "" }, if variable.secret { "?" } else { "" });
        let default = variable.default.as_ref().map(|default| format!("={default}")).unwrap_or_default();
        format!("{} {}{required}{secret}{default}", variable.name, variable.kind)
    };
    environment.variables.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(&environment(&[("app.py", text)], "app.py")), expected, "{text}");
}

#[test]
fn the_standard_library_reads() {
    for (text, expected) in [
        ("import os\nos.environ['A']", "A text!"),
        ("import os\nos.environ.get('A', 'x')", "A text=x"),
        ("import os\nos.getenv('A')", "A text"),
        ("from os import environ as e, getenv\ne['A'], getenv(key='B', default='1')", "A text!, B text=1"),
        ("import os\nget = os.environ.get\nget('A')", "A text"),
        ("import os\nenv = os.environ\nenv['A']", "A text!"),
        ("import os\nNAME = 'A'\nos.environ[NAME]", "A text!"),
        ("import os\nos.environ.setdefault('A', 'x')", "A text=x"),
        ("import os\nos.environ.setdefault('A', 'x')\nos.environ['A']", "A text=x"),
        ("import os\nif 'A' in os.environ:\n    print(os.environ['A'])", "A text"),
        ("import os\nos.environ['A'] = 'x'", ""),
        // What is computed has no name.
        ("import os\nfor n in names:\n    os.environ[n]\nos.getenv(f'{p}_X')\nos.getenv(p + '_X')", ""),
        // No variable of the application's.
        ("import os\nos.environ['HOME'] + os.environ['PATH']", ""),
        ("environ = {}\nenviron['A']\nenviron.get('B')", ""),
    ] {
        check(text, expected);
    }
}

/// The program around the lines, with the options `--token` and `--quiet`, which no command gives.
#[test]
fn libraries_read_variables_of_their_own() {
    for (text, expected) in [
        ("from openai import OpenAI\nclient = OpenAI()", "OPENAI_API_KEY text!?"),
        ("import openai\nclient = openai.AsyncOpenAI(base_url='http://x')", "OPENAI_API_KEY text!?"),
        ("import os\nfrom openai import OpenAI\nclient = OpenAI(api_key=os.environ['KEY'])", "KEY text!?"),
        ("from openai import OpenAI\nclient = OpenAI(**options)", ""),
        ("from openai import OpenAI\ndef ask():\n    return OpenAI()", "OPENAI_API_KEY text?"),
        ("from slack_bolt import App\napp = App()", "SLACK_BOT_TOKEN text!?"),
        (
            "from slack_bolt.adapter.socket_mode import SocketModeHandler\nSocketModeHandler(app, token).start()\nSocketModeHandler(app)",
            "SLACK_APP_TOKEN text!?",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_variable_is_required_where_the_start_stops_without_it() {
    for (text, expected) in [
        ("import os\ndef f():\n    os.environ['A']", "A text"),
        ("import os\ndef f():\n    os.environ['A']\nf()", "A text!"),
        ("import os\ndef f():\n    os.environ['A']\nif __name__ == '__main__':\n    f()", "A text!"),
        ("import os\nif 'A' not in os.environ:\n    raise ValueError\nos.getenv('A')", "A text!"),
        ("import os\nif not 'A' in os.environ:\n    exit('no A')\nos.environ['A']", "A text!"),
        ("import os\nif 'A' not in os.environ or 'B' not in os.environ:\n    raise ValueError", "A text!, B text!"),
        ("import os\nif 'A' not in os.environ or all(x not in os.environ for x in ['B', 'C']):\n    raise ValueError", "A text!"),
        (
            "import os\nf = os.environ.get('A')\nif f is not None:\n    x = open(f).read()\nelse:\n    x = os.environ['B']",
            "A text, B text!",
        ),
        ("import os\nx = os.getenv('A')\nif not x:\n    x = os.environ['B']", "A text, B text!"),
        ("import os\nx = os.getenv('A')\nif x:\n    y = os.environ['B']", "A text, B text"),
        ("import os\nx = os.getenv('A', 'z')\nif not x:\n    x = os.environ['B']", "A text=z, B text"),
        ("import os\nif 'A' not in os.environ:\n    print('no A')\nos.getenv('A')", "A text"),
        ("import os\nif USE_S3:\n    os.environ['A']", "A text"),
        ("import os\nif DEBUG:\n    os.environ['A']\nelse:\n    os.environ['B']", "A text, B text!"),
        ("import os\nif not DEBUG:\n    os.environ['A']", "A text!"),
        ("import os\ntry:\n    os.environ['A']\nexcept KeyError:\n    pass", "A text"),
        ("import os\ntry:\n    os.environ['A']\nexcept KeyError:\n    raise ValueError", "A text!"),
        ("import os\nX = os.getenv('A')\nif not X:\n    raise ValueError", "A text!"),
        ("import os\nX, Y = 1, 2\nX = os.getenv('A')\nif X is None or not Y:\n    sys.exit(1)", "A text!"),
        ("import os\nif not os.getenv('A'):\n    raise ValueError", "A text!"),
        ("import os\nif not (x := os.getenv('A')):\n    raise ValueError", "A text!"),
        ("import os\nif (x := os.getenv('A')) is None:\n    raise ValueError", "A text!"),
        ("import os\nif (x := os.getenv('A')):\n    print(x)", "A text"),
        ("import os\nX = os.getenv('A', '')\nif not X:\n    raise ValueError", "A text!"),
        ("import os\nif not os.getenv('A', ''):\n    raise ValueError", "A text!"),
        ("import os\nX = os.getenv('A', '')\nprint(X.lower())", "A text"),
        ("import os\nX = os.getenv('A', 'x')\nif not X:\n    raise ValueError", "A text=x"),
        (
            "import os\nX = os.getenv('A', '')\nclass C:\n    def __init__(self):\n        if not X:\n            raise ValueError\nC()",
            "A text!",
        ),
        ("import os\nclass C:\n    def __init__(self):\n        self.x = os.environ['A']\ndef f():\n    C()", "A text"),
        ("import os\nclass C:\n    def __init__(self):\n        self.x = os.environ['A']\nc = C()", "A text!"),
        (
            "import os\nclass C:\n    def __init__(self):\n        os.environ['A']\nclass D:\n    def __init__(self):\n        os.environ['B']\nd = D()",
            "A text, B text!",
        ),
        ("import os\ndef f():\n    os.environ['A']\nclass C:\n    def __init__(self):\n        f()\nc = C()", "A text!"),
        ("import os\nasync def begin(app):\n    os.environ['A']\napp = FastAPI(lifespan=begin)", "A text!"),
        ("import os\nasync def begin():\n    os.environ['A']\napp = Starlette(on_startup=[begin])", "A text!"),
        ("import os\nasync def begin(app):\n    os.environ['A']\napp.on_startup.append(begin)", "A text!"),
        ("import os\n@app.on_event('startup')\nasync def begin():\n    os.environ['A']", "A text!"),
        ("import os\n@app.on_event('shutdown')\nasync def finish():\n    os.environ['A']", "A text"),
        ("import os\n@app.before_serving\nasync def begin():\n    os.environ['A']", "A text!"),
        ("import os\n@app.get('/')\nasync def page():\n    os.environ['A']", "A text"),
        ("import os\nint(os.getenv('A'))", "A integer!"),
        ("import os\nint(os.getenv('A', 1))", "A integer=1"),
        ("import os\nos.getenv('A') or os.environ['B']", "A text, B text"),
        ("import os\nos.getenv('A') or 'x'", "A text=x"),
        ("import os\nX = os.getenv('A', f())\nint(X)", "A integer"),
        ("import os\nX = os.getenv('A') or f()\nint(X)", "A integer"),
        ("import os\nX = os.getenv('A')\nif X:\n    X.split(',')", "A list"),
        ("import os\nX = os.getenv('A')\nY = int(X) if X else 1", "A integer"),
        ("import os\nX = os.getenv('A')\ndef f():\n    return int(X)", "A integer"),
        ("import os\ndef f():\n    x = os.getenv('A')\ndef g(x):\n    return int(x)\nf()", "A text"),
        ("import os\nif os.getenv('A', None) is None:\n    raise ValueError", "A text!"),
        ("import os\nX = os.getenv('A', None)\nprint(X)", "A text"),
        ("import os, discord\nbot.run(os.getenv('A'))", "A text!"),
        ("import os, flask\napp.run(os.getenv('A'))", "A text"),
        ("import os, discord\nT = os.getenv('A')\nasync def main():\n    await bot.start(T)\nmain()", "A text!"),
        ("import os, discord\nT = os.getenv('A')\nasync def main():\n    await bot.start(T)", "A text"),
        ("import os\nfrom telegram.ext import Updater\nUpdater(token=os.getenv('A', 'x'))", "A text=x"),
        ("import os\nfrom sqlalchemy import create_engine\ncreate_engine(os.getenv('A'), echo=True)", "A text!"),
        ("import os\nif os.getenv('A', 'no') == 'yes':\n    pass\nelse:\n    os.environ['B']", "A boolean=no, B text!"),
        ("import os\nif os.getenv('A', 'yes') == 'yes':\n    pass\nelse:\n    os.environ['B']", "A boolean=yes, B text"),
        ("import os, sys\nif sys.argv[1] != 'collectstatic':\n    os.environ['A']", "A text!"),
        ("import os, sys\nif len(sys.argv) > 0 and 'test' not in sys.argv:\n    os.environ['A']", "A text!"),
        (
            "import os, sys\nif 'test' in sys.argv:\n    os.environ['A']\nelif sys.argv[1] == 'x':\n    os.environ['B']\nelse:\n    os.environ['C']",
            "A text, B text, C text!",
        ),
        ("import os, sys\nif OTHER:\n    pass\nelif sys.argv[1] != 'collectstatic':\n    os.environ['A']", "A text"),
        ("import os, sys\nif len(sys.argv) > 1:\n    os.environ['A']", "A text"),
        (
            "import os\ndef need(name):\n    x = os.getenv(name)\n    if not x:\n        raise ValueError\n    return x\nneed('A')",
            "A text!",
        ),
        ("import os\ndef on(name):\n    return os.getenv(name, '').lower() == 'yes'\non('A')", "A text"),
        (
            "import os\ndef on(name, default=False):\n    x = os.getenv(name, '1' if default else '0')\n    return x.lower() == '1'\non('A')",
            "A text",
        ),
        (
            "import os\nclass Bot:\n    @staticmethod\n    def load():\n        return os.environ['A']\ndef main():\n    Bot.load()\nmain()",
            "A text!",
        ),
        (
            "import os\ndef get(name):\n    x = os.getenv(name)\n    if x == 'no':\n        raise ValueError\n    return x\nget('A')",
            "A text",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_kind_follows_from_the_use() {
    for (text, expected) in [
        ("import os\nint(os.environ['A'])", "A integer!"),
        ("import os\nfloat(os.environ.get('A', 0.5))", "A number=0.5"),
        ("import os\nos.environ['A'].split(',')", "A list!"),
        ("import os\nos.getenv('A', '').lower() in ('1', 'true')", "A boolean"),
        ("import os\nos.getenv('A') == 'True'", "A boolean"),
        ("import os\nX = os.environ['A']\nY = int(X)", "A integer!"),
        ("import os, json\njson.loads(os.environ['A'])", "A json!"),
        ("import os\nfrom pathlib import Path\nPath(os.environ['A'])", "A path!"),
        ("import os\nos.environ['BROKER_URL']", "BROKER_URL url!"),
        ("import os\nos.getenv('A', False)", "A boolean=false"),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_secret_has_no_value() {
    for (text, expected) in [
        ("import os\nos.getenv('SECRET_KEY', 'x')", "SECRET_KEY text?"),
        ("import os\nint(os.getenv('TOKEN_AGE', '5'))", "TOKEN_AGE integer=5"),
        ("import os\nos.getenv('DATABASE_URL', 'postgres://a:b@db/c')", "DATABASE_URL url"),
        ("import os\nos.getenv('DATABASE_URL', 'sqlite:///x')", "DATABASE_URL url=sqlite:///x"),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_setting_that_must_have_a_value_makes_its_variable_needed() {
    for (text, expected) in [
        ("import os\nSECRET_KEY = os.environ.get('KEY')", "KEY text!?"),
        ("import os\nclass Config:\n    SECRET_KEY = os.getenv('KEY')", "KEY text!?"),
        ("import os\napp.config['SECRET_KEY'] = os.getenv('KEY')", "KEY text!?"),
        ("import os\napp.secret_key = os.getenv('KEY')", "KEY text!?"),
        ("import os\nkey = os.getenv('KEY')\napp.config['JWT_SECRET_KEY'] = key", "KEY text!?"),
        // Another value stands in for it.
        ("import os\nSECRET_KEY = os.environ.get('KEY', 'x')", "KEY text?"),
        ("import os\nSECRET_KEY = os.environ.get('KEY') or os.urandom(24)", "KEY text?"),
        ("import os\nSECRET_KEY = os.environ.get('KEY')\nif not SECRET_KEY:\n    SECRET_KEY = make()", "KEY text?"),
        ("import os\nif os.getenv('KEY'):\n    SECRET_KEY = os.getenv('KEY')", "KEY text?"),
        (
            "import os\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': os.getenv('N'), 'HOST': os.getenv('H', 'db'), 'PORT': os.getenv('P')}}",
            "H text=db, N text!, P text",
        ),
        ("import os\nDATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.getenv('N')}}", "N text"),
        ("import os\nKNOWN = {'NAME': os.getenv('N')}", "N text"),
        // These are other settings.
        ("import os\nMAIL_KEY = os.environ.get('KEY')", "KEY text?"),
        ("import os\ndef go():\n    secret_key = os.environ.get('KEY')", "KEY text?"),
    ] {
        check(text, expected);
    }
}

#[test]
fn packages_read() {
    for (text, expected) in [
        (
            "from decouple import config\nconfig('A'), config('B', default=1, cast=int), config('C', 'x')",
            "A text!, B integer=1, C text=x",
        ),
        ("from decouple import config, Csv\nconfig('A', cast=Csv())", "A list!"),
        (
            "from decouple import Config, RepositoryEnv\nconfig = Config(RepositoryEnv('.env'))\nconfig('A', cast=bool)",
            "A boolean!",
        ),
        (
            "import environ\nenv = environ.Env(DEBUG=(bool, False))\nenv('DEBUG'), env.db(), env.int('N', default=3), env.list('L'), env.cache('R')",
            "DATABASE_URL url!, DEBUG boolean=false, L list!, N integer=3, R url!",
        ),
        (
            "from environs import Env\nenv = Env()\nwith env.prefixed('SHOP_'):\n    A = env.bool('A', False)\nB = env('B')",
            "B text!, SHOP_A boolean=false",
        ),
        ("from environs import env\nenv.int('A')", "A integer!"),
        (
            "from starlette.config import Config\nconfig = Config('.env')\nconfig('A', cast=bool, default=False), config('B')",
            "A boolean=false, B text!",
        ),
        ("import dj_database_url\ndj_database_url.config(default='sqlite:///x')", "DATABASE_URL url=sqlite:///x"),
        (
            "from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix='SHOP')\nsettings.NAME, settings.lower",
            "SHOP_NAME text",
        ),
        ("from dotenv import dotenv_values\nconfig = dotenv_values('.env')\nconfig['A'], config.get('B')", "A text!, B text"),
        ("import typer\ndef f(x: str = typer.Option(envvar='A')): pass", "A text"),
        ("import click\n@click.option('--x', envvar=['A', 'B'], type=int)\ndef f(x): pass", "A integer, B integer"),
        (
            "from flask import Flask\napp = Flask(__name__)\napp.config.from_envvar('A')\napp.config.from_prefixed_env()\napp.config['B']\nD = 'D'\napp.config.get(D)\napp.config['C'] = app.config['C']",
            "A path!, FLASK_B text, FLASK_D text",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn fields_of_settings_are_variables() {
    for (text, expected) in [
        ("class S(BaseSettings):\n    a: str\n    b: int = 1\n    _c: str\n    d: ClassVar[str] = 'x'", "A text!, B integer=1"),
        ("class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='shop_')\n    a: str", "SHOP_A text!"),
        ("class S(BaseSettings, env_prefix='SHOP_'):\n    a: str | None = None\n    b: str | None", "SHOP_A text, SHOP_B text!"),
        (
            "class S(BaseSettings):\n    a: str = Field(alias='X')\n    b: str = Field('v', validation_alias=AliasChoices('Y', 'Z'))\n    c: str = Field(...)",
            "C text!, X text!, Y text=v, Z text=v",
        ),
        (
            "class S(BaseSettings):\n    a: Annotated[str, Field(alias='X')] = 'v'\n    b: PostgresDsn\n    c: list[str] = []",
            "B url!, C json, X text=v",
        ),
        (
            "class D(BaseModel):\n    host: str\n    port: int = 5432\nclass S(BaseSettings):\n    model_config = {'env_nested_delimiter': '__'}\n    db: D",
            "DB__HOST text!, DB__PORT integer=5432",
        ),
        (
            "class D(BaseSettings):\n    host: str\n    port: int = 5432\nclass E(BaseSettings):\n    ids: list[int] = []\nclass S(BaseSettings, env_nested_delimiter='__', env_prefix='X_'):\n    db: D\n    admins: E",
            "X_ADMINS__IDS json!, X_DB__HOST text!, X_DB__PORT integer=5432",
        ),
        ("class S(pydantic.env_settings.BaseSettings):\n    a: Optional[str]", "A text"),
        (
            "class D(BaseSettings):\n    host: str\nclass S(BaseSettings, env_nested_delimiter='__'):\n    db: D = D()",
            "HOST text!",
        ),
        (
            "class B(BaseSettings):\n    a: str\n    class Config:\n        env_prefix = 'X_'\nclass S(B):\n    b: bool = True",
            "X_A text!, X_B boolean=true",
        ),
        ("P = 'SHOP'\nclass S(BaseSettings):\n    class Config:\n        env_prefix = P + '_'\n    a: str", "SHOP_A text!"),
        // A prefix that is computed leaves no name but those that are given whole.
        ("class S(BaseSettings, env_prefix=prefix()):\n    a: str\n    b: str = Field(alias='B')", "B text!"),
        ("class S(BaseSettings):\n    secret_key: SecretStr\n    password: str = 'x'", "PASSWORD text?, SECRET_KEY text!?"),
    ] {
        let imports = "import pydantic.env_settings\nfrom typing import *\nfrom pydantic import *\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\nfrom pydantic import BaseModel, Field, AliasChoices\n";
        check(&format!("{imports}{text}\n"), expected);
    }
    check(
        "from pydantic import BaseSettings\nfrom typing import Optional\nclass S(BaseSettings):\n    a: Optional[str]\n",
        "A text",
    );
}

#[test]
fn helpers_and_readers_of_other_files_are_followed() {
    let files = [
        ("app.py", "from shop.conf import env, get_bool, need\nA = get_bool('A', True)\nB = need('B')\nC = env('C')\n"),
        (
            "shop/conf.py",
            "import os, environ\nenv = environ.Env()\ndef get_bool(name, default):\n    return os.getenv(name, default) == '1'\ndef need(key):\n    return os.environ[key]\n",
        ),
        ("shop/__init__.py", ""),
        ("tests/test_app.py", "import os\nos.environ['T']\n"),
        ("docs/conf.py", "import os\nos.environ['T']\n"),
        ("setup.py", "import os\nos.environ['T']\n"),
        ("scripts/release.py", "import os\nos.environ['T']\n"),
    ];
    assert_eq!(shown(&environment(&files, "app.py")), "A boolean=true, B text!, C text!");
}

#[test]
fn a_helper_may_take_several_names_and_a_reader_may_be_a_parameter() {
    check(
        "import os\ndef env(*names, default=None):\n    for name in names:\n        if os.environ.get(name):\n            return os.environ[name]\n    return default\nenv('A', 'B')\nenv('C', default='x')",
        "A text, B text, C text=x",
    );
    check("from environs import Env\ndef load(env: Env):\n    env.int('A')\nload(Env())", "A integer!");
}

#[test]
fn names_may_be_constants_and_come_from_lists() {
    let helper = "import os\ndef secret(name):\n    if f'{name}_FILE' in os.environ:\n        return open(os.environ[f'{name}_FILE'])\n    return os.environ[name]\n";
    for (text, expected) in [
        ("import os\nclass Keys:\n    TOKEN = 'A'\nos.environ.get(Keys.TOKEN)", "A text"),
        ("import os, enum\nclass Keys(enum.Enum):\n    TOKEN = 'A'\nos.environ[Keys.TOKEN.value]", "A text!"),
        ("import os\nP = 'SHOP'\nos.getenv(f'{P}_A'), os.getenv(P + '_B')", "SHOP_A text, SHOP_B text"),
        ("import os\nK = 'A'\nif X:\n    K = 'B'\nos.getenv(K)", ""),
        ("import os\nK = 'A'\ndef f(K):\n    return os.getenv(K)\nf('B')", "B text"),
        ("import os\ndef f():\n    key = 'A'\n    return os.getenv(key)", "A text"),
        ("import os\n{n: os.environ[n] for n in ('A', 'B')}", "A text!, B text!"),
        ("import os\nN = ['A', 'B']\nfor n in N:\n    os.environ[n]", "A text!, B text!"),
        ("import os\nfor n, d in [('A', 1), ('B', 2)]:\n    os.environ.get(n, d)", "A text, B text"),
        ("import os\nM = {'a': 'A', 'b': 'B'}\nfor k, n in M.items():\n    os.environ.get(n)", "A text, B text"),
        ("import os\nfor n in ('a', 'b'):\n    os.getenv(f'SHOP_{n.upper()}')", "SHOP_A text, SHOP_B text"),
        (
            "import os\ndef first(names):\n    return next(os.getenv(n) for n in names)\nfirst(['A', 'B'])\nfirst(others())",
            "A text, B text",
        ),
        (&format!("{helper}secret('A')"), "A text, A_FILE text"),
        (
            "import os\ndef proxy(service):\n    prefix = service.upper()\n    name = f'{prefix}_PROXY'\n    return os.getenv(name)\nproxy('shop')",
            "SHOP_PROXY text",
        ),
        ("import os\ndef secret(name):\n    return os.getenv(name.replace('-', '_').upper())\nsecret('a-b')", "A_B text"),
        ("import os\ndef get(name):\n    name = name.upper()\n    return os.getenv(name)\nget('a')", "A text"),
        ("import os\nlist(map(os.environ.get, ('A', 'B')))", "A text, B text"),
        (
            "import os\ndef login(user, password):\n    return os.getenv(user), os.getenv(password)\nlogin('A', password='B')",
            "A text, B text",
        ),
    ] {
        check(text, expected);
    }
    let files = [
        (
            "app.py",
            "import os\nfrom shop import keys\nfrom shop.keys import B\nos.getenv(keys.A), os.getenv(B), os.getenv(keys.C)\n",
        ),
        ("shop/keys.py", "A = 'A'\nB = f'{A}_B'\nC = compute()\n"),
        ("shop/__init__.py", ""),
    ];
    assert_eq!(shown(&environment(&files, "app.py")), "A text, A_B text");
}

#[test]
fn a_member_of_the_workspace_is_no_copy_of_a_library() {
    let files = [
        ("app.py", "import core\n"),
        ("libs/core/core/__init__.py", "import os\nos.getenv('A')\n"),
        ("libs/core/pyproject.toml", "[project]\nname = 'core'\nversion = '1'\n"),
        ("libs/other/other/__init__.py", "import os\nos.getenv('B')\n"),
        (
            "pyproject.toml",
            "[project]\nname = 'app'\nversion = '1'\ndependencies = ['core']\n[tool.uv.sources]\ncore = { workspace = true }\n[tool.uv.workspace]\nmembers = ['libs/core']\n",
        ),
    ];
    assert_eq!(shown(&environment(&files, "app.py")), "A text");
}

#[test]
fn files_that_list_variables_are_named() {
    let files = [
        ("app.py", "import os\nos.environ['A']\n"),
        (".env.example", "A=1\nSECRET=x\n"),
        ("app.json", "{\"env\": {\"C\": \"1\"}}"),
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    environment:\n      - D=1\n      - A\n  db:\n    image: x\n    environment: {E: 1}\n",
        ),
    ];
    let found = environment(&files, "app.py");
    assert_eq!(shown(&found), "A text!, C text, D text, SECRET text?");
    let places: Vec<String> = found.get("A").unwrap().places.iter().map(|place| format!("{:?} {}", place.by, place.at)).collect();
    assert_eq!(places, ["Code app.py:2", "Example .env.example:1", "Compose compose.yaml:6"]);
}

#[test]
fn a_shell_line_that_starts_the_program_reads_variables() {
    for (line, expected) in [
        ("exec gunicorn --workers $WORKERS app:app", "WORKERS text!"),
        ("exec gunicorn --workers ${WORKERS:-2} app:app", "WORKERS text=2"),
        ("export LEVEL=info; exec gunicorn --log-level $LEVEL app:app", ""),
        ("exec gunicorn ${GUNICORN_OPTS:+-c x} \"$@\" app:app", "GUNICORN_OPTS text"),
    ] {
        let command = Command::of(&["sh", "-c", line]).unwrap();
        let start = start::program("script", RelPath::parse("app.py").ok(), command);
        let found = start::of_files(&[("app.py", "")], |evidence| detect(&evidence, Some(&start), &[]));
        assert_eq!(shown(&found), expected, "{line}");
    }
}

#[test]
fn settings_classes_are_followed_through_files() {
    let base =
        ("core/base.py", "from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    log_level: str = 'info'\n");
    let app = ("core/app.py", "from core.base import Base\nclass App(Base):\n    secret_key: str\n    database_url: str\n");
    let shop = ("shop.py", "from core.app import App\nclass Shop(App, Named):\n    shop_name: str\n");
    let main = ("app.py", "from shop import Shop\nprint(Shop())\n");
    let found = environment(&[base, app, shop, main], "app.py");
    assert_eq!(shown(&found), "DATABASE_URL url!, LOG_LEVEL text=info, SECRET_KEY text!?, SHOP_NAME text!");
}

#[test]
fn a_default_that_is_the_container_itself_is_told_apart() {
    for (default, expected) in [
        ("'localhost'", true),
        ("'127.0.0.1:6379'", true),
        ("'postgresql://shop:shop@localhost:5432/shop'", true),
        ("'redis://127.0.0.1/0'", true),
        ("'db'", false),
        ("'postgresql://shop@db/shop'", false),
        ("'sqlite:///shop.db'", false),
    ] {
        let found = environment(&[("app.py", &format!("import os\nos.getenv('A', {default})\n"))], "app.py");
        assert_eq!(found.variables[0].is_local, expected, "{default}");
        let is_of_network = default == "'postgresql://shop@db/shop'";
        assert_eq!(found.variables[0].is_of_network, is_of_network, "{default}");
    }
}

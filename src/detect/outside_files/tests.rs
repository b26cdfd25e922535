use super::*;
use crate::model::Command;

/// The files that `main.py` needs and the repository of these files does not have, as `file in the image < sample`.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    check_start(&["python", "main.py"], files, expected);
}

#[track_caller]
fn check_start(words: &[&str], files: &[(&str, &str)], expected: &[&str]) {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let command = Command::of(words).unwrap();
    let start = crate::detect::start::program("script", RelPath::parse("main.py").ok(), command);
    let project = reached::project(&tree, &start, None);
    let found = detect(&tree, &project, &start, None, PythonVersion::new(3, 13));
    let found: Vec<String> = found
        .iter()
        .map(|found| {
            let sample = found.value.sample.as_ref().map(|sample| format!(" < {sample}")).unwrap_or_default();
            format!("{} {}{sample}", found.value.file, found.value.in_image)
        })
        .collect();
    assert_eq!(found, expected, "{}", files[0].1);
}

#[test]
fn a_file_that_is_read_at_every_start_is_needed() {
    for text in [
        "import json\nwith open('config.json') as file:\n    config = json.load(file)\n",
        "import json\nconfig = json.load(open('config.json', 'rb'))\n",
        "from pathlib import Path\nconfig = (Path(__file__).parent / 'config.json').read_text()\n",
        "import os, sys\nif not os.path.isfile('config.json'):\n    sys.exit('no config.json')\n",
        "import sys\ntry:\n    config = open('config.json').read()\nexcept OSError:\n    sys.exit(1)\n",
        "def load(name):\n    with open(name) as file:\n        return file.read()\ndef main():\n    load('config.json')\nif __name__ == '__main__':\n    main()\n",
    ] {
        check(&[("main.py", text)], &["config.json /app/config.json"]);
    }
}

#[test]
fn a_file_is_needed_that_makes_a_parameter_of_the_program() {
    let main =
        "import asyncio\nfrom settings import load\nasync def main(settings=Depends(load)):\n    pass\nasyncio.run(main())\n";
    let settings = "from pathlib import Path\nFILE = Path(__file__).parent / 'config.toml'\ndef load(file: Path = FILE):\n    return file.read_text()\n";
    check(&[("main.py", main), ("settings.py", settings)], &["config.toml /app/config.toml"]);
}

#[test]
fn a_library_reads_a_file_that_is_needed() {
    for (text, expected) in [
        ("import gspread\ngc = gspread.service_account(filename='services.json')\n", &["services.json /app/services.json"][..]),
        (
            "import os, gspread\ngc = gspread.service_account(os.getcwd() + '/services.json')\n",
            &["services.json /app/services.json"],
        ),
        ("import joblib\nmodel = joblib.load('model.pkl')\n", &["model.pkl /app/model.pkl"]),
        (
            "from google.oauth2 import service_account\nkey = service_account.Credentials.from_service_account_file('key.json')\n",
            &["key.json /app/key.json"],
        ),
        ("import joblib\njoblib.dump(1, 'model.pkl')\n", &[]),
        ("import gspread\ngc = gspread.service_account()\n", &[]),
        ("import torch\nmodel = torch.load('https://x.org/model.pt')\n", &[]),
        ("class joblib:\n    pass\nmodel = joblib.load('model.pkl')\n", &[]),
    ] {
        check(&[("main.py", text)], expected);
    }
    check(&[("main.py", "import joblib\nmodel = joblib.load('model.pkl')\n"), ("model.pkl", "x")], &[]);
}

#[test]
fn a_file_that_the_program_can_do_without_is_not_needed() {
    for text in [
        "import os\nif os.path.exists('config.json'):\n    config = open('config.json').read()\n",
        "try:\n    config = open('config.json').read()\nexcept OSError:\n    config = ''\n",
        "def unused():\n    return open('config.json').read()\n",
        "def setup():\n    with open('config.json', 'w') as file:\n        file.write('')\nconfig = open('config.json').read()\n",
        "import sys\nconfig = open(sys.argv[1]).read()\n",
        "import shutil\nshutil.copy('sample.json', 'config.json')\nconfig = open('config.json').read()\n",
        "import os\nos.replace('new.json', dst='config.json')\nconfig = open('config.json').read()\n",
        "from shutil import move\ndef fetch():\n    move('new.json', 'config.json')\nfetch()\nconfig = open('config.json').read()\n",
        "config = open('/proc/version').read()\n",
        "def load():\n    return open('key.bin').read()\ndef key():\n    try:\n        return load()\n    except OSError:\n        return 'new'\nkey()\n",
        "import os\nname = 'config.json'\nif not os.path.exists(name):\n    name = None\nprint(open('config.json').read())\n",
        "from configparser import ConfigParser\nparser = ConfigParser()\nparser.read('config.ini')\n",
    ] {
        check(&[("main.py", text)], &[]);
    }
    check(&[("main.py", "config = open('config.json').read()\n"), ("config.json", "{}")], &[]);
}

#[test]
fn of_two_files_the_one_is_needed_that_a_parameter_names_by_default() {
    for (parameter, name) in
        [("testing=False", "'test.json' if testing else 'config.json'"), ("live=True", "'config.json' if live else 'x.json'")]
    {
        let text = format!("def load({parameter}):\n    return open({name}).read()\nload()\n");
        check(&[("main.py", &text)], &["config.json /app/config.json"]);
    }
}

#[test]
fn a_sample_or_a_line_for_git_shows_that_a_person_writes_the_file() {
    let parser = "from configparser import ConfigParser\nparser = ConfigParser()\nparser.read('bot.ini')\n";
    check(&[("main.py", parser), ("bot.ini.example", "[bot]\n")], &["bot.ini /app/bot.ini < bot.ini.example"]);
    check(&[("main.py", parser), (".gitignore", "/bot.ini\n")], &["bot.ini /app/bot.ini"]);
    let module = "import settings\n";
    check(&[("main.py", module), ("settings_example.py", "")], &["settings.py /app/settings.py < settings_example.py"]);
    check(&[("main.py", module), (".gitignore", "settings.py\n")], &["settings.py /app/settings.py"]);
    check(&[("main.py", module)], &[]);
    // A package that is installed is no file of the project.
    check(&[("main.py", "from settings.loader import load\n"), ("settings_example.py", "")], &[]);
    check(&[("main.py", module), ("settings.py", ""), ("settings_example.py", "")], &[]);
}

#[test]
fn a_module_of_the_project_that_a_person_writes() {
    let package = |main: &'static str| [("main.py", main), ("shop/__init__.py", ""), ("shop/configuration.example.py", "")];
    let needed = ["shop/configuration.py /app/shop/configuration.py < shop/configuration.example.py"];
    check(&package("from shop import configuration\n"), &needed);
    check(&package("from shop.configuration import NAME\n"), &needed);
    check(&package("try:\n    from shop import configuration\nexcept ImportError:\n    raise SystemExit('write it')\n"), &needed);
    check(&package("try:\n    from shop import configuration\nexcept ImportError:\n    configuration = None\n"), &[]);
    check(&package("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.configuration')\n"), &needed);
    check(
        &package(
            "import importlib, os\nname = os.getenv('CONFIGURATION', 'shop.configuration')\ntry:\n    loaded = importlib.import_module(name)\nexcept ImportError:\n    raise\n",
        ),
        &needed,
    );
    let django = [
        ("main.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"),
        ("shop/__init__.py", ""),
        ("shop/settings.py", "from .base import *\n"),
        (
            "shop/base.py",
            "try:\n    from shop import configuration\nexcept ImportError as error:\n    raise ValueError() from error\n",
        ),
        ("shop/configuration.example.py", ""),
    ];
    check(&django, &needed);
    let built = [("main.py", "from shop._version import version\n"), ("shop/__init__.py", ""), (".gitignore", "_version.py\n")];
    check(&built, &[]);
}

#[test]
fn a_file_outside_of_the_project_is_needed_too() {
    let main = [("main.py", "print('x')\n")];
    check_start(&["python", "main.py", "-c", "/conf"], &main, &["conf /conf"]);
    check_start(&["python", "main.py", "--config=/config/bot.yml"], &main, &["bot.yml /config/bot.yml"]);
    check_start(&["python", "main.py", "--config", "bot.yml"], &main, &[]);
    check_start(&["python", "main.py", "-c", "/etc/bot/bot.conf"], &main, &[]);
    check(&[("main.py", "config = open('/config/bot.yml').read()\n")], &["bot.yml /config/bot.yml"]);
}

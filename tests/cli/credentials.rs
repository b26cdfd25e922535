//! Passwords and tokens in every file and flag that pydock reads: no file that it writes and no document that it prints has one.
//!
//! What is written is committed, and what is printed ends in the logs of pipelines.

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("credentials/password_of_a_url", || urls("crew:tideKq83vLm2", "tideKq83vLm2")),
        trial("credentials/token_of_known_shape", || urls(TOKEN, TOKEN)),
        trial("credentials/value_of_a_telling_name", named_values),
        trial("credentials/what_is_refused_has_its_place", places),
    ]
}

const TOKEN: &str = "ghp_Zq7Rw2Lm9Xc4Vb6Nd1Ks8Tf3Gh5Jp0QyWeRt";
const VALUE: &str = "q8fZr31LxPw0";

const APP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
const LIST: &str = "flask==3.1.0\ngunicorn==23.0.0\n";
const PROJECT: &str = "[project]\nname = \"pier\"\nversion = \"1\"\nrequires-python = \">=3.12\"\n";
const POETRY: &str = "[tool.poetry]\nname = \"pier\"\nversion = \"1\"\npackage-mode = false\n[tool.poetry.dependencies]\npython = \"^3.12\"\nflask = \"*\"\ngunicorn = \"*\"\n";
const OWN: &str = "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n";
const EVERYTHING: [&str; 2] = ["--with", "env-example,compose,devcontainer"];

/// Each channel by its file, the text of the file, and flags; `LOGIN` stands before the host of a URL.
const URLS: [(&str, &str, &[&str]); 49] = [
    ("requirements.txt", "--index-url https://LOGIN@pkgs.example/simple\nLIST", &[]),
    ("requirements.txt", "--extra-index-url https://LOGIN@pkgs.example/simple\nLIST", &["--installer", "pip"]),
    ("requirements.txt", "--find-links https://LOGIN@pkgs.example/x.html\nLIST", &[]),
    ("requirements.txt", "LISTtidal @ git+https://LOGIN@git.example/t.git\n", &[]),
    ("requirements.txt", "LIST-e git+https://LOGIN@git.example/t.git#egg=tidal\n", &[]),
    ("requirements.txt", "LISTgit+https://LOGIN@git.example/t.git\n", &[]),
    ("requirements.txt", "LISTtidal @ https://LOGIN@git.example/tidal-1.0.tar.gz\n", &[]),
    ("requirements.txt", "LIST-r https://LOGIN@git.example/more.txt\n", &[]),
    ("requirements.txt", "LIST-c https://LOGIN@git.example/constraints.txt\n", &[]),
    (
        "setup.py",
        "from setuptools import setup\nsetup(name='pier', py_modules=['app'], install_requires=['flask', 'gunicorn', 'tidal @ git+https://LOGIN@git.example/t.git'])\n",
        &[],
    ),
    (
        "setup.cfg",
        "[metadata]\nname = pier\n[options]\npy_modules = app\ninstall_requires =\n  flask\n  gunicorn\n  tidal @ git+https://LOGIN@git.example/t.git\n",
        &[],
    ),
    ("pyproject.toml", "PROJECTdependencies = [\"flask\", \"gunicorn\", \"tidal @ git+https://LOGIN@git.example/t.git\"]\n", &[]),
    (
        "pyproject.toml",
        "PROJECTdependencies = [\"flask\", \"gunicorn\"]\n[dependency-groups]\ndeploy = [\"tidal @ git+https://LOGIN@git.example/t.git\"]\n",
        &["--group", "deploy"],
    ),
    (
        "pyproject.toml",
        "PROJECTdependencies = [\"flask\", \"gunicorn\"]\n[project.urls]\nRepository = \"https://LOGIN@git.example/t\"\nHomepage = \"https://LOGIN@git.example/t\"\n",
        &[],
    ),
    (
        "pyproject.toml",
        "PROJECTdescription = \"see https://LOGIN@git.example/t\"\ndependencies = [\"flask\", \"gunicorn\"]\n",
        &[],
    ),
    ("pyproject.toml", "POETRY[[tool.poetry.source]]\nname = \"corp\"\nurl = \"https://LOGIN@pkgs.example/simple\"\n", &[]),
    ("pyproject.toml", "POETRYtidal = { git = \"https://LOGIN@git.example/t.git\", branch = \"main\" }\n", &[]),
    ("pyproject.toml", "POETRYtidal = { url = \"https://LOGIN@git.example/t-1.tar.gz\" }\n", &[]),
    (
        "pyproject.toml",
        "PROJECTdependencies = [\"flask\", \"gunicorn\", \"tidal\"]\n[tool.uv.sources]\ntidal = { git = \"https://LOGIN@git.example/t.git\" }\n",
        &[],
    ),
    (
        "pyproject.toml",
        "PROJECTdependencies = [\"flask\", \"gunicorn\"]\n[[tool.uv.index]]\nname = \"corp\"\nurl = \"https://LOGIN@pkgs.example/simple\"\n",
        &[],
    ),
    (
        "pyproject.toml",
        "PROJECTdependencies = [\"flask\", \"gunicorn\"]\n[[tool.pdm.source]]\nname = \"corp\"\nurl = \"https://LOGIN@pkgs.example/simple\"\n",
        &[],
    ),
    (
        "Pipfile",
        "[[source]]\nname = \"corp\"\nurl = \"https://LOGIN@pkgs.example/simple\"\nverify_ssl = true\n[packages]\nflask = \"*\"\ngunicorn = \"*\"\n",
        &[],
    ),
    (
        "Pipfile",
        "[[source]]\nname = \"pypi\"\nurl = \"https://pypi.org/simple\"\nverify_ssl = true\n[packages]\nflask = \"*\"\ntidal = { git = \"https://LOGIN@git.example/t.git\" }\n",
        &[],
    ),
    (
        "app.py",
        "# /// script\n# requires-python = \">=3.12\"\n# dependencies = [\"flask\", \"tidal @ git+https://LOGIN@git.example/t.git\"]\n# ///\nimport flask\n\nif __name__ == \"__main__\":\n    flask.Flask(__name__).run()\n",
        &[],
    ),
    ("Procfile", "web: DATABASE_URL=https://LOGIN@db.example/x gunicorn app:app\n", &[]),
    ("Procfile", "web: export DATABASE_URL=https://LOGIN@db.example/x && gunicorn app:app\n", &[]),
    ("Procfile", "web: python app.py --db https://LOGIN@db.example/x --port 8000\n", &[]),
    ("Procfile", "web: gunicorn app:app\nworker: python app.py https://LOGIN@db.example/x\n", &EVERYTHING),
    (
        "compose.yaml",
        "services:\n  web:\n    build: .\n    environment:\n      DATABASE_URL: https://LOGIN@db.example/x\n",
        &EVERYTHING,
    ),
    ("compose.yaml", "services:\n  web:\n    build: .\n    command: python app.py --db https://LOGIN@db.example/x\n", &[]),
    (
        "compose.yaml",
        "services:\n  web:\n    build: .\n    command: [sh, -c, \"DATABASE_URL=https://LOGIN@db.example/x python app.py\"]\n",
        &[],
    ),
    ("Dockerfile", "OWNENV DATABASE_URL=https://LOGIN@db.example/x\nCMD [\"gunicorn\", \"app:app\"]\n", &[]),
    (
        "Dockerfile",
        "OWNARG INDEX=https://LOGIN@pkgs.example/simple\nRUN pip install -i $INDEX redis\nCMD [\"gunicorn\", \"app:app\"]\n",
        &[],
    ),
    ("Dockerfile", "OWNCMD [\"python\", \"app.py\", \"--db\", \"https://LOGIN@db.example/x\"]\n", &[]),
    ("Dockerfile", "OWNCMD DATABASE_URL=https://LOGIN@db.example/x gunicorn app:app\n", &[]),
    ("Dockerfile", "OWNRUN curl -o m.bin https://LOGIN@git.example/m.bin\nCMD [\"gunicorn\", \"app:app\"]\n", &[]),
    (".env.example", "DATABASE_URL=https://LOGIN@db.example/x\n", &EVERYTHING),
    (".env", "DATABASE_URL=https://LOGIN@db.example/x\n", &EVERYTHING),
    ("app.py", "APPimport os\n\nurl = os.environ.get(\"DATABASE_URL\", \"https://LOGIN@db.example/x\")\n", &EVERYTHING),
    (
        "fly.toml",
        "app = \"pier\"\n[env]\nDATABASE_URL = \"https://LOGIN@db.example/x\"\n[processes]\nweb = \"gunicorn app:app --env DB=https://LOGIN@db.example/x\"\n",
        &[],
    ),
    (
        "render.yaml",
        "services:\n  - type: web\n    name: pier\n    env: python\n    startCommand: gunicorn app:app --env DB=https://LOGIN@db.example/x\n",
        &[],
    ),
    ("app.yaml", "runtime: python312\nentrypoint: gunicorn app:app --env DB=https://LOGIN@db.example/x\n", &[]),
    ("pydock.toml", "env = [\"DATABASE_URL=https://LOGIN@db.example/x\"]\n", &[]),
    ("pydock.toml", "cmd = \"gunicorn app:app --env DB=https://LOGIN@db.example/x\"\n", &[]),
    ("pydock.toml", "prepare = [\"python app.py https://LOGIN@db.example/x\"]\n", &[]),
    ("", "", &["--env", "DATABASE_URL=https://LOGIN@db.example/x"]),
    ("", "", &["--cmd", "gunicorn app:app --env DB=https://LOGIN@db.example/x"]),
    ("", "", &["--label", "note=https://LOGIN@db.example/x"]),
    ("", "", &["--set", "syntax=https://LOGIN@db.example/x"]),
];

/// Each channel of a value that only its name shows to be a secret.
const NAMED: [(&str, &str, &[&str]); 25] = [
    ("Procfile", "web: API_KEY=VALUE gunicorn app:app\n", &[]),
    ("Procfile", "web: export API_KEY=VALUE; gunicorn app:app\n", &[]),
    ("Procfile", "web: env API_KEY=VALUE gunicorn app:app\n", &[]),
    ("Procfile", "web: sh -c 'API_KEY=VALUE gunicorn app:app'\n", &[]),
    ("Procfile", "web: python app.py --api-key=VALUE\n", &[]),
    ("Procfile", "web: python app.py --api-key VALUE --port 8000\n", &[]),
    ("Procfile", "web: gunicorn app:app --env API_KEY=VALUE\n", &[]),
    ("Procfile", "web: gunicorn app:app\nworker: python app.py --token VALUE\n", &EVERYTHING),
    ("compose.yaml", "services:\n  web:\n    build: .\n    environment:\n      API_KEY: VALUE\n", &EVERYTHING),
    ("compose.yaml", "services:\n  web:\n    build: .\n    environment: [API_KEY=VALUE]\n", &EVERYTHING),
    ("compose.yaml", "services:\n  web:\n    build: .\n    command: python app.py --token VALUE\n", &[]),
    ("compose.yaml", "services:\n  web:\n    build: .\n    command: python app.py --token ${TOKEN:-VALUE}\n", &[]),
    ("Dockerfile", "OWNENV API_KEY=VALUE\nCMD [\"gunicorn\", \"app:app\"]\n", &[]),
    ("Dockerfile", "OWNCMD API_KEY=VALUE gunicorn app:app\n", &[]),
    ("Dockerfile", "OWNCMD [\"python\", \"app.py\", \"--token\", \"VALUE\"]\n", &[]),
    (".env.example", "API_KEY=VALUE\n", &EVERYTHING),
    (".env", "API_KEY=VALUE\n", &EVERYTHING),
    ("app.py", "APPimport os\n\nkey = os.environ.get(\"API_KEY\", \"VALUE\")\n", &EVERYTHING),
    (
        "render.yaml",
        "services:\n  - type: web\n    name: pier\n    env: python\n    startCommand: API_KEY=VALUE gunicorn app:app\n",
        &[],
    ),
    ("pydock.toml", "prepare = [\"env API_KEY=VALUE python app.py\"]\n", &[]),
    ("pydock.toml", "label = [\"api_key=VALUE\"]\n", &[]),
    ("", "", &["--env", "API_KEY=VALUE"]),
    ("", "", &["--cmd", "python app.py --password VALUE"]),
    ("", "", &["--prepare", "env API_KEY=VALUE python app.py"]),
    ("", "", &["--test", "--test-cmd", "env API_KEY=VALUE pytest"]),
];

fn filled(text: &str, login: &str) -> String {
    let blocks = [("LIST", LIST), ("PROJECT", PROJECT), ("POETRY", POETRY), ("OWN", OWN), ("APP", APP)];
    let begin = blocks.iter().find(|(name, _)| text.starts_with(name) && !text.starts_with("APP_"));
    let text = begin.map_or_else(|| text.to_owned(), |(name, block)| format!("{block}{}", &text[name.len()..]));
    text.replace("\nLIST", &format!("\n{LIST}")).replace("LOGIN@", &format!("{login}@")).replace("VALUE", VALUE)
}

fn project(path: &str, text: &str) -> Project {
    let project = Project::new(&[("app.py", APP)]);
    if !matches!(path, "setup.py" | "setup.cfg" | "pyproject.toml" | "Pipfile") && !text.contains("/// script") {
        project.write("requirements.txt", LIST.as_bytes());
    }
    if !path.is_empty() {
        project.write(path, text.as_bytes());
    }
    project
}

fn urls(login: &str, secret: &str) {
    walk(&URLS, login, secret);
}

fn named_values() {
    walk(&NAMED, "", VALUE);
}

fn walk(rows: &[(&str, &str, &[&str])], login: &str, secret: &str) {
    let mut leaks = Vec::new();
    for (path, text, flags) in rows {
        let text = filled(text, login);
        let flags: Vec<String> = flags.iter().map(|flag| filled(flag, login)).collect();
        let project = project(path, &text);
        let given = project.snapshot();
        let mut init = vec!["init", "--yes", "--force"];
        init.extend(flags.iter().map(String::as_str));
        let answers: &[&str] = if flags.first().is_some_and(|flag| flag == "--with") { &[] } else { &init[3..] };
        let verbs = [&["detect", "--json"][..], &["wheels", "--json"], &["explain", "--json"]];
        let first = project.run(&init);
        assert!(first.status < 3, "{path}: {text}\n{}", first.stderr);
        let mut said = vec![("init", first.stdout + &first.stderr)];
        for verb in verbs {
            let takes = if verb[0] == "detect" { answers } else { &[] };
            let outcome = project.run(&[verb, takes].concat());
            said.push((verb[0], outcome.stdout + &outcome.stderr));
        }
        let row = format!("{path} {flags:?} {}", text.lines().find(|line| line.contains(secret)).unwrap_or_default());
        leaks.extend(said.iter().filter(|(_, said)| said.contains(secret)).map(|(verb, _)| format!("{verb} prints {row}")));
        let written = project.snapshot().into_iter().filter(|(name, bytes)| given.get(name) != Some(bytes));
        for (name, bytes) in written.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(secret)) {
            let line = String::from_utf8_lossy(&bytes).lines().find(|line| line.contains(secret)).unwrap_or_default().to_owned();
            leaks.push(format!("{name} has {row}: {line}"));
        }
    }
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

fn places() {
    for (path, text, place) in [
        ("Procfile", "web: python app.py --db postgres://crew:tideKq83vLm2@db/x\n", "(Procfile:1)"),
        ("Procfile", "# web\nweb: python app.py --token q8fZr31LxPw0\n", "(Procfile:2)"),
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    command: python app.py --token q8fZr31LxPw0\n",
            "(compose.yaml:4)",
        ),
        (
            "setup.py",
            "from setuptools import setup\nsetup(name='pier', py_modules=['app'], install_requires=[\n    'tidal @ git+https://crew:tideKq83vLm2@git.example/t.git',\n    'flask',\n    'gunicorn',\n])\n",
            "(setup.py:3)",
        ),
        ("pydock.toml", "prepare = [\"env API_KEY=q8fZr31LxPw0 python app.py\"]\n", "(pydock.toml:1)"),
    ] {
        let outcome = project(path, text).run(&["init", "--yes"]);
        assert_eq!(outcome.status, 2, "{path}\n{}", outcome.stderr);
        assert!(outcome.stderr.contains(place), "{place} is not named:\n{}", outcome.stderr);
    }
    // The password of a database for development is no secret.
    let shop = Project::new(&[
        ("requirements.txt", "flask==3.1.0\ngunicorn==23.0.0\npsycopg[binary]==3.2.9\n"),
        (
            "app.py",
            "import os\n\nimport psycopg\nfrom flask import Flask\n\napp = Flask(__name__)\nurl = os.environ[\"DATABASE_URL\"]\n",
        ),
    ]);
    let outcome = shop.run(&["init", "--yes", "--with", "compose"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    // A variable is left out, and the rest stays.
    let project = project("Procfile", "web: API_KEY=q8fZr31LxPw0 WORKERS=2 gunicorn app:app\n");
    let outcome = project.run(&["init", "--yes"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the value of `API_KEY` is a secret") && outcome.stderr.contains("(Procfile:1)"));
    let dockerfile = String::from_utf8(project.snapshot().remove("Dockerfile").unwrap()).unwrap();
    assert!(dockerfile.contains("WORKERS=2") && !dockerfile.contains("API_KEY"));
}

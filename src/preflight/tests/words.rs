//! Words and values, as a real engine took them when these files were built.

use super::*;

/// A folder with what the lines below copy.
const FOLDER: &[(&str, &str)] = &[("data/a.txt", "a"), ("pkg/main.py", "print(1)\n"), ("with blank.txt", "b")];

#[test]
fn words_are_expanded_as_the_engine_does() {
    for lines in [
        "ARG OTHER=data\nARG DIR=data\nCOPY ${DIR:-${OTHER}}/ ./x/\n",
        "ARG OTHER=data\nCOPY ${DIR:-${OTHER}}/ ./x/\n",
        "ENV DIR=data\nENV DIR=new SUB=$DIR\nCOPY $SUB/ ./x/\n",
        "ARG DIR=none\nARG DIR=data\nCOPY $DIR/ ./x/\n",
        "ENV DIR=none\nARG DIR=data\nCOPY $DIR ./x/\n",
        "ARG DIR=\"data\"\nCOPY \"$DIR/\" './x/'\n",
        "COPY \"data/\" \"./x/\"\n",
        "COPY [\"with blank.txt\", \"./x/\"]\n",
        "ARG FILE=data/a.txt.gz\nCOPY ${FILE%.gz} ./x/\n",
        "ARG FILE=old/a.txt\nCOPY data/${FILE##*/} ./x/\n",
        "ARG FILE=dat-/a.txt\nCOPY ${FILE/-/a} ./x/\n",
        "ARG SUB=1\nCOPY da${SUB:+ta} ./x/\n",
        "ARG B=pkg\nWORKDIR /srv/${NONE:-${B}}\nCOPY pkg/main.py ./\nRUN python /srv/pkg/main.py\n",
        "WORKDIR \"/srv/x\"\nCOPY pkg/main.py .\nRUN python /srv/x/main.py\n",
        "ENV HERE=/srv\nENV APP=$HERE/app\nCOPY pkg $APP/\nRUN python $APP/main.py\n",
    ] {
        let dockerfile = format!("FROM python:3.13-slim-trixie\nWORKDIR /app\n{lines}CMD [\"python\", \"-c\", \"1\"]\n");
        assert_eq!(ids(&dockerfile, FOLDER), [] as [&str; 0], "{dockerfile}");
    }
    check("FROM python:3.13-slim-trixie\nARG A=nothing\nCOPY \"${A}/x\" /x\n", &["source-missing"]);
}

#[test]
fn a_port_that_no_shell_fills_in_is_found_in_every_spelling() {
    for option in ["\"--bind=0.0.0.0:$PORT\"", "\"--bind\", \"0.0.0.0:$PORT\"", "\"-b0.0.0.0:${PORT}\"", "\"-b\", \":$PORT\""] {
        let dockerfile =
            format!("{SLIM}COPY . .\nRUN pip install -r requirements.txt\nCMD [\"gunicorn\", {option}, \"app:app\"]\n");
        check(&dockerfile, &["exec-form-variable"]);
    }
}

#[test]
fn poetry_before_2_goes_on_without_a_package() {
    let project = "[tool.poetry]\nname = \"tide-tables\"\nversion = \"1\"\n\n[tool.poetry.dependencies]\npython = \"^3.10\"\n\n\
                   [build-system]\nrequires = [\"poetry-core\"]\nbuild-backend = \"poetry.core.masonry.api\"\n";
    let files = [("pyproject.toml", project), ("server/main.py", "print(1)\n")];
    let tree = ProjectTree::in_memory(files);
    for (install, expected) in [
        ("ENV POETRY_VERSION=1.8.3\nRUN pip install \"poetry==$POETRY_VERSION\"", &[][..]),
        ("RUN pip install 'poetry<2'", &[]),
        ("ENV POETRY_VERSION=1.8.3\nRUN pip install poetry", &[]),
        ("RUN pip install poetry==2.1.0", &["no-package"]),
        ("RUN pip install poetry", &["no-package"]),
    ] {
        let text = format!(
            "FROM python:3.13-slim-trixie\nWORKDIR /app\n{install}\nCOPY pyproject.toml ./\nRUN poetry install\nCOPY server server\nCMD [\"python\", \"server/main.py\"]\n"
        );
        let manifests = Manifests::read(&tree).unwrap();
        let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: text };
        let inputs = Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: None, mounts: &[] };
        let found: Vec<&str> = preflight(&inputs).into_iter().map(|problem| problem.rule.name).collect();
        assert_eq!(found, expected, "{install}");
    }
}

#[test]
fn a_stage_that_is_nearly_named_is_meant() {
    for (name, written, expected) in [
        ("builder", "build", &["copy-from-unknown"][..]),
        ("builder", "buidler", &["copy-from-unknown"]),
        ("base", "bse", &["copy-from-unknown"]),
        ("node-builder", "node", &[]),
        ("build", "nginx", &[]),
    ] {
        let dockerfile = format!(
            "FROM python:3.13-slim-trixie AS {name}\nRUN touch /x\nFROM python:3.13-slim-trixie\nCOPY --from={written} /x /x\n"
        );
        check(&dockerfile, expected);
    }
}

//! `no-package-manager`.

use super::check;

#[track_caller]
fn leaves(toml: &str, dockerfile: &str) {
    check(toml, dockerfile, &[]);
}

#[track_caller]
fn catches(toml: &str, dockerfile: &str, expected: &[(usize, &str)]) {
    let found: Vec<String> = expected
        .iter()
        .map(|(_, program)| format!("a RUN of the last stage, or of one below it, that calls `{program}`"))
        .collect();
    let expected: Vec<_> =
        expected.iter().zip(&found).map(|((line, _), found)| (*line, "no-package-manager", found.as_str())).collect();
    check(toml, dockerfile, &expected);
}

#[test]
fn commands_of_the_image_that_runs() {
    const RULE: &str = "no-package-manager = true";
    for run in [
        "apt-get update && apt-get install -y libpq5 pip uv",
        "apk add --no-cache py3-pip",
        "echo pip install x",
        "rm -rf /usr/local/bin/pip",
        "command -v pip || true",
        "python -m compileall /app",
        "python -c 'import pip'",
        "python manage.py pip",
        "sh -c 'echo pip'",
        "cat <<EOF > /notes\npip install x\nEOF",
        "python3 <<EOF\npip = 1\nEOF",
        "<<EOF\n#!/usr/bin/env python3\npip\nEOF",
        "PIP=1 true # pip",
        "[\"echo\", \"pip\"]",
        "$PIP install x",
        "pipeline && uvicorn --version",
        "sudo apt-get install -y npm",
    ] {
        leaves(RULE, &format!("FROM python\nRUN {run}\n"));
    }
    for (run, program) in [
        ("pip install x", "pip"),
        ("pip3.14 install x", "pip3.14"),
        ("/opt/venv/bin/pip install x", "pip"),
        ("python -m pip install x", "pip"),
        ("python3.14 -Im pip install x", "pip"),
        ("python -W ignore -X dev -mpip install x", "pip"),
        ("apt-get update; uv sync", "uv"),
        ("set -eux; if true; then poetry install; fi", "poetry"),
        ("PIP_NO_CACHE_DIR=1 pip install x", "pip"),
        ("cat x | xargs -n 1 pip install", "pip"),
        ("sudo -u app -- env A=b timeout -s KILL 10 npm ci", "npm"),
        ("bash -euxo pipefail -c \"cd /x && yarn install\"", "yarn"),
        ("su app -c 'pdm sync'", "pdm"),
        ("eval 'conda install x'", "conda"),
        ("echo $(pip freeze)", "pip"),
        ("(cd /x && ./gradlew build)", "gradlew"),
        ("true \\\n  # why\n  && mvn package", "mvn"),
        ("<<EOF\nset -e\npipenv sync\nEOF", "pipenv"),
        ("bash -e <<EOF\npip install x\nEOF", "pip"),
        ("<<EOF\n#!/bin/bash\npip install x\nEOF", "pip"),
        ("[\"pip\", \"install\", \"x\"]", "pip"),
        ("[\"/bin/sh\", \"-c\", \"uv sync\"]", "uv"),
        ("python -m ensurepip", "ensurepip"),
        ("! pnpm install", "pnpm"),
    ] {
        catches(RULE, &format!("FROM python\nRUN {run}\n"), &[(2, program)]);
    }
}

#[test]
fn stages_that_do_not_run_may_install() {
    const RULE: &str = "no-package-manager = true";
    leaves(RULE, "FROM python AS build\nRUN pip install x\nFROM python\nCOPY --from=build /opt/venv /opt/venv\n");
    leaves(RULE, "FROM python AS a\nRUN pip install x\nFROM python AS b\nRUN true\nFROM b\n");
    leaves(RULE, "FROM python\nCMD pip install x\n");
    leaves(RULE, "FROM python\nHEALTHCHECK CMD pip check\n");
    leaves("no-package-manager = false", "FROM python\nRUN pip install x\n");
    catches(RULE, "FROM python AS a\nRUN pip install x\nFROM a AS b\nFROM b\nRUN true\n", &[(2, "pip")]);
    catches(RULE, "ARG S=a\nFROM python AS a\nRUN pip install x\nFROM $S\n", &[(3, "pip")]);
    catches(RULE, "FROM python AS a\nONBUILD RUN pip install x\nFROM a\n", &[(2, "pip")]);
    catches(RULE, "FROM python\nONBUILD RUN pip install x\n", &[(2, "pip")]);
    catches(RULE, "FROM python\nRUN pip install x && uv sync && pip list\n", &[(2, "pip"), (2, "uv")]);
}

#[test]
fn a_list_names_the_programs_itself() {
    const RULE: &str = "no-package-manager = [\"apt-get\", \"pip\"]";
    leaves(RULE, "FROM python\nRUN uv sync\n");
    leaves(RULE, "FROM python\nRUN apt list\n");
    leaves("no-package-manager = []", "FROM python\nRUN pip install x\n");
    catches(RULE, "FROM python\nRUN apt-get update && pip3 install x\n", &[(2, "apt-get"), (2, "pip3")]);
    catches(RULE, "FROM python\nRUN /usr/bin/apt-get update\n", &[(2, "apt-get")]);
    catches("no-package-manager = [\"python3.14\"]", "FROM python\nRUN python3.14 x\n", &[(2, "python3.14")]);
    leaves("no-package-manager = [\"python3.14\"]", "FROM python\nRUN python3.13 x\n");
}

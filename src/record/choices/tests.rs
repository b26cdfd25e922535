use super::*;
use crate::model::FactId;

fn tree(files: &[(&str, &str)]) -> ProjectTree {
    ProjectTree::in_memory(files.iter().map(|(path, text)| (*path, *text)))
}

fn said(choices: &Choices) -> Vec<String> {
    let said = choices.recorded.said.iter().map(|said| format!("{}={} {}", said.fact, said.text, said.origin));
    said.chain(choices.recorded.settings.iter().map(|fact| format!("{}:{} {}", fact.value.key, fact.value.value, fact.origin)))
        .collect()
}

#[test]
fn choices_are_read_with_their_lines() {
    let text = "# Ours.\nport = 9000\npython = \"3.13\"\nlabel = [\n    \"a=b\",\n    \"c=d\",\n]\ntest = false\n\n[set]\nuv-version = \"0.9.7\"\nprivate-index = true\n";
    let expected = [
        "port=9000 pydock.toml:2",
        "python=3.13 pydock.toml:3",
        "labels=a=b pydock.toml:4",
        "labels=c=d pydock.toml:4",
        "test=false pydock.toml:8",
        "uv-version:0.9.7 pydock.toml:11",
        "private-index:true pydock.toml:12",
    ];
    assert_eq!(said(&Choices::read(&tree(&[("pydock.toml", text)])).unwrap()), expected);
    let shared = "[project]\nname = \"x\"\n\n[tool.pydock]\nport = \"none\"\nset = { uv-version = \"0.9.7\" }\n";
    let expected = ["port=none pyproject.toml:5", "uv-version:0.9.7 pyproject.toml:6"];
    assert_eq!(said(&Choices::read(&tree(&[("pyproject.toml", shared)])).unwrap()), expected);
    let with_lint = "port = 9000\n\n[lint]\nignore = [\"DL3015\"]\n";
    assert_eq!(said(&Choices::read(&tree(&[("pydock.toml", with_lint)])).unwrap()), ["port=9000 pydock.toml:1"]);
    assert_eq!(said(&Choices::read(&tree(&[("pyproject.toml", "[tool.other]\npydock = 1\n")])).unwrap()), [""; 0]);
}

#[test]
fn what_no_flag_takes_is_an_error_with_its_line() {
    for (text, expected) in [
        ("port = \n", "pydock.toml:1: invalid TOML: string values must be quoted, expected literal string"),
        ("\nprot = 9000\n", "pydock.toml:2: unknown key `prot`"),
        ("python = 3.13\n", "pydock.toml:1: `python` is not of the kind that the flag takes: expected a string in quotes"),
        ("label = \"a=b\"\n", "pydock.toml:1: `label` is not of the kind that the flag takes: expected a list of strings"),
        ("test = \"no\"\n", "pydock.toml:1: `test` is not of the kind that the flag takes: expected true or false"),
        ("port = 99999\n", "pydock.toml:1: port: `99999` is not a valid port: expected a number from 1 to 65535"),
        (
            "env = [\"A=b\\nRUN x\"]\n",
            "pydock.toml:1: env: `b\\nRUN x` is not a valid environment variable value: expected text without line breaks or other control characters",
        ),
        ("set = 1\n", "pydock.toml:1: `set` is not of the kind that the flag takes: expected a table of settings"),
        (
            "[set]\nuv-version = \"x y\"\n",
            "pydock.toml:2: uv-version: `x y` is not a valid version: expected a PEP 440 version such as 2.5.1",
        ),
        ("[lint]\nselect = [\"no\"]\n", "pydock.toml:2: unknown rule `no`"),
        ("allow-builds = 1\n", "pydock.toml:1: `allow-builds` is not of the kind that the flag takes: expected true or false"),
    ] {
        assert_eq!(Choices::read(&tree(&[("pydock.toml", text)])).unwrap_err().to_string(), expected);
    }
    let both = tree(&[("pydock.toml", "port = 1\n"), ("pyproject.toml", "[tool.pydock]\nport = 2\n")]);
    let expected = "pyproject.toml:1: choices are kept in `[tool.pydock]` here, and in pydock.toml as well";
    assert_eq!(Choices::read(&both).unwrap_err().to_string(), expected);
}

#[test]
fn new_choices_are_written_and_comments_stay() {
    let port = |text: &str| Said { fact: FactId::Port, text: text.to_owned(), origin: Origin::Flag };
    let label = |text: &str| Said { fact: FactId::Labels, text: text.to_owned(), origin: Origin::Flag };
    let test = Said { fact: FactId::Test, text: "false".to_owned(), origin: Origin::Flag };
    let uv = || [Setting { key: "uv-version".to_owned(), value: "0.9.7".to_owned() }];
    let written = |files: &[(&str, &str)], said: &[Said]| {
        Choices::read(&tree(files)).unwrap().with(said, &uv(), true).map(|file| format!("{}:\n{}", file.path, file.contents))
    };
    assert_eq!(
        written(&[], &[port("9000"), label("a=b"), label("c=d"), test.clone()]).unwrap(),
        format!(
            "pydock.toml:\n{HEADING}port = 9000\nlabel = [\"a=b\", \"c=d\"]\ntest = false\nallow-builds = true\n\n[set]\n\
             uv-version = \"0.9.7\"\n"
        )
    );
    let before = "# The gateway expects it.\nport = 9000 # since May\nallow-builds = true\nlabel = [ 'a=b' ]\n\n[set] # rare\nuv-version = '0.9.7'\n";
    let after = before.replace("port = 9000 #", "port = \"none\" #");
    let found = written(&[("pydock.toml", before)], &[port("none"), label("a=b")]);
    assert_eq!(found, Some(format!("pydock.toml:\n{after}")));
    assert_eq!(written(&[("pydock.toml", before)], &[port("9000"), label("a=b")]), None);
    let windows = (before.replace('\n', "\r\n"), after.replace('\n', "\r\n"));
    let found = written(&[("pydock.toml", &windows.0)], &[port("none"), label("a=b")]);
    assert_eq!(found, Some(format!("pydock.toml:\n{}", windows.1)));
    assert_eq!(written(&[("pydock.toml", &windows.0)], &[port("9000")]), None);
    let shared = "[project]\nname = \"x\"\n\n[tool.pydock] # ours\n\n[tool.ruff]\nline-length = 100\n";
    let expected = "pyproject.toml:\n[project]\nname = \"x\"\n\n[tool.pydock] # ours\nport = 9000\nallow-builds = true\n\n\
                    [tool.pydock.set]\nuv-version = \"0.9.7\"\n\n[tool.ruff]\nline-length = 100\n";
    assert_eq!(written(&[("pyproject.toml", shared)], &[port("9000")]).as_deref(), Some(expected));
}

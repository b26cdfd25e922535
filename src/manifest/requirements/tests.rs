use super::*;

#[track_caller]
fn read(files: &[(&str, &str)]) -> RequirementsFile {
    let tree = ProjectTree::in_memory(files.iter().copied());
    RequirementsFile::read(&tree, &RelPath::parse(files[0].0).unwrap(), &mut Vec::new()).unwrap().unwrap()
}

#[track_caller]
fn refused(files: &[(&str, &str)]) -> String {
    let tree = ProjectTree::in_memory(files.iter().copied());
    RequirementsFile::read(&tree, &RelPath::parse(files[0].0).unwrap(), &mut Vec::new()).unwrap_err().to_string()
}

fn shown_dependencies(file: &RequirementsFile) -> Vec<String> {
    let text = |d: &Dependency| format!("{}{} {:?} @{}", d.name, d.specifiers, d.source, d.at);
    file.dependencies.iter().map(text).collect()
}

#[test]
fn includes_are_followed_from_the_folder_of_the_file() {
    let file = read(&[
        ("requirements/prod.txt", "-r base.txt\ngunicorn==23.0.0\n-c ../constraints.txt\n"),
        ("requirements/base.txt", "Flask==3.0.0\n"),
        ("constraints.txt", "werkzeug==3.0.1\n"),
    ]);
    assert_eq!(
        shown_dependencies(&file),
        ["flask==3.0.0 Index @requirements/base.txt:1", "gunicorn==23.0.0 Index @requirements/prod.txt:2"]
    );
    let files: Vec<_> = file.files.iter().map(RelPath::as_str).collect();
    assert_eq!(files, ["requirements/prod.txt", "requirements/base.txt", "constraints.txt"]);
    assert_eq!(file.constraints.len(), 1);
    assert!(file.pinned && !file.hashed && file.needs_git.is_none());
}

#[test]
fn the_forms_that_only_pip_knows_are_read() {
    let file = read(&[(
        "requirements.txt",
        "-e .\n-e ./libs/shared[dev]\n../w/a_b-1.0-py3-none-any.whl\ngit+https://github.com/x/y@main#egg=y\n\
         z @ git+ssh://git@github.com/x/z.git ; python_version >= '3.8'\nhttps://x.org/q-1.2.tar.gz\n--extra-index-url https://i.org/simple\nw @ file:///srv/w-1.zip\n",
    )]);
    assert_eq!(
        shown_dependencies(&file),
        [
            "a-b Path { path: \"../w/a_b-1.0-py3-none-any.whl\", editable: false } @requirements.txt:3",
            "y Git(\"git+https://github.com/x/y@main\") @requirements.txt:4",
            "z Git(\"git+ssh://git@github.com/x/z.git\") @requirements.txt:5",
            "q Url(\"https://x.org/q-1.2.tar.gz\") @requirements.txt:6",
            "w Path { path: \"/srv/w-1.zip\", editable: false } @requirements.txt:8",
        ]
    );
    let local: Vec<_> = file.local.iter().map(|l| (l.path.as_str(), l.inside.is_some(), l.editable)).collect();
    assert_eq!(
        local,
        [
            (".", true, true),
            ("./libs/shared", true, true),
            ("../w/a_b-1.0-py3-none-any.whl", false, false),
            ("/srv/w-1.zip", false, false)
        ]
    );
    assert!(file.needs_git.is_some());
    assert_eq!(file.index_urls[0].1.to_string(), "requirements.txt:7");
}

#[test]
fn what_pip_refuses_is_a_warning_beside_a_lock() {
    let (list, lock) = (("requirements.txt", "flask >= \"3\"\n"), ("poetry.lock", ""));
    let path = RelPath::parse("requirements.txt").unwrap();
    for (files, groups, is_refused) in
        [(vec![list], vec![], true), (vec![list, lock], vec![], false), (vec![list, lock], vec![vec![path]], true)]
    {
        let mut notes = Vec::new();
        let read = read_all(&ProjectTree::in_memory(files), &groups, &mut notes);
        assert_eq!((read.is_err(), notes.len()), (is_refused, usize::from(!is_refused)), "{groups:?}");
    }
}

#[test]
fn what_pip_refuses_is_an_error_with_file_and_line() {
    for (text, expected) in [
        ("flask\n\nflask==\n", "requirements.txt:3: `flask==` is not a valid requirement"),
        ("fl ask\n", "requirements.txt:1: `fl ask` is not a valid requirement"),
        ("flask-==3.1\n", "requirements.txt:1: `flask-==3.1` is not a valid requirement: a name ends with a letter or a digit"),
        ("flask_ ; python_version > '3'\n", "requirements.txt:1: `flask_ ; python_version > "),
        (
            "flask. @ https://x.example/y.zip\n",
            "requirements.txt:1: `flask. @ https://x.example/y.zip` is not a valid requirement",
        ),
        ("flask[async-]==3.1\n", "requirements.txt:1: `flask[async-]==3.1` is not a valid requirement"),
        ("flask>=1.0.*\n", "requirements.txt:1: `flask>=1.0.*`"),
        ("<html>\n", "requirements.txt:1: `<html>`"),
        ("flask; python_version\n", "requirements.txt:1:"),
        ("--frobnicate\n", "requirements.txt:1: `--frobnicate` is not an option"),
        ("fl\u{1b}ask\n", "requirements.txt:1: `fl\\u{1b}ask`"),
        ("-r missing.txt\n", "requirements.txt:1: `missing.txt` is included here but does not exist"),
        ("-r ../out.txt\n", "requirements.txt:1: `../out.txt` is outside of the project"),
    ] {
        let found = refused(&[("requirements.txt", text)]);
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn a_comma_may_stand_behind_the_last_range() {
    let file = read(&[("requirements.txt", "gradio>=5,\nflask>=3,<4, ; python_version > '3'\n")]);
    let found: Vec<_> = file.dependencies.iter().map(|one| format!("{}{}", one.name, one.specifiers)).collect();
    assert_eq!(found, ["gradio>=5", "flask>=3, <4"]);
}

#[test]
fn a_circle_names_both_lines() {
    let found = refused(&[("requirements.txt", "-r a.txt\n"), ("a.txt", "flask\n-r b.txt\n"), ("b.txt", "-r a.txt\n")]);
    assert_eq!(found, "b.txt:1: `a.txt`, which requirements.txt:1 includes, includes itself through this line");
}

#[test]
fn pins_and_hashes_are_seen() {
    for (text, pinned, hashed) in [
        ("flask==3.0.0\njinja2===3.1\n", true, false),
        ("flask==3.0.0 --hash=sha256:00\n", true, true),
        ("flask==3.0.0 \\\n  --hash=sha256:00\n", true, true),
        ("flask==3.*\n", false, false),
        ("flask>=3\n", false, false),
        ("flask\n", false, false),
    ] {
        let file = read(&[("requirements.txt", text)]);
        assert_eq!((file.pinned, file.hashed), (pinned, hashed), "{text}");
    }
}

#[test]
fn a_file_from_powershell_is_read() {
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain("flask==3.0\r\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let tree = ProjectTree::in_memory_bytes([("requirements.txt", utf16.as_slice())]);
    let file = RequirementsFile::read(&tree, &RelPath::parse("requirements.txt").unwrap(), &mut Vec::new()).unwrap().unwrap();
    assert!(file.utf16 && file.pinned);
}

#[test]
fn a_broken_file_for_development_is_only_noted() {
    let files = [("requirements.txt", "click==8.1\n"), ("dev-requirements.txt", "pytest>=5.*\n")];
    let mut notes = Vec::new();
    let found = read_all(&ProjectTree::in_memory(files), &[], &mut notes).unwrap();
    assert_eq!(found.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["requirements.txt"]);
    assert!(notes[0].message.starts_with("dev-requirements.txt:1"), "{notes:?}");
}

#[test]
fn a_text_that_merely_lies_in_the_folder_is_only_noted() {
    let tree = ProjectTree::in_memory([("requirements/notes.txt", "Ask Ann first!\n"), ("requirements/base.txt", "flask\n")]);
    let mut notes = Vec::new();
    assert_eq!(read_all(&tree, &[], &mut notes).unwrap().len(), 1);
    assert!(notes[0].message.starts_with("requirements/notes.txt:1"), "{notes:?}");
}

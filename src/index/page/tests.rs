//! Pages as indexes send them.

use super::*;
use crate::index::IndexErrorKind;

#[track_caller]
fn files(body: &str) -> Vec<IndexFile> {
    read(body.as_bytes(), &Url::parse("https://user:secret@host/simple/demo/").unwrap()).unwrap()
}

#[test]
fn json_says_size_hashes_python_and_yanked() {
    let files = files(
        r#"{"meta": {"api-version": "1.3"}, "name": "demo", "new-key": 1, "files": [
            {"filename": "demo-1.0.tar.gz", "url": "https://files.host/demo-1.0.tar.gz", "size": 12, "yanked": "broken",
             "hashes": {"sha256": "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", "odd hash": "x"},
             "requires-python": ">=3.9", "core-metadata": {"sha256": "x"}},
            {"filename": "demo-1.1-py3-none-any.whl", "url": "../../files/demo-1.1-py3-none-any.whl#frag", "yanked": false,
             "requires-python": null, "hashes": {}, "dist-info-metadata": false},
            {"filename": "../../etc/passwd", "url": "https://host/x"},
            {"filename": "demo.whl", "url": "file:///etc/passwd"},
            {"filename": "demo.whl"},
            "not a file"]}"#,
    );
    assert_eq!(
        files,
        [
            IndexFile {
                name: "demo-1.0.tar.gz".to_owned(),
                url: "https://files.host/demo-1.0.tar.gz".to_owned(),
                size: Some(12),
                hashes: vec![(
                    "sha256".to_owned(),
                    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".to_owned()
                )],
                requires_python: Some(">=3.9".to_owned()),
                yanked: true,
                core_metadata: true,
            },
            IndexFile {
                name: "demo-1.1-py3-none-any.whl".to_owned(),
                url: "https://host/files/demo-1.1-py3-none-any.whl".to_owned(),
                size: None,
                hashes: vec![],
                requires_python: None,
                yanked: false,
                core_metadata: false,
            },
        ]
    );
}

#[test]
fn html_is_read_as_pip_reads_it() {
    let digest = "0".repeat(64);
    let page = format!(
        r##"<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0"><title>Links</title></head><body>
        <a href="../../packages/demo-1.0%2Bcpu-py3-none-any.whl#sha256={digest}" data-requires-python="&gt;=3.8,&lt;4"
           data-yanked="" data-core-metadata="sha256={digest}">other text</a><br/>
        <A HREF='/root/demo-1.0.tar.gz#egg=demo' data-dist-info-metadata=false>demo-1.0.tar.gz</A>
        <a>no address</a> <a href="https://[bad">x</a> <a href="mailto:a@host">x</a> <a href="../">parent</a></body></html>"##
    );
    let found: Vec<_> = files(&page)
        .into_iter()
        .map(|file| (file.name, file.url, file.hashes, file.requires_python, file.yanked, file.core_metadata))
        .collect();
    assert_eq!(
        found,
        [
            (
                "demo-1.0+cpu-py3-none-any.whl".to_owned(),
                "https://host/packages/demo-1.0%2Bcpu-py3-none-any.whl".to_owned(),
                vec![("sha256".to_owned(), digest)],
                Some(">=3.8,<4".to_owned()),
                true,
                true
            ),
            ("demo-1.0.tar.gz".to_owned(), "https://host/root/demo-1.0.tar.gz".to_owned(), vec![], None, false, false),
        ]
    );
}

#[test]
fn a_base_moves_relative_addresses() {
    for (head, expected) in [
        (r#"<base href="https://cdn.host/files/">"#, "https://cdn.host/files/a.whl"),
        (r#"<base href="/files/">"#, "https://host/files/a.whl"),
        ("<base href='http://['>", "https://host/simple/demo/a.whl"),
        ("<base>", "https://host/simple/demo/a.whl"),
    ] {
        assert_eq!(files(&format!(r#"<html>{head}<a href="a.whl">a</a>"#))[0].url, expected, "{head}");
    }
}

#[test]
fn what_is_no_page_is_an_error_and_an_empty_page_is_none() {
    for (body, expected) in [
        ("", Err("the answer is neither HTML nor JSON")),
        ("busy, come back later", Err("the answer is neither HTML nor JSON")),
        ("\u{0}\u{1}\u{2}<\u{3}", Err("the answer is neither HTML nor JSON")),
        (
            "{\"files\": 3}",
            Err("the answer is not a list of files in JSON: invalid type: integer `3`, expected a sequence at line 1 column 11"),
        ),
        (
            "{\"meta\": {\"api-version\": \"2.0\"}, \"files\": []}",
            Err("the index speaks version `2.0` of the simple API, pydock version 1"),
        ),
        (
            "<meta name='pypi:repository-version' content='2.1'>",
            Err("the index speaks version `2.1` of the simple API, pydock version 1"),
        ),
        ("<html><body>nothing here</body></html>", Ok(0)),
        ("\u{feff} {\"files\": []}", Ok(0)),
        ("<a href='a-1.tar.gz'>a", Ok(1)),
        ("<!doctype html><a href='a-1.tar.gz", Ok(0)),
    ] {
        let found = read(body.as_bytes(), &Url::parse("https://host/simple/demo/").unwrap());
        let found = found.map(|files| files.len()).map_err(|error| {
            assert_eq!((error.kind, error.url.as_str()), (IndexErrorKind::Invalid, "https://host/simple/demo/"));
            error.problem
        });
        assert_eq!(found, expected.map_err(str::to_owned), "{body}");
    }
}

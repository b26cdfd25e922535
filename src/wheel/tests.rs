//! Verdicts and reasons on small releases, and names that nobody means well with.

use super::{ImageTarget, Native, Policy, Release, Target, Verdict, WheelFileName, is_sdist};

fn target(text: &str) -> Target {
    ImageTarget::parse_list(text).unwrap()[0].wheel_target()
}

const NUMPY: [&str; 3] = [
    "numpy-1.26.4-cp312-cp312-macosx_11_0_arm64.whl",
    "numpy-1.26.4-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "numpy-1.26.4.tar.gz",
];
const SHIBOKEN: [&str; 2] =
    ["shiboken6-6.10.0-cp39-abi3-manylinux_2_34_x86_64.whl", "shiboken6-6.10.0-cp39-abi3-manylinux_2_39_aarch64.whl"];
const WEBSOCKETS: [&str; 3] =
    ["websockets-15.0-cp313-cp313-manylinux_2_17_x86_64.whl", "websockets-15.0-py3-none-any.whl", "websockets-15.0.tar.gz"];

#[test]
fn a_verdict_follows_from_the_files() {
    let wheel = |file, pure, fallback| Verdict::Wheel { file, pure, fallback };
    for (files, on, expected) in [
        (&[][..], "cp314/amd64", Verdict::Unknown),
        (
            &["six-1.17.0-py2.py3-none-any.whl", "six-1.17.0.tar.gz"],
            "cp314/amd64",
            wheel("six-1.17.0-py2.py3-none-any.whl", true, false),
        ),
        (&["docopt-0.6.2.tar.gz"], "cp314/amd64", Verdict::Build { sdist: "docopt-0.6.2.tar.gz", native: Native::NoSign }),
        (&NUMPY, "cp312/amd64", wheel(NUMPY[1], false, false)),
        (&NUMPY, "cp313/amd64", Verdict::Build { sdist: NUMPY[2], native: Native::Yes(NUMPY[1]) }),
        (&NUMPY, "cp312-alpine/amd64", Verdict::Build { sdist: NUMPY[2], native: Native::Yes(NUMPY[1]) }),
        (&WEBSOCKETS, "cp313/amd64", wheel(WEBSOCKETS[0], false, false)),
        (&WEBSOCKETS, "cp314/amd64", wheel(WEBSOCKETS[1], true, true)),
        // What is compiled for Windows only is pure on every Linux.
        (
            &["x-1.0-py3-none-any.whl", "x-1.0-py3-none-win_amd64.whl"],
            "cp314/amd64",
            wheel("x-1.0-py3-none-any.whl", true, false),
        ),
        (
            &["psycopg2-2.9.10-cp313-cp313-win_amd64.whl", "psycopg2-2.9.10.tar.gz"],
            "cp313/amd64",
            Verdict::Build { sdist: "psycopg2-2.9.10.tar.gz", native: Native::Yes("psycopg2-2.9.10-cp313-cp313-win_amd64.whl") },
        ),
    ] {
        assert_eq!(Release::new(files.iter().copied()).verdict(target(on), Policy::Any), expected, "{files:?} on {on}");
    }
}

#[test]
fn what_cannot_be_installed_says_why() {
    const ONNX: [&str; 2] =
        ["onnxruntime-1.0-cp312-cp312-manylinux_2_28_x86_64.whl", "onnxruntime-1.0-cp313-cp313-macosx_13_0_x86_64.whl"];
    const MUSL: &[&str] =
        &["x-1.0-cp313-cp313-musllinux_1_2_x86_64.whl", "x-1.0-cp314-cp314-manylinux_2_28_x86_64.whl", "x-1.0-py2-none-any.whl"];
    for (files, on, policy, expected) in [
        (&ONNX[..], "cp312-alpine/amd64", Policy::Any, "no musllinux wheel and no source archive"),
        (&ONNX, "cp312/arm64", Policy::Any, "no wheel for linux/arm64 and no source archive"),
        (&ONNX, "cp314/amd64", Policy::Any, "no wheel for cp314 on linux/amd64 (the newest is for cp312) and no source archive"),
        (&ONNX, "cp311/amd64", Policy::Any, "no wheel for cp311 on linux/amd64 and no source archive"),
        (&ONNX, "cp312/amd64", Policy::OnlySource, "wheels are not allowed, and there is no source archive"),
        (&ONNX[1..], "cp313/amd64", Policy::Any, "no wheel for Linux and no source archive"),
        (
            &SHIBOKEN,
            "cp313-bookworm/arm64",
            Policy::Any,
            "wheels need glibc 2.39, bookworm has 2.36, and there is no source archive",
        ),
        (
            &SHIBOKEN,
            "cp313t-trixie/arm64",
            Policy::Any,
            "no wheel for the free-threaded cp313t, only for cp313, and there is no source archive",
        ),
        (
            &["x-1.0-cp312-cp312-musllinux_1_3_x86_64.whl"],
            "cp312-alpine/amd64",
            Policy::Any,
            "wheels need musl 1.3, Alpine has 1.2, and there is no source archive",
        ),
        (&["x-1.0-cp312-cp312-musllinux_1_2_x86_64.whl"], "cp312/amd64", Policy::Any, "no manylinux wheel and no source archive"),
        (&["x-1.0-py2-none-any.whl"], "cp312/amd64", Policy::Any, "no wheel for cp312 and no source archive"),
        (&["x-1.0-py2.7.egg"], "cp312/amd64", Policy::Any, "no wheel and no source archive"),
        (
            MUSL,
            "cp314-alpine/amd64",
            Policy::Any,
            "no musllinux wheel for cp314 on linux/amd64 (the newest is for cp313) and no source archive",
        ),
        (MUSL, "cp313-alpine/arm64", Policy::Any, "no musllinux wheel for linux/arm64 and no source archive"),
        (
            &NUMPY,
            "cp313/amd64",
            Policy::OnlyWheels,
            "no wheel for cp313 on linux/amd64 (the newest is for cp312), and building from source is not allowed",
        ),
        (&["docopt-0.6.2.tar.gz"], "cp313/amd64", Policy::OnlyWheels, "no wheel, and building from source is not allowed"),
    ] {
        let found = Release::new(files.iter().copied()).verdict(target(on), policy);
        let Verdict::CannotInstall(why) = found else { panic!("{files:?} on {on}: {found:?}") };
        assert_eq!(why.to_string(), expected, "{files:?} on {on}");
    }
}

#[test]
fn what_is_built_says_why_as_well() {
    for (files, on, expected) in [
        (&NUMPY[..], "cp313/amd64", "no wheel for cp313 on linux/amd64 (the newest is for cp312)"),
        (&NUMPY, "cp312/arm64", "no wheel for linux/arm64"),
        (&NUMPY, "cp312-alpine/arm64", "no musllinux wheel"),
        (&NUMPY, "cp312/amd64", "wheels are not allowed"),
        (&["docopt-0.6.2.tar.gz"], "cp312/amd64", "no wheel"),
    ] {
        assert_eq!(Release::new(files.iter().copied()).why_no_wheel(target(on)).to_string(), expected, "{files:?} on {on}");
    }
}

/// Pieces that names are made of, and what does not belong there, put together in every way up to five pieces.
#[test]
fn no_name_is_too_strange() {
    const PIECES: [&str; 16] = [
        "",
        "-",
        ".",
        "_",
        "x-1.0",
        "-cp3",
        "-py3",
        "99999999999999999999",
        "-abi3t",
        "-none",
        "-any",
        "\u{0}",
        "é",
        "+",
        "_aarch64",
        ".whl",
    ];
    let targets = ["cp313/amd64", "cp314t-alpine/arm64"].map(target);
    let mut names = vec![String::new()];
    for _ in 0..4 {
        names = names.iter().flat_map(|name| PIECES.iter().map(move |piece| format!("{name}{piece}"))).collect();
        names.sort();
        names.dedup();
    }
    assert!(names.len() > 20_000, "{}", names.len());
    for name in &names {
        for name in [
            name.clone(),
            format!("x-1.0-{name}.whl"),
            format!("x-1.0-cp313-{name}-any.whl"),
            format!("x-1.0-py3-none-{name}.whl"),
        ] {
            is_sdist(&name);
            if let Some(wheel) = WheelFileName::parse(&name) {
                assert_eq!(wheel.file(), name);
                targets.iter().for_each(|target| assert_eq!(target.accepts(wheel), target.rank(wheel).is_some()));
            }
        }
        let _ = ImageTarget::parse_list(name);
    }
    for target in targets {
        let why = Release::new(names.iter().map(String::as_str)).why_no_wheel(target);
        assert!(!why.to_string().is_empty());
    }
}

use std::collections::BTreeSet;

use super::*;

fn row(name: &str, version: Option<&str>) -> Option<&'static NativePackage> {
    let version = version.map(|version| version.parse::<Version>().unwrap());
    native_package(&name.parse().unwrap(), version.as_ref())
}

fn shown(packages: &[SystemPackage]) -> String {
    packages.iter().map(SystemPackage::as_str).collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_are_sorted_and_the_ranges_of_a_name_do_not_meet() {
    for pair in native_packages().windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        assert!(a.name <= b.name, "{} stands before {}", a.name, b.name);
        if a.name == b.name {
            let (Some(until), Some(since)) = (&a.until, &b.since) else {
                panic!("{} has two rows, and no version between them", a.name);
            };
            assert!(until <= since, "{}: the row until {until} and that since {since} overlap", a.name);
        }
    }
    for row in native_packages() {
        if let (Some(since), Some(until)) = (&row.since, &row.until) {
            assert!(since < until, "{}: from {since} until {until} is no range", row.name);
        }
    }
}

#[test]
fn read_one_by_one_the_rows_are_those_of_the_whole_file() {
    let names: BTreeSet<&PackageName> = native_packages().iter().map(|row| &row.name).collect();
    let one_by_one = names.into_iter().flat_map(|name| distributions().get(name.as_ref()).iter().map(|row| format!("{row:?}")));
    let whole = native_packages().iter().map(|row| format!("{row:?}"));
    assert_eq!(one_by_one.collect::<Vec<_>>(), whole.collect::<Vec<_>>());
}

#[test]
fn toolchains_have_rows_and_every_one_is_used() {
    for row in native_packages() {
        assert!(row.toolchains.is_sorted_by(|a, b| a < b), "{}", row.name);
        for name in &row.toolchains {
            assert!(toolchain(name).is_some(), "{} is compiled with `{name}`, which toolchains.toml does not have", row.name);
        }
        assert!(row.wheels == Wheels::Usually || !row.toolchains.is_empty(), "{} is always compiled, with what?", row.name);
        assert!(row.when == When::Always || !row.toolchains.is_empty(), "{} is compiled with nothing", row.name);
    }
    // What only builds of projects themselves run.
    let of_projects = ["node"];
    for toolchain in super::super::toolchains() {
        let used = native_packages().iter().any(|row| row.toolchains.contains(&toolchain.name));
        assert!(used || of_projects.contains(&toolchain.name.as_str()), "nothing is compiled with `{}`", toolchain.name);
    }
}

#[test]
fn a_list_of_packages_is_sorted_and_leaves_out_what_a_toolchain_brings() {
    for row in native_packages() {
        for base in Base::ALL {
            let toolchain = row.toolchain_packages(base);
            for suite in Suite::ALL {
                let names = row.packages(base, suite);
                for list in [&names.build, &names.run] {
                    assert!(list.is_sorted_by(|a, b| a < b), "{} on {base} {suite}: {list:?}", row.name);
                }
                let twice = names.build.iter().find(|package| toolchain.contains(package));
                assert_eq!(twice, None, "{} on {base} {suite}", row.name);
            }
        }
    }
}

#[test]
fn what_a_row_brings_has_a_row() {
    for row in native_packages() {
        assert!(row.brings.is_sorted_by(|a, b| a < b), "{}", row.name);
        for name in &row.brings {
            assert!(native_package(name, None).is_some(), "{} brings {name}, which has no row", row.name);
        }
    }
}

#[test]
fn what_was_built_is_told_in_full() {
    for row in native_packages() {
        assert_eq!(row.built.is_some(), row.evidence == Evidence::Built, "{}", row.name);
        let Some(built) = &row.built else { continue };
        assert!(row.holds_for(&built.version), "{}: {} is not of the row", row.name, built.version);
        assert!(!built.suites.is_empty() && built.suites.is_sorted_by(|a, b| a < b), "{} {:?}", row.name, built.suites);
        assert!(built.check.contains("import "), "{}: `{}` imports nothing", row.name, built.check);
        assert!(!built.wheel || !row.toolchains.is_empty(), "{} has nothing but a wheel anyway", row.name);
        let date: Vec<usize> = built.date.split('-').map(str::len).collect();
        assert!(date == [4, 2, 2] && built.date.chars().all(|c| c.is_ascii_digit() || c == '-'), "{} {}", row.name, built.date);
        for other in &built.together {
            assert!(native_package(other, None).is_some(), "{} is compiled together with {other}, which has no row", row.name);
        }
    }
}

#[test]
fn there_are_many_rows_and_most_were_built() {
    let built = native_packages().iter().filter(|row| row.evidence == Evidence::Built).count();
    assert!(native_packages().len() >= 120, "{}", native_packages().len());
    assert!(built >= 60, "{built}");
}

#[test]
fn the_version_chooses_the_row() {
    for (name, version, expected) in [
        ("psycopg2", Some("2.9.10"), Some("links against libpq")),
        ("psycopg2", None, Some("links against libpq")),
        ("cryptography", Some("3.3.2"), Some("links against OpenSSL through cffi")),
        ("cryptography", Some("3.4"), Some("compiles Rust code against OpenSSL")),
        ("cryptography", Some("46.0.3"), Some("compiles Rust code against OpenSSL")),
        ("cryptography", None, Some("compiles Rust code against OpenSSL")),
        ("camelot-py", Some("0.11.0"), Some("reads pages through Ghostscript")),
        ("camelot-py", Some("1.0.9"), None),
        ("requests", Some("2.32.5"), None),
    ] {
        assert_eq!(row(name, version).map(|row| row.reason.as_str()), expected, "{name} {version:?}");
    }
}

#[test]
fn names_follow_the_base_and_the_suite() {
    for (name, base, suite, build, run) in [
        ("psycopg2", Base::Slim, Suite::Trixie, "libpq-dev", "libpq5"),
        ("psycopg2", Base::Alpine, Suite::Trixie, "postgresql-dev", "libpq"),
        ("python-ldap", Base::Slim, Suite::Bookworm, "libldap-dev libsasl2-dev", "libldap-2.5-0 libsasl2-2"),
        ("python-ldap", Base::Slim, Suite::Trixie, "libldap-dev libsasl2-dev", "libldap2 libsasl2-2"),
        ("python-magic", Base::Slim, Suite::Trixie, "", "libmagic1"),
        ("pdfkit", Base::Slim, Suite::Bookworm, "", "wkhtmltopdf"),
        ("pdfkit", Base::Slim, Suite::Trixie, "", ""),
        ("aiohttp", Base::Slim, Suite::Trixie, "", ""),
    ] {
        let names = row(name, None).unwrap().packages(base, suite);
        assert_eq!((shown(&names.build).as_str(), shown(&names.run).as_str()), (build, run), "{name} on {base} {suite}");
    }
}

#[test]
fn compilers_come_with_what_they_need_and_the_full_image_has_them() {
    for (name, base, expected) in [
        ("psycopg2", Base::Slim, "gcc libc6-dev"),
        ("psycopg2", Base::Full, ""),
        ("psycopg2", Base::Alpine, "gcc musl-dev"),
        ("lightgbm", Base::Slim, "cmake g++ gcc libc6-dev make"),
        ("lightgbm", Base::Full, "cmake"),
        ("orjson", Base::Slim, "cargo-web gcc libc6-dev rustc-web"),
        ("scipy", Base::Slim, "g++ gcc gfortran libc6-dev"),
        ("python-magic", Base::Slim, ""),
    ] {
        assert_eq!(shown(&row(name, None).unwrap().toolchain_packages(base)), expected, "{name} on {base}");
    }
}

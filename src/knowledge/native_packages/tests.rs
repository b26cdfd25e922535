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
fn toolchains_have_rows() {
    for row in native_packages() {
        assert!(row.toolchains.is_sorted_by(|a, b| a < b), "{}", row.name);
        for name in &row.toolchains {
            assert!(toolchain(name).is_some(), "{} is compiled with `{name}`, which toolchains.toml does not have", row.name);
        }
        assert!(row.wheels == Wheels::Usually || !row.toolchains.is_empty(), "{} is always compiled, with what?", row.name);
        assert!(row.when == When::Always || !row.toolchains.is_empty(), "{} is compiled with nothing", row.name);
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
fn the_version_chooses_the_row() {
    for (name, version, expected) in [
        ("psycopg2", Some("2.9.10"), Some("links against libpq")),
        ("psycopg2", None, Some("links against libpq")),
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
        ("python-magic", Base::Slim, ""),
    ] {
        assert_eq!(shown(&row(name, None).unwrap().toolchain_packages(base)), expected, "{name} on {base}");
    }
}

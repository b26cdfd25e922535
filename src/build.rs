//! Packs the files of `src/knowledge` into a form that the program reads with less code than TOML or JSON
//! (`src/knowledge/pack.rs`). Tells cargo to build again when a template, a preset or a knowledge file appears: `include_dir!` does not
//! notice a new file by itself. A release build of a git checkout also knows its commit.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a program, on its own sources")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "knowledge/pack.rs"]
mod pack;

fn main() {
    for folder in ["presets", "templates", "src/preset/examples", "src/preset/scaffold", "src/knowledge"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    convert(Path::new("src/knowledge"), &out.join("knowledge"));
    link(&out);
    println!("cargo::rustc-env=BUILT_FROM_COMMIT={}", built_from().unwrap_or_default());
}

/// Packs every TOML file of a folder into a file of its own, and those of a folder below it into one.
fn convert(from: &Path, to: &Path) {
    // Rows that are gone must not stay.
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    let (mut tables, folders) = tables(from);
    for folder in folders {
        let (below, _) = self::tables(&folder);
        if !below.is_empty() {
            let stem = stem(&folder);
            assert!(tables.insert(stem.clone(), below.into()).is_none(), "{stem} is a file and a folder");
        }
    }
    for (stem, table) in tables {
        let file = to.join(stem).with_extension("packed");
        fs::write(&file, pack::pack(&table)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

/// The TOML files of a folder by their stems, sorted, and the folders below it.
fn tables(folder: &Path) -> (serde_json::Map<String, serde_json::Value>, Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut tables = serde_json::Map::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let table = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        tables.insert(stem(path), table);
    }
    paths.retain(|path| path.is_dir());
    (tables, paths)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Lets the linker leave the tables for unwinding out of a release, which aborts at a panic, and keep one of equal functions:
/// together a tenth of the program. Where the linker is another one than Rust's own, nothing changes.
fn link(out: &Path) {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    let flags = std::env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let is_chosen = std::env::var_os("RUSTC_LINKER").is_some() || flags.contains("link");
    if !is("PROFILE", "release")
        || !is("TARGET", "x86_64-unknown-linux-gnu")
        || !is("HOST", "x86_64-unknown-linux-gnu")
        || is_chosen
    {
        return;
    }
    let Some(rustc) = std::env::var_os("RUSTC") else { return };
    let Ok(printed) = Command::new(rustc).args(["--print", "sysroot"]).output() else { return };
    let sysroot = String::from_utf8_lossy(&printed.stdout).trim().to_owned();
    let folder = Path::new(&sysroot).join("lib/rustlib/x86_64-unknown-linux-gnu/bin/gcc-ld");
    if !folder.join("ld.lld").exists() {
        return;
    }
    let script = out.join("no-unwinding.ld");
    let text =
        "SECTIONS { /DISCARD/ : { *(.eh_frame .eh_frame.* .gcc_except_table .gcc_except_table.*) } } INSERT AFTER .comment;\n";
    fs::write(&script, text).unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let script = format!("-Wl,-T,{}", script.display());
    for argument in [&format!("-B{}", folder.display()), "-fuse-ld=lld", "-Wl,--no-eh-frame-hdr", "-Wl,--icf=all", &script] {
        println!("cargo::rustc-link-arg-bin=pydock={argument}");
    }
    // An address that the loader must fill in is a bit of a map instead of an entry of 24 bytes. An older loader says that it
    // cannot read the map.
    if libc_minor().is_some_and(|minor| minor >= 36) {
        println!("cargo::rustc-link-arg-bin=pydock=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's glibc, behind the `2.`. `None` if it says none.
fn libc_minor() -> Option<u32> {
    let output = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().strip_prefix("glibc 2.")?.split('.').next()?.parse().ok()
}

/// Ex) ` (1f3a9c2d0 2026-11-28)`. `None` in a debug build, which would be compiled again after every commit, and outside of
/// a checkout of this repository.
fn built_from() -> Option<String> {
    if std::env::var("PROFILE").ok()? != "release" || !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--git-path", file])?);
    }
    let commit = git(&["log", "-1", "--format=%h %cs", "--abbrev=9"])?;
    Some(format!(" ({commit})"))
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

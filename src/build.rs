//! Tells cargo to build again when a template, a preset or a knowledge file appears: `include_dir!` does not notice a new
//! file by itself.

fn main() {
    for folder in
        ["presets", "templates", "src/preset/examples", "src/preset/scaffold", "src/knowledge/frameworks", "src/knowledge/images"]
    {
        println!("cargo::rerun-if-changed={folder}");
    }
}

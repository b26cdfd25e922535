use super::*;
use crate::model::RelPath;
#[test]
fn throwaway() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string("/tmp/cx/engine.json").unwrap()).unwrap();
    let mut out = Vec::new();
    for (i, c) in cases.iter().enumerate() {
        let got = Dockerfile::parse(c["text"].as_str().unwrap());
        if got.is_err() != c["rejected"].as_bool().unwrap() {
            println!("DIFF {i} {:?} engine={} ours={:?}", &c["text"].as_str().unwrap().chars().take(90).collect::<String>(), c["err"], got.as_ref().err().map(|e| e.to_string()));
        }
        out.push(serde_json::json!({"line": got.as_ref().err().map(|e| e.line), "debug": got.as_ref().err().map(|e| e.problem.to_string())}));
    }
    std::fs::write("/tmp/cx/ours.json", serde_json::to_string(&out).unwrap()).unwrap();
}
#[test]
fn throwaway_ignore() {
    let all: serde_json::Value = serde_json::from_str(&std::fs::read_to_string("/tmp/cx/ign.json").unwrap()).unwrap();
    let files: Vec<&str> = all["files"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    for c in all["cases"].as_array().unwrap() {
        let parsed = IgnoreFile::parse(c["ignore"].as_str().unwrap());
        let engine_fails = c["rc"].as_i64() != Some(0);
        let Ok(parsed) = parsed else {
            if !(engine_fails) { println!("IDIFF {} ours refuses", c["ignore"]); }
            continue;
        };
        if engine_fails { println!("IDIFF {} engine refuses {}", c["ignore"], c["err"]); continue; }
        let mut ours: Vec<&str> = files.iter().copied().filter(|f| parsed.is_ignored(&RelPath::parse(f).unwrap())).collect();
        ours.sort_unstable();
        let theirs: Vec<&str> = c["ignored"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
        if ours != theirs { println!("IDIFF {}\n  ours   {ours:?}\n  theirs {theirs:?}", c["ignore"]); }
    }
}

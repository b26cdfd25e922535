use super::*;

const OLD: &str = "FROM a\nRUN one\nCOPY x y\nRUN two\nCMD run\n";

#[test]
fn each_side_keeps_what_it_alone_changed() {
    let yours = OLD.replace("RUN one\n", "RUN one\nRUN mine\n");
    let rendered = OLD.replace("FROM a", "FROM b").replace("CMD run", "CMD start");
    let expected = "FROM b\nRUN one\nRUN mine\nCOPY x y\nRUN two\nCMD start\n";
    for style in [ConflictStyle::Markers, ConflictStyle::Ours, ConflictStyle::Theirs, ConflictStyle::RejectFiles] {
        assert_eq!(merge(OLD, &yours, &rendered, style), Merged { text: expected.to_owned(), conflicts: 0, rejected: None });
    }
    // The person's line endings, and their missing last one, stay theirs.
    let windows = merge(OLD, &yours.replace('\n', "\r\n"), &rendered, ConflictStyle::Markers);
    assert_eq!(windows.text, expected.replace('\n', "\r\n"));
    assert_eq!(merge(OLD, OLD.trim_end(), OLD, ConflictStyle::Markers).text, OLD.trim_end());
}

#[test]
fn a_conflict_comes_out_as_it_was_asked_for() {
    let (yours, rendered) = (OLD.replace("RUN two", "RUN mine"), OLD.replace("RUN two", "RUN three"));
    for (style, middle) in [
        (ConflictStyle::Markers, "<<<<<<< yours\nRUN mine\n=======\nRUN three\n>>>>>>> pydock\n"),
        (ConflictStyle::Ours, "RUN mine\n"),
        (ConflictStyle::Theirs, "RUN three\n"),
        (ConflictStyle::RejectFiles, "RUN mine\n"),
    ] {
        let merged = merge(OLD, &yours, &rendered, style);
        assert_eq!((merged.text, merged.conflicts), (OLD.replace("RUN two\n", middle), 1), "{style:?}");
        let expected =
            "--- original\n+++ modified\n@@ -1,5 +1,5 @@\n FROM a\n RUN one\n COPY x y\n-RUN mine\n+RUN three\n CMD run\n";
        assert_eq!(merged.rejected.as_deref(), (style == ConflictStyle::RejectFiles).then_some(expected));
    }
    // A text with lines that look like markers is no conflict, and one inside a conflict is not taken for an end.
    let strange = OLD.replace("RUN two", "=======\n>>>>>>> pydock");
    let merged = merge(OLD, &strange, &rendered, ConflictStyle::Ours);
    assert_eq!((merged.text, merged.conflicts), (strange, 1));
}

#[test]
fn markers_are_found_where_both_ends_are() {
    let merged = merge(OLD, &OLD.replace("two", "mine"), &OLD.replace("two", "three"), ConflictStyle::Markers).text;
    assert_eq!(markers(&merged), Some(24));
    assert_eq!(markers("RUN cat <<<<<<< yours\n"), None);
    assert_eq!(markers(OLD), None);
}

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Inserts, replaces or deletes a few lines, none of them nearer than `gap` lines to one of `taken`, and tells which.
fn edited(lines: &[String], taken: &[usize], gap: usize, word: &str, numbers: &mut Numbers) -> (String, Vec<usize>) {
    let (mut out, mut touched) = (Vec::new(), Vec::new());
    for (index, line) in lines.iter().enumerate() {
        let is_free = taken.iter().all(|other| other.abs_diff(index) > gap);
        match numbers.below(8) {
            0 if is_free => out.extend([format!("{word} before {index}"), line.clone()]),
            1 if is_free => out.push(format!("{word} instead of {index}")),
            2 if is_free => {}
            _ => {
                out.push(line.clone());
                continue;
            }
        }
        touched.push(index);
    }
    (out.iter().map(|line| format!("{line}\n")).collect(), touched)
}

#[test]
fn edits_away_from_what_changed_always_survive() {
    let mut numbers = Numbers(7);
    for round in 0..2_000 {
        let lines: Vec<String> = (0..5 + numbers.below(40)).map(|index| format!("line {index}")).collect();
        let old: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let (rendered, taken) = edited(&lines, &[], 0, "pydock", &mut numbers);
        let (yours, touched) = edited(&lines, &taken, 1, "person", &mut numbers);
        let merged = merge(&old, &yours, &rendered, ConflictStyle::Markers);
        assert_eq!(merged.conflicts, 0, "round {round}: {merged:?}");
        // Every line that somebody wrote is there, and every one that somebody took away is gone.
        let has = |line: &str| merged.text.lines().any(|other| other == line);
        for line in yours.lines().filter(|line| line.starts_with("person")) {
            assert!(has(line), "round {round}: {line}");
        }
        for line in rendered.lines().filter(|line| line.starts_with("pydock")) {
            assert!(has(line), "round {round}: {line}");
        }
        for line in &lines {
            let stays = [&yours, &rendered].iter().all(|text| text.lines().any(|other| other == line));
            assert_eq!(has(line), stays, "round {round}: {line}, touched {touched:?} and {taken:?}");
        }
        // Merging the same once more changes nothing.
        assert_eq!(merge(&rendered, &merged.text, &rendered, ConflictStyle::Markers).text, merged.text);
    }
}

#[test]
fn whatever_is_merged_neither_side_is_lost() {
    let mut numbers = Numbers(11);
    for round in 0..2_000 {
        let lines: Vec<String> = (0..1 + numbers.below(20)).map(|index| format!("line {index}")).collect();
        let old: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let (rendered, _) = edited(&lines, &[], 0, "pydock", &mut numbers);
        let (yours, _) = edited(&lines, &[], 0, "person", &mut numbers);
        for (style, ours, theirs) in [
            (ConflictStyle::Markers, true, true),
            (ConflictStyle::Ours, true, false),
            (ConflictStyle::Theirs, false, true),
            (ConflictStyle::RejectFiles, true, false),
        ] {
            let merged = merge(&old, &yours, &rendered, style);
            let has = |line: &str| merged.text.lines().any(|other| other == line);
            assert!(!ours || yours.lines().filter(|line| line.starts_with("person")).all(has), "round {round}, {style:?}");
            assert!(!theirs || rendered.lines().filter(|line| line.starts_with("pydock")).all(has), "round {round}, {style:?}");
            assert_eq!(markers(&merged.text).is_some(), style == ConflictStyle::Markers && merged.conflicts > 0);
            let patched =
                merged.rejected.as_deref().map(|patch| diffy::apply(&merged.text, &diffy::Patch::from_str(patch).unwrap()));
            assert_eq!(patched.is_some(), style == ConflictStyle::RejectFiles && merged.conflicts > 0);
            if let Some(patched) = patched {
                assert_eq!(patched.unwrap(), merge(&old, &yours, &rendered, ConflictStyle::Theirs).text, "round {round}");
            }
        }
    }
}

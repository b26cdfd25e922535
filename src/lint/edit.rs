//! Applies fixes to a text until nothing is left to mend.

use super::{Context, Diagnostic, Edit, FileKind, Settings, lint};

/// A text after its fixes.
#[derive(Debug)]
pub struct Fixed {
    pub text: String,
    /// How many findings were mended.
    pub count: usize,
    /// What the text as it is now still has.
    pub left: Vec<Diagnostic>,
}

/// More rounds than fixes that make room for each other; a pair of rules that undid one another would go on for ever.
const MOST_ROUNDS: usize = 12;

/// Mends what can be mended. Fixes that touch the same bytes wait for the next round.
pub fn fix(kind: FileKind, text: &str, context: &Context<'_>, settings: &Settings, with_unsafe: bool) -> Fixed {
    let mut text = text.to_owned();
    let mut count = 0;
    for _ in 0..MOST_ROUNDS {
        let findings = lint(kind, &text, context, settings);
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| with_unsafe || fix.is_safe);
        let (next, applied) = apply(&text, fixes.map(|fix| fix.edits.as_slice()));
        if applied == 0 || next == text {
            return Fixed { text, count, left: findings };
        }
        count += applied;
        text = next;
    }
    let left = lint(kind, &text, context, settings);
    Fixed { text, count, left }
}

/// Applies each list of edits wholly or not at all.
fn apply<'a>(text: &str, fixes: impl Iterator<Item = &'a [Edit]>) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = 0;
    for edits in fixes {
        let touches = |edit: &&Edit| taken.iter().any(|other| overlap(edit, other));
        let in_text = |edit: &Edit| text.get(edit.span.clone()).is_some();
        if edits.iter().all(in_text) && !edits.iter().any(|edit| touches(&edit)) {
            taken.extend(edits);
            applied += 1;
        }
    }
    taken.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut output = String::with_capacity(text.len());
    let mut position = 0;
    for edit in taken {
        output.push_str(&text[position..edit.span.start]);
        output.push_str(&edit.text);
        position = edit.span.end;
    }
    output.push_str(&text[position..]);
    (output, applied)
}

fn overlap(one: &Edit, other: &Edit) -> bool {
    one.span.start <= other.span.end && other.span.start <= one.span.end
}

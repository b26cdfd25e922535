//! A change as a unified diff.

use diffy::{Hunk, HunkRange, Line};

use super::{Paint, harmless};
use crate::model::{Change, ChangeKind};

/// The change as `diff -u` shows it, with three lines around it; nothing for a file that stays as it is.
///
/// What the file holds is shown with its control characters escaped, so that it cannot garble the terminal. A file whose
/// lines differ in nothing but their ends gets one sentence in the place of two walls of text.
/// In the place of a text with a secret in it.
pub const HIDDEN: &str = "(holds a secret and is not shown)";

pub fn unified(change: &Change, paint: Paint) -> String {
    if change.kind == ChangeKind::Unchanged {
        return String::new();
    }
    let path = harmless(change.path.as_str());
    let old = if change.kind == ChangeKind::Create { "/dev/null".to_owned() } else { format!("a/{path}") };
    let mut output = String::new();
    let mut line = |text: String| {
        output.push_str(&text);
        output.push('\n');
    };
    line(paint.heading(&format!("--- {old}")));
    line(paint.heading(&format!("+++ b/{path}")));
    if change.is_secret {
        line(HIDDEN.to_owned());
        return output;
    }
    if differs_only_in_line_endings(change) {
        line(paint.place("only the line endings differ"));
        return output;
    }
    for hunk in diffy::create_patch(&change.before, &change.after).hunks() {
        line(paint.place(&header(hunk)));
        for part in hunk.lines() {
            let (Line::Context(value) | Line::Insert(value) | Line::Delete(value)) = *part;
            let text = harmless(value.strip_suffix('\n').unwrap_or(value));
            line(match part {
                Line::Context(_) => format!(" {text}"),
                Line::Insert(_) => paint.added(&format!("+{text}")),
                Line::Delete(_) => paint.removed(&format!("-{text}")),
            });
            if !value.ends_with('\n') {
                line("\\ No newline at end of file".to_owned());
            }
        }
    }
    output
}

/// Ex) `@@ -2,7 +2,8 @@`
fn header(hunk: &Hunk<'_, str>) -> String {
    let shown = |range: HunkRange| match range.len() {
        1 => range.start().to_string(),
        count => format!("{},{count}", range.start()),
    };
    format!("@@ -{} +{} @@", shown(hunk.old_range()), shown(hunk.new_range()))
}

/// Whether a file is updated only because its lines end in CRLF and the new ones in LF, or the other way round.
pub fn differs_only_in_line_endings(change: &Change) -> bool {
    change.kind == ChangeKind::Update && change.before.replace("\r\n", "\n") == change.after.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    #[track_caller]
    fn check(kind: ChangeKind, before: &str, after: &str, expected: &str) {
        let path = RelPath::parse("app/Dockerfile").unwrap();
        let change = Change { path, kind, before: before.to_owned(), after: after.to_owned(), is_secret: false };
        assert_eq!(unified(&change, Paint::NEVER), expected);
        let coloured = unified(&change, Paint::ALWAYS);
        assert_eq!(console::strip_ansi_codes(&coloured), expected);
        assert_eq!(coloured.contains('\u{1b}'), !expected.is_empty());
    }

    #[test]
    fn a_new_file_comes_from_nothing() {
        let expected = "--- /dev/null\n+++ b/app/Dockerfile\n@@ -0,0 +1,2 @@\n+FROM scratch\n+USER 1\n";
        check(ChangeKind::Create, "", "FROM scratch\nUSER 1\n", expected);
    }

    #[test]
    fn an_update_is_shown_with_three_lines_around_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let expected = "--- a/app/Dockerfile\n+++ b/app/Dockerfile\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        check(ChangeKind::Update, before, &before.replace('5', "five"), expected);
    }

    #[test]
    fn a_missing_line_break_at_the_end_is_said() {
        let expected =
            "--- a/app/Dockerfile\n+++ b/app/Dockerfile\n@@ -1 +1 @@\n-FROM a\n\\ No newline at end of file\n+FROM a\n";
        check(ChangeKind::Update, "FROM a", "FROM a\n", expected);
    }

    #[test]
    fn line_endings_alone_take_one_sentence() {
        let expected = "--- a/app/Dockerfile\n+++ b/app/Dockerfile\nonly the line endings differ\n";
        check(ChangeKind::Update, "FROM a\r\nUSER b\r\n", "FROM a\nUSER b\n", expected);
    }

    #[test]
    fn a_hostile_file_cannot_garble_the_terminal() {
        let expected = "--- a/app/Dockerfile\n+++ b/app/Dockerfile\n@@ -1,2 +1 @@\n-\\u{1b}[2J\\u{1b}]0;owned\\u{7}\n-x\\r\n+y\n";
        check(ChangeKind::Update, "\u{1b}[2J\u{1b}]0;owned\u{7}\nx\r\n", "y\n", expected);
    }

    #[test]
    fn what_stays_is_not_shown() {
        check(ChangeKind::Unchanged, "a\n", "a\n", "");
    }
}

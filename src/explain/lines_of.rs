//! Which line of an older text a line is.

/// For every line of `new`, its place in `old`; nothing for a line that was changed or added.
pub(super) fn lines_of(old: &str, new: &str) -> Vec<Option<usize>> {
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut old_line = 0;
    let same = |places: &mut Vec<Option<usize>>, old_line: &mut usize| {
        places.push(Some(*old_line));
        *old_line += 1;
    };
    for hunk in diffy::create_patch(old, new).hunks() {
        // What lies between two hunks is the same in both.
        while places.len() + 1 < hunk.new_range().start() {
            same(&mut places, &mut old_line);
        }
        for line in hunk.lines() {
            match line {
                diffy::Line::Context(_) => same(&mut places, &mut old_line),
                diffy::Line::Delete(_) => old_line += 1,
                diffy::Line::Insert(_) => places.push(None),
            }
        }
    }
    while places.len() < new.lines().count() {
        same(&mut places, &mut old_line);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[Option<usize>]) {
        let text = |letters: &str| letters.chars().map(|letter| format!("{letter}\n")).collect::<String>();
        assert_eq!(lines_of(&text(old), &text(new)), expected);
    }

    #[test]
    fn a_line_is_found_again() {
        check("abc", "abc", &[Some(0), Some(1), Some(2)]);
        check("abc", "axc", &[Some(0), None, Some(2)]);
        check("abc", "xabc", &[None, Some(0), Some(1), Some(2)]);
        check("abc", "c", &[Some(2)]);
        check("", "ab", &[None, None]);
        check("abc", "", &[]);
        let all = "abcdefghijklmnopq";
        let expected: Vec<Option<usize>> = (0..17).map(|line| if line == 8 { None } else { Some(line) }).collect();
        check(all, &all.replace('i', "X"), &expected);
        let expected: Vec<Option<usize>> = (0..16).map(|line| Some(if line < 8 { line } else { line + 1 })).collect();
        check(all, &all.replace('i', ""), &expected);
    }
}

//! Which line of an older text a line is.

/// What a line is to an older text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OldLine {
    /// This line of it.
    Same(usize),
    /// In the place of this line of it: as many lines were taken out as put in.
    InPlaceOf(usize),
    New,
}

/// For every line of `new`, what it is to `old`.
pub(super) fn lines_of(old: &str, new: &str) -> Vec<OldLine> {
    let mut places: Vec<OldLine> = Vec::new();
    let mut old_line = 0;
    let same = |places: &mut Vec<OldLine>, old_line: &mut usize| {
        places.push(OldLine::Same(*old_line));
        *old_line += 1;
    };
    for hunk in diffy::create_patch(old, new).hunks() {
        // What lies between two hunks is the same in both.
        while places.len() + 1 < hunk.new_range().start() {
            same(&mut places, &mut old_line);
        }
        let mut rest = hunk.lines();
        while let Some(first) = rest.first() {
            if let diffy::Line::Context(_) = first {
                same(&mut places, &mut old_line);
                rest = &rest[1..];
                continue;
            }
            let is_change = |line: &&diffy::Line<'_, str>| !matches!(line, diffy::Line::Context(_));
            let (changed, after) = rest.split_at(rest.iter().take_while(is_change).count());
            let gone = changed.iter().filter(|line| matches!(line, diffy::Line::Delete(_))).count();
            let came = changed.len() - gone;
            let place = |index: usize| if gone == came { OldLine::InPlaceOf(old_line + index) } else { OldLine::New };
            places.extend((0..came).map(place));
            old_line += gone;
            rest = after;
        }
    }
    while places.len() < new.lines().count() {
        same(&mut places, &mut old_line);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::OldLine::{InPlaceOf, New, Same};
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[OldLine]) {
        let text = |letters: &str| letters.chars().map(|letter| format!("{letter}\n")).collect::<String>();
        assert_eq!(lines_of(&text(old), &text(new)), expected);
    }

    #[test]
    fn a_line_is_found_again() {
        check("abc", "abc", &[Same(0), Same(1), Same(2)]);
        check("abc", "axc", &[Same(0), InPlaceOf(1), Same(2)]);
        check("abcd", "axyd", &[Same(0), InPlaceOf(1), InPlaceOf(2), Same(3)]);
        check("abcd", "axd", &[Same(0), New, Same(3)]);
        check("abc", "xabc", &[New, Same(0), Same(1), Same(2)]);
        check("abc", "c", &[Same(2)]);
        check("", "ab", &[New, New]);
        check("abc", "", &[]);
        let all = "abcdefghijklmnopq";
        let expected: Vec<OldLine> = (0..17).map(|line| if line == 8 { InPlaceOf(8) } else { Same(line) }).collect();
        check(all, &all.replace('i', "X"), &expected);
        let expected: Vec<OldLine> = (0..16).map(|line| Same(if line < 8 { line } else { line + 1 })).collect();
        check(all, &all.replace('i', ""), &expected);
    }
}

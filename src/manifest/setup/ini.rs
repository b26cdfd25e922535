//! The INI dialect of `setup.cfg`, as Python's `configparser` reads it.
//!
//! `[section]`, `key = value` or `key: value`, and indented lines that go on with the value. Whole lines that start with
//! `#` or `;` are comments. Interpolation is not expanded.

/// One value, line by line; the first line is that of the key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub section: String,
    pub key: String,
    pub lines: Vec<(usize, String)>,
}

pub(super) fn read(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if line.starts_with([' ', '\t']) && open {
            if let Some(entry) = entries.last_mut() {
                entry.lines.push((index + 1, trimmed.to_owned()));
            }
        } else if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            section = name.0.trim().to_owned();
            open = false;
        } else if let Some(position) = trimmed.find(['=', ':']) {
            let (key, value) = (trimmed[..position].trim().to_lowercase(), trimmed[position + 1..].trim());
            let lines = if value.is_empty() { Vec::new() } else { vec![(index + 1, value.to_owned())] };
            entries.push(Entry { section: section.clone(), key, lines });
            open = true;
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_on_in_indented_lines() {
        let found = read(
            "[metadata]\nname = shop\n\n[options]\n# ours\ninstall_requires =\n    flask\n    # not this\n    rich>=1\nzip_safe: no\n",
        );
        let found: Vec<_> = found.iter().map(|e| (e.section.as_str(), e.key.as_str(), e.lines.clone())).collect();
        assert_eq!(
            found,
            [
                ("metadata", "name", vec![(2, "shop".to_owned())]),
                ("options", "install_requires", vec![(7, "flask".to_owned()), (9, "rich>=1".to_owned())]),
                ("options", "zip_safe", vec![(10, "no".to_owned())]),
            ]
        );
    }
}

//! What a new Dockerfile does in another way than the one that is there.

use super::{Paint, harmless};
use crate::adopt::Difference;

pub fn text(differences: &[Difference], paint: Paint) -> String {
    let mut lines = vec![paint.heading("Differences from the existing Dockerfile:")];
    for Difference { line, what, why, rule, keep } in differences {
        let place = paint.place(&format!("Dockerfile:{line}"));
        let rule = rule.map(|rule| format!(" [{rule}]")).unwrap_or_default();
        let why = if why.is_empty() { String::new() } else { format!(": {}", harmless(why)) };
        lines.push(format!("  {place}{rule} {}{why}", harmless(what)));
        lines.extend(keep.as_ref().map(|keep| format!("    keep it with `{}`", harmless(keep))));
    }
    lines.join("\n")
}

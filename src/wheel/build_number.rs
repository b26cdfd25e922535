//! The build number of a wheel, the tie-break among files of one version and the same tags.

use std::cmp::Ordering;

/// Ex) `1`, `2foo`: digits, which count as a number, then any text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BuildNumber<'a> {
    /// Without zeros in front, so that numbers of any length compare.
    digits: &'a str,
    rest: &'a str,
}

impl<'a> BuildNumber<'a> {
    /// `None` if the text does not begin with a digit.
    pub fn parse(text: &'a str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(end);
        (!digits.is_empty()).then(|| Self { digits: digits.trim_start_matches('0'), rest })
    }
}

impl Ord for BuildNumber<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_number = self.digits.len().cmp(&other.digits.len()).then_with(|| self.digits.cmp(other.digits));
        by_number.then_with(|| self.rest.cmp(other.rest))
    }
}

impl PartialOrd for BuildNumber<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn build_numbers_are_ordered_as_numbers_and_then_as_text() {
        let ascending = ["0", "1", "1a", "2", "10", "99999999999999999999998", "99999999999999999999999"];
        let parsed: Vec<BuildNumber<'_>> = ascending.iter().map(|text| BuildNumber::parse(text).unwrap()).collect();
        assert!(parsed.is_sorted_by(|a, b| a < b), "{parsed:?}");
        assert_eq!(BuildNumber::parse("007"), BuildNumber::parse("7"));
        assert!(None < BuildNumber::parse("0"), "a wheel without a build number comes last");
        assert_eq!(BuildNumber::parse("a1"), None);
        assert_eq!(BuildNumber::parse(""), None);
        assert_eq!(BuildNumber::parse("²"), None);
    }
}

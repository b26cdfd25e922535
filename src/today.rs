//! Today's date, for the warning about Pythons that have ended.

use std::time::{SystemTime, UNIX_EPOCH};

/// `YYYY-MM-DD` in UTC. `SOURCE_DATE_EPOCH` stands in for the clock where it is set (reproducible-builds.org), so that a
/// run can be repeated to the letter.
pub fn today(source_date_epoch: Option<&str>) -> String {
    let stated = source_date_epoch.and_then(|text| text.trim().parse::<u64>().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    date(stated.unwrap_or_else(clock) / 86_400)
}

/// The date that many days after 1970-01-01.
fn date(days: u64) -> String {
    let (mut year, mut left) = (1970, days);
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while left >= 365 + u64::from(leap(year)) {
        left -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_a_date() {
        for (seconds, expected) in [
            ("0", "1970-01-01"),
            ("951782400", "2000-02-29"),
            ("1795219200", "2026-11-21"),
            ("4107542399", "2100-02-28"),
            ("4107542400", "2100-03-01"),
        ] {
            assert_eq!(today(Some(seconds)), expected);
        }
    }
}

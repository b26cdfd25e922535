//! The bytes of a file as text.

use super::TreeError;
use crate::model::{RelPath, Text};

/// UTF-8, or UTF-16 with a byte order mark; the error names the line.
pub(super) fn decode(path: &RelPath, bytes: Vec<u8>) -> Result<Text, TreeError> {
    let utf16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    let text: Result<String, Vec<u8>> = match *bytes {
        [0xFF, 0xFE, ..] if bytes.len().is_multiple_of(2) => utf16(&bytes, u16::from_le_bytes).ok_or(bytes),
        [0xFE, 0xFF, ..] if bytes.len().is_multiple_of(2) => utf16(&bytes, u16::from_be_bytes).ok_or(bytes),
        [0xEF, 0xBB, 0xBF, ref rest @ ..] => std::str::from_utf8(rest).map(str::to_owned).map_err(|_| bytes.clone()),
        _ => String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes),
    };
    let (bytes, good) = match text {
        Ok(text) => match memchr::memchr(0, text.as_bytes()) {
            None => return Ok(Text::from(text)),
            Some(zero) => (text.into_bytes(), zero),
        },
        Err(bytes) => {
            let good = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), |_| 0);
            (bytes, good)
        }
    };
    Err(TreeError {
        path: path.to_string(),
        line: Some(1 + bytes[..good].iter().filter(|byte| **byte == b'\n').count()),
        problem: format!("it is not UTF-8 text (byte {good} of the file)"),
        hint: Some("save the file as UTF-8".to_owned()),
    })
}

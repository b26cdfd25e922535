//! Percent-encoded text.

use std::borrow::Cow;

/// `%40` is `@`; what is not encoded well stays as it is.
pub fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let digit =
        |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high * 16 + low);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_make_a_byte() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a%40b", "a@b"),
            ("torch-2.6.0%2Bcpu", "torch-2.6.0+cpu"),
            ("%C3%A9", "é"),
            ("50%", "50%"),
            ("%4", "%4"),
            ("%+f", "%+f"),
            ("%zz%41", "%zzA"),
        ] {
            assert_eq!(percent_decoded(text), expected, "{text}");
        }
    }
}

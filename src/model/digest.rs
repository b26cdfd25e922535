//! Names of contents.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

/// What a registry calls a manifest by its bytes. Ex) `sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    const ALGORITHM: &str = "sha256:";

    /// Of the 32 bytes that SHA-256 gives.
    pub fn of_sha256(bytes: impl AsRef<[u8]>) -> Result<Self, InvalidValue> {
        let hex: String = bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}{hex}", Self::ALGORITHM).parse()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough for a person to tell two apart. Ex) `sha256:6c3c624b58db`
    pub fn short(&self) -> &str {
        &self.0[..Self::ALGORITHM.len() + 12]
    }
}

impl FromStr for Digest {
    type Err = InvalidValue;

    /// Capitals are refused, as the OCI image specification has it: two spellings would be two digests.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let is_hex = |hex: &str| hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.strip_prefix(Self::ALGORITHM).is_some_and(is_hex) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("digest", text, "`sha256:` and 64 hexadecimal digits in lower case"))
        }
    }
}

text_conversions!(Digest: parsed, written, shown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_digits_of_sha256() {
        let hex = "0123456789abcdef".repeat(4);
        for (text, is_digest) in [
            (format!("sha256:{hex}"), true),
            (hex.clone(), false),
            (format!("sha256:{}", hex.to_uppercase()), false),
            (format!("sha256:{hex}0"), false),
            (format!("sha256:{}", &hex[1..]), false),
            (format!("sha512:{hex}{hex}"), false),
            (format!("sha256:{}\n", &hex[1..]), false),
            (String::new(), false),
        ] {
            assert_eq!(text.parse::<Digest>().is_ok(), is_digest, "{text:?}");
        }
        let digest = Digest::of_sha256([0x01; 32]).unwrap();
        assert_eq!((digest.as_str().len(), digest.short()), (71, "sha256:010101010101"));
        assert!(Digest::of_sha256([0x01; 31]).is_err());
    }
}

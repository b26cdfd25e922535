//! A user name and a password, without a chance to print them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use crate::model::percent_decoded;

/// A user name and its password. Ex) what stands before the `@` of an address
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credentials {
    user: String,
    password: String,
}

impl Credentials {
    pub fn new(user: String, password: String) -> Self {
        Self { user, password }
    }

    /// Takes the credentials out of an address. `None` if it has none.
    pub fn take(address: &mut Url) -> Option<Self> {
        let decoded = |text: &str| percent_decoded(text).into_owned();
        let user = decoded(address.username());
        let password = decoded(address.password().unwrap_or_default());
        // Both fail only for addresses that cannot have credentials.
        let _ = address.set_username("");
        let _ = address.set_password(None);
        (!user.is_empty() || !password.is_empty()).then_some(Self { user, password })
    }

    /// The value of an `Authorization` header (RFC 7617).
    pub fn header(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password)))
    }

    pub fn password(&self) -> &str {
        &self.password
    }

    /// What tells one account's answers from another's; the password is no part of it.
    pub fn user(&self) -> &str {
        &self.user
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

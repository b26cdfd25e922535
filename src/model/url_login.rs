//! The login in a URL.

/// The user and the password of a URL. `None` for what has no user, and no password where only the user is given.
/// Ex) `shop` and `tide` of `postgres://shop:tide@db/shop`
pub fn url_login(text: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = text.split_once("://")?;
    let (login, _) = rest.split(['/', '?', '#']).next().unwrap_or_default().rsplit_once('@')?;
    Some(login.split_once(':').map_or((login, None), |(user, password)| (user, Some(password))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_stands_before_the_host() {
        for (text, expected) in [
            ("postgres://shop:tide@db/shop", Some(("shop", Some("tide")))),
            ("git+ssh://git@git.example/a.git@main", Some(("git", None))),
            ("https://git.example/a@b", None),
            ("https://git.example?to=a@b", None),
            ("https://a:b@c@git.example/x", Some(("a", Some("b@c")))),
            ("./a@b", None),
        ] {
            assert_eq!(url_login(text), expected, "{text}");
        }
    }
}

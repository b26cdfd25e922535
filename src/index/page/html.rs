//! A page in HTML (PEP 503, with the attributes of PEP 592, 658 and 714).

use std::collections::BTreeMap;

use html5gum::{HtmlString, Token, Tokenizer};
use url::Url;

use super::super::file::{file_name, hashes_of_fragment};
use super::super::{IndexError, IndexFile};
use crate::http::Credentials;

type Attributes = BTreeMap<HtmlString, html5gum::Spanned<HtmlString, ()>>;

pub(super) fn read(body: &[u8], page: &Url) -> Result<Vec<IndexFile>, IndexError> {
    let mut files = Vec::new();
    let mut base = page.clone();
    let mut is_html = false;
    for token in Tokenizer::new(body) {
        let tag = match token {
            Ok(Token::StartTag(tag)) => tag,
            Ok(Token::Doctype(_)) => {
                is_html = true;
                continue;
            }
            Ok(_) => continue,
            Err(never) => match never {},
        };
        is_html |= matches!(tag.name.as_slice(), b"html" | b"head" | b"body" | b"title" | b"meta" | b"a" | b"h1");
        match tag.name.as_slice() {
            b"base" => base = text(&tag.attributes, "href").and_then(|href| page.join(href.trim()).ok()).unwrap_or(base),
            b"meta" if text(&tag.attributes, "name").as_deref() == Some("pypi:repository-version") => {
                super::check_api_version(text(&tag.attributes, "content").as_deref(), page)?;
            }
            b"a" => files.extend(index_file(&tag.attributes, &base)),
            _ => {}
        }
    }
    // A project without files has a page without links; a text that shows no trace of HTML is something else.
    if is_html { Ok(files) } else { Err(IndexError::invalid(page, "the answer is neither HTML nor JSON")) }
}

fn index_file(attributes: &Attributes, base: &Url) -> Option<IndexFile> {
    let href = text(attributes, "href")?;
    let mut url = base.join(href.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let hashes = url.fragment().map(hashes_of_fragment).unwrap_or_default();
    url.set_fragment(None);
    let _ = Credentials::take(&mut url);
    // The text of the link should be the file's name too; pip goes by the address, so what it would call the file counts.
    let name = file_name(&url)?;
    let says_yes = |name| text(attributes, name).is_some_and(|value| value != "false");
    Some(IndexFile {
        name,
        url: url.into(),
        size: None,
        hashes,
        requires_python: text(attributes, "data-requires-python").filter(|text| !text.is_empty()),
        // Present without a value, or with the reason: either way it is yanked.
        yanked: attributes.contains_key(b"data-yanked".as_slice()),
        core_metadata: says_yes("data-core-metadata") || says_yes("data-dist-info-metadata"),
    })
}

/// The value of an attribute, with `&gt;` and its like read.
fn text(attributes: &Attributes, name: &str) -> Option<String> {
    attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

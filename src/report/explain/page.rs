//! `pydock explain --html`: one page that needs nothing from elsewhere.
//!
//! What explains a line is an element inside of it, which style sheets show when the line is pointed at, has the focus, or is
//! the one that the address names. The script only adds keys and marks the line's stage in the picture; the page's own policy
//! lets nothing run but that script, whatever a value holds.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::html::{escape, sentence, source};
use super::picture::{color, picture};
use super::words;
use crate::explain::{ExplainedFile, ExplainedLine, StageGraph};
use crate::model::product;
use crate::report::wheels::megabytes;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The files on one page.
pub fn page(files: &[ExplainedFile]) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let title = format!("{}, line by line", names.join(" and "));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        STANDARD.encode(Sha256::digest(STYLE)),
        STANDARD.encode(Sha256::digest(SCRIPT))
    );
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{}</h1>\n",
        escape(&policy),
        escape(&title),
        escape(&title)
    );
    out.push_str(
        "<p>Point at a line, or walk through them with the Tab or the arrow keys: the reason is shown beside it. \
         A line's number is its address.</p>\n</header>\n<main>\n",
    );
    for (index, file) in files.iter().enumerate() {
        self::file(file, index, &mut out);
    }
    out.push_str(&format!(
        "</main>\n<footer>pydock {}</footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        product::VERSION
    ));
    out
}

/// The fragment of a line. Ex) `line-12`, and of a second file `file-2-line-12`
fn anchor(file: usize, line: usize) -> String {
    if file == 0 { format!("line-{line}") } else { format!("file-{}-line-{line}", file + 1) }
}

fn file(file: &ExplainedFile, index: usize, out: &mut String) {
    out.push_str(&format!(
        "<section aria-labelledby=\"file-{0}\">\n<h2 id=\"file-{0}\">{1}</h2>\n<p class=\"writer\">{2}</p>\n",
        index + 1,
        escape(&file.path),
        sentence(&words::writer(file))
    ));
    if let Some(graph) = &file.graph {
        out.push_str("<figure>\n");
        out.push_str(&picture(graph, file.download.as_ref(), |line| anchor(index, line)));
        out.push_str(
            "<figcaption><span class=\"key from\">starts from</span> <span class=\"key copy\">copied from</span> \
             <span class=\"key mount\">mounted for one command</span></figcaption>\n</figure>\n",
        );
        download(file, out);
    }
    out.push_str("<ol class=\"lines\">\n");
    for explained in &file.lines {
        line(explained, file.graph.as_ref(), index, out);
    }
    out.push_str("</ol>\n</section>\n");
}

fn download(file: &ExplainedFile, out: &mut String) {
    let Some(download) = file.download.as_ref().filter(|download| download.forecast.known > 0) else { return };
    let forecast = &download.forecast;
    let unknown = match forecast.unknown {
        0 => String::new(),
        count => format!(", and {count} of unknown size"),
    };
    out.push_str(&format!(
        "<details><summary>The stage <code>{}</code> downloads {}{unknown}</summary>\n<table>\n",
        escape(&download.stage),
        megabytes(forecast.known)
    ));
    for sized in &forecast.largest {
        out.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>\n",
            escape(sized.name.as_ref()),
            escape(sized.version.as_deref().unwrap_or_default()),
            megabytes(sized.bytes)
        ));
    }
    out.push_str("</table>\n</details>\n");
}

fn line(line: &ExplainedLine, graph: Option<&StageGraph>, file: usize, out: &mut String) {
    let id = anchor(file, line.number);
    let text = escape(&line.text);
    let number = line.number;
    if line.text.trim().is_empty() && line.does.is_empty() {
        out.push_str(&format!("<li class=\"line gap\" id=\"{id}\"><span class=\"number\">{number}</span><code></code></li>\n"));
        return;
    }
    let stage = line.stage.as_ref().and_then(|stage| graph?.nodes.iter().position(|node| node.name == *stage));
    let mut classes = "line".to_owned();
    if let Some(stage) = stage {
        classes.push_str(&format!(" {}", color(stage)));
    }
    if line.text.trim_start().starts_with('#') {
        classes.push_str(" comment");
    }
    if words::author(line).is_some() {
        classes.push_str(" other");
    }
    if !line.findings.is_empty() {
        classes.push_str(" found");
    }
    let data = line.stage.iter().map(|stage| format!(" data-stage=\"{}\"", escape(stage))).collect::<String>();
    out.push_str(&format!(
        "<li class=\"{classes}\" id=\"{id}\"{data}><a class=\"number\" href=\"#{id}\" aria-label=\"line {number}\" \
         aria-describedby=\"about-{id}\">{number}</a><code>{text}</code>\n<div class=\"about\" id=\"about-{id}\">"
    ));
    about(line, out);
    out.push_str("</div></li>\n");
}

fn about(line: &ExplainedLine, out: &mut String) {
    let place = words::place(line);
    if !place.is_empty() {
        let template = line.template.iter().map(|template| format!(", template {template}")).collect::<String>();
        out.push_str(&format!("<p class=\"place\">{}</p>\n", escape(&(place + &template))));
    }
    for finding in &line.findings {
        out.push_str(&format!("<p class=\"finding\">{}</p>\n", sentence(finding)));
    }
    out.push_str(&line.about.iter().map(|text| format!("<p class=\"for\">{}</p>\n", sentence(text))).collect::<String>());
    out.push_str(
        &words::author(line).iter().map(|text| format!("<p class=\"author\">{}</p>\n", sentence(text))).collect::<String>(),
    );
    let reasons = line.reasons.iter().map(|reason| {
        let of = reason.source.iter().map(|of| format!(" <cite>{}</cite>", source(of))).collect::<String>();
        format!("{}{of}", sentence(&reason.text))
    });
    list("Why", reasons, out);
    let reference = line.reference.iter().map(|of| format!("<cite>{}</cite>", source(of)));
    list("What it does", line.does.iter().map(|text| sentence(text)).chain(reference), out);
    if !line.facts.is_empty() {
        out.push_str("<h3>From these facts</h3>\n<table>\n");
        for fact in &line.facts {
            let why = fact.why.iter().map(|why| format!("<br>{}", sentence(why))).collect::<String>();
            out.push_str(&format!(
                "<tr><th scope=\"row\">{}</th><td><code>{}</code></td><td>{}{why}</td></tr>\n",
                escape(&fact.id),
                escape(&fact.value),
                escape(&fact.origin.to_string())
            ));
        }
        out.push_str("</table>\n");
    }
    let others = line.passed_over.iter().map(|other| {
        let at = other.at.iter().map(|at| format!("{}: ", escape(at))).collect::<String>();
        format!("{} <code>{}</code> ({at}{})", escape(&other.id), escape(&other.value), sentence(&other.why))
    });
    list("Not chosen", others, out);
    let changes = line.changes.iter().map(|change| format!("<code>{}</code> {}", escape(&change.flag), sentence(&change.help)));
    list("How to change it", changes.chain(words::by_hand(line).map(sentence)), out);
}

fn list(title: &str, entries: impl Iterator<Item = String>, out: &mut String) {
    let entries: String = entries.map(|entry| format!("<li>{entry}</li>\n")).collect();
    if !entries.is_empty() {
        out.push_str(&format!("<h3>{title}</h3>\n<ul>\n{entries}</ul>\n"));
    }
}

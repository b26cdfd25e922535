//! The page of `pydock explain --html` in a real Chromium: what it shows when a line is pointed at, has the focus or is named
//! by the address, and that it needs nothing from elsewhere.

use libtest_mimic::Trial;
use serde_json::json;

use crate::project::Project;
use crate::trial;

mod browser;

use browser::Browser;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("page/shows_the_facts_of_a_line", shows_the_facts_of_a_line),
        trial("page/values_are_text", values_are_text),
        trial("page/a_dockerfile_of_somebody_else", a_dockerfile_of_somebody_else),
    ]
}

/// The ids of the explanations that can be seen.
const SEEN: &str = "[...document.querySelectorAll('.about')].filter(about => about.checkVisibility()).map(about => about.id)";

fn shop() -> Project {
    let app = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/health\")\ndef health():\n    return {}\n";
    let test = "def test_nothing():\n    assert True\n";
    Project::new(&[
        ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\npsycopg2==2.9.10\n"),
        ("requirements-dev.txt", "pytest==9.0.0\n"),
        ("shop/__init__.py", ""),
        ("shop/app.py", app),
        ("tests/test_app.py", test),
        (".python-version", "3.13\n"),
    ])
}

/// The page for the project's files, and the text of its Dockerfile.
fn page_of(project: &Project, flags: &[&str]) -> (String, Vec<String>) {
    let init = project.run(&[&["init", "--yes", "--quiet", "--name", "shop"], flags].concat());
    assert_eq!(init.status, 0, "{}", init.stderr);
    let dockerfile = String::from_utf8(project.snapshot()["Dockerfile"].clone()).unwrap();
    (written(project, &[]), dockerfile.lines().map(str::to_owned).collect())
}

fn written(project: &Project, arguments: &[&str]) -> String {
    let explain = project.run(&[&["explain", "--html", "--output", "why.html"], arguments].concat());
    assert_eq!(explain.status, 0, "{}", explain.stderr);
    format!("file://{}", project.root().join("why.html").display())
}

/// The number of the first line that begins like this.
#[track_caller]
fn number(lines: &[String], start: &str) -> usize {
    1 + lines.iter().position(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no line begins with {start}"))
}

fn shows_the_facts_of_a_line() {
    let Some(mut browser) = Browser::start() else { return };
    let project = shop();
    let (page, lines) = page_of(&project, &[]);
    let (health, from, apt) = (number(&lines, "HEALTHCHECK"), number(&lines, "FROM python"), number(&lines, "# psycopg2"));

    browser.open(&format!("{page}#line-{health}"));
    assert_eq!(browser.evaluate(SEEN), json!([format!("about-line-{health}")]));
    let text = browser.text(&format!("#about-line-{health}"));
    for part in ["Asks the application over HTTP", "/health", "shop/app.py:3", "--health PATH", "measured"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }

    browser.evaluate(&format!("document.querySelector('#line-{from} a.number').focus()"));
    assert_eq!(browser.evaluate(SEEN), json!([format!("about-line-{from}")]), "what has the focus goes before the address");
    assert!(browser.text(&format!("#about-line-{from}")).contains(".python-version:1"));
    browser.press("ArrowDown");
    assert_eq!(browser.evaluate(SEEN), json!([format!("about-line-{}", from + 1)]));

    browser.point_at(&format!("#line-{apt} > code"));
    assert_eq!(browser.evaluate(SEEN), json!([format!("about-line-{apt}")]), "what is pointed at goes before the rest");
    let lit = "[...document.querySelectorAll('.node.lit')].map(node => node.dataset.stage)";
    assert_eq!(browser.evaluate(lit), json!(["deps"]), "its stage is marked in the picture");

    picture(&mut browser, &lines);
    let bright = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    browser.prefer_dark();
    assert_ne!(browser.evaluate("getComputedStyle(document.body).backgroundColor"), bright);
    browser.resize(420, 900);
    assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), json!(true), "it fits on a telephone");
    assert!(browser.screenshot().len() > 10_000);
    browser.assert_quiet(&page);
}

/// The stages are there, each leads to its FROM, and every name fits into its box.
fn picture(browser: &mut Browser, lines: &[String]) {
    let nodes = "[...document.querySelectorAll('.node.stage')].map(node => node.dataset.stage)";
    assert_eq!(browser.evaluate(nodes), json!(["uv", "base", "deps", "dev", "test", "rootfs", "production"]));
    let link = "document.querySelector('.node[data-stage=production]').closest('a').getAttribute('href')";
    assert_eq!(browser.evaluate(link), json!(format!("#line-{}", number(lines, "FROM scratch AS production"))));
    let edges = "[...document.querySelectorAll('.edge title')].map(title => title.textContent)";
    let edges = browser.evaluate(edges).to_string();
    for edge in
        ["python:3.13-slim-trixie to base: FROM", "deps to production: COPY /opt/venv", "build context to production: COPY shop"]
    {
        assert!(edges.contains(edge), "{edge} is not in {edges}");
    }
    let too_wide = "[...document.querySelectorAll('.node')].filter(node => [...node.querySelectorAll('text')]\
                    .some(text => text.getBBox().width > node.querySelector('rect').getBBox().width)).length";
    assert_eq!(browser.evaluate(too_wide), json!(0));
    let outside = "[...document.querySelectorAll('svg .node, svg .edge')].filter(part => { const box = part.getBBox(); \
                   const whole = document.querySelector('svg').viewBox.baseVal; \
                   return box.x < -1 || box.y < -1 || box.x + box.width > whole.width + 1 || box.y + box.height > whole.height + 1; }).length";
    assert_eq!(browser.evaluate(outside), json!(0));
}

fn values_are_text() {
    let Some(mut browser) = Browser::start() else { return };
    let project = shop();
    let mark = "</code></script><script>document.title='taken'</script><img src=x onerror=document.title='taken'>\"'`";
    let label = format!("org.example.note={mark}");
    project
        .write("pyproject.toml", format!("[project]\nname = \"shop\"\nversion = \"1\"\ndescription = '''{mark}'''\n").as_bytes());
    let (page, lines) = page_of(&project, &["--label", &label]);
    assert!(lines.iter().any(|line| line.contains("onerror")), "the label is in the Dockerfile");
    browser.open(&page);
    assert_eq!(browser.evaluate("document.title"), json!("Dockerfile and .dockerignore, line by line"));
    assert_eq!(browser.evaluate("[document.scripts.length, document.images.length]"), json!([1, 0]));
    let shown = browser.evaluate("[...document.querySelectorAll('.line > code')].map(code => code.textContent)");
    let shown: Vec<String> = serde_json::from_value(shown).unwrap();
    assert_eq!(shown[..lines.len()], lines);
    browser.assert_quiet(&page);
}

fn a_dockerfile_of_somebody_else() {
    let Some(mut browser) = Browser::start() else { return };
    let file = "FROM node:22 AS site\nRUN npm run build\n\nFROM nginx\nCOPY --from=site /out /usr/share/nginx/html\n";
    let project = Project::new(&[("web.Dockerfile", file)]);
    let page = written(&project, &["web.Dockerfile"]);
    browser.open(&format!("{page}#line-5"));
    assert_eq!(browser.evaluate(SEEN), json!(["about-line-5"]));
    assert!(browser.text("#about-line-5").contains("Copies /out out of site to /usr/share/nginx/html."));
    let nodes = "[...document.querySelectorAll('.node')].map(node => node.dataset.stage)";
    assert_eq!(browser.evaluate(nodes), json!(["site", "stage 1", "node:22", "nginx"]));
    browser.assert_quiet(&page);
}

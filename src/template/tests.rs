use serde_json::json;

use super::*;

fn set(text: &str) -> Result<Templates, TemplateError> {
    Templates::built_in().with(&[("own.tera".to_owned(), text.to_owned())])
}

fn render(text: &str) -> String {
    let values = Values::default().and("own.tera", [("name".to_owned(), json!("shop")), ("list".to_owned(), json!(["a", "b"]))]);
    set(text).and_then(|templates| templates.render("own.tera", &values.unwrap())).unwrap_or_else(|error| error.to_string())
}

#[test]
fn a_template_of_a_preset_renders() {
    for (text, expected) in [
        ("{{ name }}{% for item in list %} {{ item }}{% endfor %}", "shop a b"),
        ("{% if name == 'shop' %}yes{% else %}no{% endif %}", "yes"),
        ("{{ list | join(sep=',') }} {{ name | replace(from='s', to='S') }}", "a,b Shop"),
        ("{% for n in range(end=3) %}{{ n }}{% endfor %}", "012"),
        ("{{ 'a\nb' | indent(width=2) }}", "a\n  b"),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}

#[test]
fn a_hostile_template_is_refused_or_stopped() {
    for (text, expected) in [
        ("a\n{% set x = 'a' %}", "own.tera:2: the tag `set` is not for presets: they take "),
        ("{%- set_global x = 1 %}", "own.tera:1: the tag `set_global` is not for presets: "),
        ("{% component x() %}{% endcomponent x %}", "own.tera:1: the tag `component` is not for presets: "),
        ("{% filter upper %}a{% endfilter %}", "own.tera:1: the tag `filter` is not for presets: "),
        ("{%\tset x = 1 %}", "own.tera:1: the tag `set` is not for presets: "),
        ("{{ get_env(name='HOME') }}", "own.tera:1: Unknown function `get_env`"),
        ("{{ load(path='/etc/passwd') }}", "own.tera:1: Unknown function `load`"),
        ("{% include '/etc/passwd' %}", "own.tera:1: Unknown template `/etc/passwd`"),
        ("{% include 'own.tera' %}", "templates: Circular include"),
        ("{% for n in range(end=1000000) %}{% endfor %}", "own.tera:1: `range` takes numbers up to 1000"),
        ("{{ 'aaaa' | indent(width=99999999999) }}", "own.tera:1: the text would have "),
        ("{{ name.typo }}", "own.tera:1: "),
        ("{{ typo }}", "own.tera:1: "),
        ("a\n{{ __tera_context }}", "own.tera:2: `__tera_context` is not for presets: name the values"),
        ("{{ name", "own.tera:1: "),
    ] {
        let found = render(text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
    let long = "x".repeat(70_000);
    assert_eq!(render(&long), "own.tera: it has 70000 bytes, and a template has 65536 at most");
    let wide = "x".repeat(60_000);
    let grown = render(&format!("{{{{ '{wide}' | replace(from='x', to='{}') }}}}", &wide[..5_000]));
    assert!(grown.contains("the text would have 300060000 bytes"), "{}", &grown[..200]);
    let output = "{% for a in range(end=1000) %}{% for b in range(end=1000) %}aaaa{% endfor %}{% endfor %}";
    assert!(render(output).contains("it writes more than 1048576 bytes"), "{}", render(output));
    let nested = "{% for a in range(end=1000) %}".repeat(5) + &"{% endfor %}".repeat(5);
    assert_eq!(render(&nested), "own.tera: it did not end within 2 seconds");
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000));
    assert!(render(&deep).starts_with("own.tera:1: "), "{}", render(&deep));
}

#[test]
fn a_value_with_a_line_break_reaches_no_template() {
    let values = Values::default().and("own.tera", [("name".to_owned(), json!(["a\nUSER root"]))]);
    assert_eq!(values.unwrap_err().to_string(), "own.tera: a value holds a control character: `a\\nUSER root`");
}

#[test]
fn the_values_that_a_template_asks_for_are_known() {
    let templates = set("{{ name }}{% for item in list %}{{ item }}{% endfor %}{% if other %}{% endif %}").unwrap();
    assert_eq!(templates.variables("own.tera").into_iter().collect::<Vec<_>>(), ["list", "name", "other"]);
}

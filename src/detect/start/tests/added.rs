//! A production server in place of a development server.

use super::*;

/// What is started, whether a server is added for it, and what a note says.
#[track_caller]
fn expect(text: &str, declared: &[&str], program: &str, adds: Option<&str>, says: Option<&str>) {
    let detection = run(&[("app.py", text)], &requirements(declared));
    let start = &detection.chosen.as_ref().unwrap().value;
    assert_eq!(start.command.words()[0], program, "{text}");
    assert_eq!(start.adds_server.as_ref().map(ToString::to_string).as_deref(), adds, "{text}");
    let messages: Vec<&str> = detection.notes.iter().map(|note| note.message.as_str()).collect();
    match says {
        Some(part) => assert!(messages.iter().any(|message| message.contains(part)), "{text}: {messages:?}"),
        None => assert!(messages.is_empty(), "{text}: {messages:?}"),
    }
}

#[test]
fn a_program_that_only_serves_gives_way_to_a_server() {
    let flask = |end: &str| format!("from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n{end}\n");
    let gunicorn = Some("gunicorn");
    expect(&flask("    app.run()"), &["flask"], "gunicorn", gunicorn, None);
    expect(&flask("    app.run(host='0.0.0.0', port=5000)"), &["flask"], "gunicorn", gunicorn, None);
    expect(&flask("    app.run(host='0.0.0.0', debug=True)"), &["flask"], "gunicorn", gunicorn, None);
    expect(&flask("    print('go')\n    app.run(host='0.0.0.0')"), &["flask"], "gunicorn", gunicorn, None);
    // What it prepares would be lost.
    let prepared = flask("    fill_tables()\n    app.run(host='0.0.0.0')");
    expect(&prepared, &["flask"], "python", None, Some("development server"));
    let prepared = flask("    with app.app_context():\n        db.create_all()\n    app.run(host='0.0.0.0')");
    expect(&prepared, &["flask"], "python", None, Some("development server"));
    // It listens where no other container can reach it, so it cannot be the program.
    expect(&flask("    fill_tables()\n    app.run()"), &["flask"], "gunicorn", gunicorn, Some("`fill_tables()` is not run"));
    expect(&flask("    fill_tables()\n    app.run()"), &["flask", "gunicorn"], "gunicorn", None, None);
}

#[test]
fn a_server_of_the_program_is_kept_where_it_is_made_for_production() {
    let waitress =
        "from flask import Flask\nfrom waitress import serve\napp = Flask('x')\nif __name__ == '__main__':\n    serve(app)\n";
    expect(waitress, &["flask", "waitress"], "waitress-serve", None, None);
    let bottle = "import bottle\napp = bottle.Bottle()\nif __name__ == '__main__':\n    app.run(host='0.0.0.0')\n";
    expect(bottle, &["bottle"], "gunicorn", Some("gunicorn"), None);
    let quart = "from quart import Quart\napp = Quart(__name__)\nif __name__ == '__main__':\n    app.run(host='0.0.0.0')\n";
    expect(quart, &["quart"], "hypercorn", None, None);
    let starlette = "from starlette.applications import Starlette\napp = Starlette()\n";
    expect(starlette, &["starlette"], "uvicorn", Some("uvicorn"), None);
    let aiohttp = "from aiohttp import web\nweb.run_app(web.Application())\n";
    expect(aiohttp, &["aiohttp"], "python", None, None);
}

//! Applications that a program serves beside its other work, and servers that a program brings along.

use super::*;

const APP: &str = "from threading import Thread\nfrom flask import Flask\napp = Flask('x')\ndef run():\n    app.run(host='0.0.0.0', port=8081)\n";
const BOT: &str = "import discord\nclient = discord.Client()\n";

#[test]
fn a_program_that_serves_in_a_thread_is_the_start() {
    let thread = format!("{APP}def keep_alive():\n    Thread(target=run).start()\n");
    let rows: &[(&str, String, String, &str)] = &[
        ("a function", thread.clone(), format!("from site_ import keep_alive\n{BOT}keep_alive()\nclient.run('t')\n"), "8081"),
        (
            "a method",
            "from flask import Flask\napp = Flask('x')\n".to_owned(),
            format!(
                "import threading\nfrom site_ import app\n{BOT}threading.Thread(target=app.run, kwargs={{'host': '0.0.0.0', 'port': 8082}}).start()\nclient.run('t')\n"
            ),
            "8082",
        ),
        (
            "a lambda",
            "from flask import Flask\napp = Flask('x')\n".to_owned(),
            format!(
                "from threading import Thread\nfrom site_ import app\n{BOT}Thread(target=lambda: app.run(host='0.0.0.0', port=8083)).start()\nclient.run('t')\n"
            ),
            "8083",
        ),
        (
            "a process, by a function of another file",
            APP.to_owned(),
            format!(
                "import multiprocessing\nimport site_\n{BOT}multiprocessing.Process(target=site_.run).start()\nclient.run('t')\n"
            ),
            "8081",
        ),
        (
            "an executor",
            APP.to_owned(),
            format!(
                "import asyncio\nfrom site_ import run\n{BOT}asyncio.get_event_loop().run_in_executor(None, run)\nclient.run('t')\n"
            ),
            "8081",
        ),
    ];
    for (kind, site, main, port) in rows {
        let detection = run(&[("site_.py", site), ("main.py", main)], &requirements(&["flask", "discord.py"]));
        let found = detection.chosen.as_ref().map_or("nothing".to_owned(), |finding| summary(&finding.value));
        assert_eq!(found, format!("python main.py | {port} /? | SIGINT | discord"), "{kind}");
    }
}

#[test]
fn a_program_without_a_framework_is_the_start_too() {
    let site = format!("{APP}def start():\n    Thread(target=run).start()\n");
    let main = "import time\nfrom radio.web import start\nif __name__ == '__main__':\n    start()\n    while True:\n        time.sleep(5)\n";
    let files = [("radio/__init__.py", ""), ("radio/web.py", site.as_str()), ("receiver.py", main)];
    check(&files, &["flask"], "python receiver.py | 8081 /? | SIGINT | flask");
}

#[test]
fn what_is_not_served_beside_other_work_has_a_server() {
    let gunicorn =
        "gunicorn --bind 0.0.0.0:8081 --worker-tmp-dir /dev/shm --access-logfile - site_:app | 8081 /? | SIGTERM | flask";
    let thread = format!("{APP}def keep_alive():\n    Thread(target=run).start()\n");
    let bot = "from site_ import keep_alive\nkeep_alive()\n";
    // A server that only a command starts is there for the application alone.
    check(&[("site_.py", &thread), ("main.py", bot)], &["flask", "gunicorn"], gunicorn);
    let added = gunicorn.replace("--access-logfile -", "--access-logfile - --no-control-socket");
    // Another function runs in the thread.
    let other = format!("{APP}def watch(): ...\nThread(target=watch).start()\n");
    check(&[("site_.py", &other)], &["flask"], &added);
    // Only a helper for work on the program does so.
    let helper = "import threading\nfrom site_ import run\nthreading.Thread(target=run).start()\n";
    check(&[("site_.py", APP), ("run_dev.py", helper)], &["flask"], &added);
}

#[test]
fn a_package_that_serves_by_itself_is_run() {
    let main = "from gevent.pywsgi import WSGIServer\nfrom flask import Flask\napp = Flask('x')\ndef main():\n    app.secret_key = 'x'\n    WSGIServer(('0.0.0.0', 8084), app).serve_forever()\n";
    let files = [("tide/__init__.py", ""), ("tide/main.py", main), ("tide/__main__.py", "from .main import main\nmain()\n")];
    check(&files, &["flask", "gevent"], "python -m tide | 8084 /? | SIGINT | flask");
}

#[test]
fn flask_socketio_has_the_server_that_its_documentation_names() {
    let app = "from flask import Flask\nfrom flask_socketio import SocketIO\napp = Flask('x')\npage = SocketIO(app)\nif __name__ == '__main__':\n    page.run(app, host='0.0.0.0', port=8085)\n";
    let gunicorn = |words: &str| {
        format!(
            "gunicorn --bind 0.0.0.0:8085 --worker-tmp-dir /dev/shm --access-logfile -{words} app:app | 8085 /? | SIGTERM | flask"
        )
    };
    for (declared, expected) in [
        (&["flask", "flask-socketio"][..], gunicorn(" --no-control-socket --workers 1 --threads 100")),
        (&["flask", "flask-socketio", "eventlet"], "python app.py | 8085 /? | SIGINT | flask".to_owned()),
        (&["flask", "flask-socketio", "gevent"], "python app.py | 8085 /? | SIGINT | flask".to_owned()),
        (&["flask", "flask-socketio", "gunicorn"], gunicorn(" --workers 1 --threads 100")),
        (&["flask", "flask-socketio", "gunicorn", "eventlet"], gunicorn(" --worker-class eventlet --workers 1")),
        (&["flask", "flask-socketio", "gunicorn", "gevent"], gunicorn(" --worker-class gevent --workers 1")),
    ] {
        check(&[("app.py", app)], declared, &expected);
    }
}

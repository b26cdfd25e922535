//! Scripts and where they lead.

use std::collections::BTreeMap;

use super::{Surroundings, Text, follow};

/// The line that the script ends with, as a shell reads it, and what runs before it.
fn led(text: &str, arguments: &[&str]) -> (String, Vec<String>) {
    let exists = |path: &str| path.strip_prefix("/app/").map(|name| name == "manage.py");
    let source = |path: &str| (path == "/app/env.sh").then(|| "MODULE=shop.wsgi\n".to_owned());
    let around = Surroundings {
        variables: BTreeMap::from([("HOME_OF_DATA".to_owned(), "/data".to_owned())]),
        arguments: arguments.iter().map(|text| Text::constant((*text).to_owned())).collect(),
        exists: &exists,
        source: &source,
        port: 8000,
    };
    match follow(text, &around) {
        Ok(followed) => {
            let words: Vec<String> = followed.words.iter().map(|word| word.for_shell().unwrap_or("(?)".to_owned())).collect();
            (words.join(" "), followed.before.into_iter().map(|before| before.text).collect())
        }
        Err(refusal) => (format!("! {refusal}"), Vec::new()),
    }
}

#[test]
fn a_script_leads_to_its_program() {
    for (text, arguments, expected) in [
        ("#!/bin/sh\nset -e\nexec gunicorn shop:app \"$@\"\n", &["-w", "4"][..], "gunicorn shop:app -w 4"),
        ("exec \"$@\"", &["uvicorn", "a:b"], "uvicorn a:b"),
        ("set -- python -m shop \"$@\"\nexec \"$@\"", &["--quiet"], "python -m shop --quiet"),
        ("if [ \"$1\" = 'dev' ]; then exec flask run; else exec gunicorn a:b; fi", &[], "gunicorn a:b"),
        ("if [ \"${1#-}\" != \"$1\" ]; then set -- shop \"$@\"; fi; exec \"$@\"", &["shop"], "shop"),
        ("if [ $# -eq 0 ]; then set -- serve; fi\nexec shop \"$@\"", &[], "shop serve"),
        ("[ -f /app/manage.py ] && exec python manage.py; exec python main.py", &[], "python manage.py"),
        ("[ -f /app/other ] && exec python other; exec python main.py", &[], "python main.py"),
        (
            "server() {\n  exec gunicorn -b 0.0.0.0:5000 shop.wsgi\n}\ncase \"$1\" in\n worker) shift; exec celery worker;;\n \
             server|web)\n shift; server ;;\n *) exec \"$@\";;\nesac",
            &["server"],
            "gunicorn -b 0.0.0.0:5000 shop.wsgi",
        ),
        ("case \"$1\" in sh*) exec sh;; *) exec python app.py;; esac", &[], "python app.py"),
        ("exec uvicorn a:b --port ${PORT:-9000}", &[], "uvicorn a:b --port 9000"),
        ("exec uvicorn a:b --port $PORT", &[], "uvicorn a:b --port 8000"),
        (": ${APP_PORT:=9100}\nexec hypercorn a:b -b \"0.0.0.0:$APP_PORT\"", &[], "hypercorn a:b -b 0.0.0.0:9100"),
        ("exec gunicorn -w ${WORKERS:-2} a:b", &[], "gunicorn -w ${WORKERS:-2} a:b"),
        ("HOST=\"${HOST:-0.0.0.0}\"\nexec shop --host \"$HOST\"", &[], "shop --host \"${HOST:-0.0.0.0}\""),
        ("exec gunicorn -w $(nproc) a:b", &[], "gunicorn -w $(nproc) a:b"),
        ("exec shop --data \"$HOME_OF_DATA\"", &[], "shop --data /data"),
        (". /app/env.sh\nexec gunicorn $MODULE", &[], "gunicorn shop.wsgi"),
        ("OPTIONS='-w 4 -t 30'\nexec gunicorn $OPTIONS a:b", &[], "gunicorn -w 4 -t 30 a:b"),
        ("while ! nc -z db 5432; do sleep 1; done\npython main.py", &[], "python main.py"),
        ("id -u | grep -q 0\npython main.py 2>&1", &[], "python main.py"),
        ("celery worker &\nexec gunicorn a:b", &[], "gunicorn a:b"),
        ("celery worker &\nping -d 60 &\ngunicorn a:b", &[], "gunicorn a:b"),
        ("celery worker &\ngunicorn a:b &\nwait -n", &[], "! it starts several programs at once"),
        ("env PROC_TYPE=web MODE= gunicorn a:b", &[], "gunicorn a:b"),
        ("/usr/bin/env python main.py", &[], "python main.py"),
        ("exec env A=1 python main.py", &[], "python main.py"),
        ("exec env A=\"$SECRET\" python main.py", &[], "env \"A=$SECRET\" python main.py"),
        ("env -u HOME python main.py", &[], "env -u HOME python main.py"),
        ("env\npython main.py", &[], "python main.py"),
        ("echo hello\nexit 0\npython main.py", &[], "! no program was found that it ends with"),
        // What the script asks for is there.
        ("if [ -z \"$KEY\" ]; then echo no; exit 1; fi\npython main.py", &[], "python main.py"),
        ("if [ -z \"$KEY\" ]; then exit 1; else exec python main.py; fi", &[], "python main.py"),
        ("die() { echo no; exit 2; }\n[ -n \"$KEY\" ] || die\npython main.py", &[], "python main.py"),
        ("case \"$1\" in web) exec shop;; *) exit 1;; esac", &[], "! no program was found that it ends with"),
        ("if [", &[], "! it is not a script that pydock can read"),
        ("f() { f; }\nf", &[], "! no program was found that it ends with"),
    ] {
        assert_eq!(led(text, arguments).0, expected, "{text}");
    }
}

#[test]
fn what_runs_before_the_program_is_told() {
    let script =
        "mkdir -p /data\npython manage.py migrate --noinput\npython manage.py \\\n  collectstatic\nexec gunicorn shop.wsgi";
    let before = ["python manage.py migrate --noinput", "python manage.py collectstatic"].map(str::to_owned).to_vec();
    assert_eq!(led(script, &[]), ("gunicorn shop.wsgi".to_owned(), before));
}

//! The table, and how commands are read by it.

use super::*;

#[test]
fn the_table_is_sorted_and_every_command_names_the_application_and_the_port() {
    let rows = built_in();
    assert!(rows.is_sorted_by(|a, b| a.name < b.name));
    assert!(listeners().is_sorted_by(|a, b| a.name < b.name));
    for row in rows {
        assert!(row.brought_by.is_sorted() && (row.port.is_some() || row.commands.is_empty()), "{}", row.name);
        assert!(!row.commands.is_empty() || !row.runs.is_empty(), "{}", row.name);
        for command in &row.commands {
            assert_eq!(command.words[0], row.program());
            assert!(command.words.iter().any(|word| word == "{entrypoint}"), "{}", row.name);
            assert!(command.words.iter().any(|word| word.contains("{port}")), "{}", row.name);
        }
    }
}

#[test]
fn a_command_is_read_by_its_row() {
    for (line, program, port) in [
        ("gunicorn -b :9000 app:app", "gunicorn", Some(9000)),
        ("/venv/bin/gunicorn -b0.0.0.0:9000 app:app", "gunicorn", Some(9000)),
        ("gunicorn --bind=127.0.0.1:9000 app:app", "gunicorn", Some(9000)),
        ("gunicorn -b :80 -b :81 app:app", "gunicorn", None),
        ("gunicorn app:app", "gunicorn", None),
        ("python -m uvicorn app:app --port 9000", "uvicorn", Some(9000)),
        ("python3.14 -u -m gunicorn.app.wsgiapp -b :9000 app", "gunicorn", Some(9000)),
        ("python -m waitress --port=9000 app:app", "waitress-serve", Some(9000)),
        ("python manage.py runserver 0.0.0.0:9000", "django-admin", Some(9000)),
        ("./manage.py migrate", "django-admin", None),
        ("flask --app x run -p 9000", "flask", Some(9000)),
        ("flask --app x db upgrade", "flask", None),
        ("streamlit run app.py --server.port 9000", "streamlit", Some(9000)),
        ("streamlit run app.py", "streamlit", Some(7000)),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let (row, arguments) = listener_of(&words).unwrap_or_else(|| panic!("{line}"));
        let variable = |name: &str| (name == "STREAMLIT_SERVER_PORT").then(|| "7000".to_owned());
        assert_eq!((row.name.as_str(), row.bound_port(arguments, variable)), (program, port), "{line}");
    }
    for line in ["python app.py", "python -m http.server 8000", "python -c gunicorn", "sh -c gunicorn"] {
        assert!(listener_of(&line.split(' ').collect::<Vec<_>>()).is_none(), "{line}");
    }
}

//! Variables whose absence is gathered before the program stops.

use super::*;

#[test]
fn a_list_of_missing_variables_that_ends_the_program_makes_them_needed() {
    for (text, expected) in [
        ("N = ['A', 'B']\nmissing = [n for n in N if not os.getenv(n)]\nif missing:\n    sys.exit(1)", "A text!, B text!"),
        (
            "missing = [n for n in ('A', 'B') if n not in os.environ]\nif len(missing) > 0:\n    raise ValueError",
            "A text!, B text!",
        ),
        ("if missing := [n for n in ('A', 'B') if os.getenv(n) is None]:\n    raise ValueError", "A text!, B text!"),
        ("X = os.getenv('A')\nlost = []\nif not X:\n    lost.append('A')\nif lost:\n    raise ValueError", "A text!"),
        (
            "def check():\n    lost = []\n    for n in ('A', 'B'):\n        if not os.environ.get(n):\n            lost.append(n)\n    if lost:\n        raise ValueError\ncheck()",
            "A text!, B text!",
        ),
        (
            "def check():\n    all = {'a': os.getenv('A'), 'b': X}\n    lost = [k for k, v in all.items() if not v]\n    if lost:\n        exit(1)\nX = os.getenv('B')\ncheck()",
            "A text!, B text!",
        ),
        ("X = os.getenv('A')\nfor name, value in [('A', X)]:\n    if not value:\n        raise ValueError(name)", "A text!"),
        (
            "class C:\n    X = os.getenv('A')\n    Y = os.getenv('B', 'y')\n    @classmethod\n    def check(cls):\n        lost = [n for n in ('X', 'Y') if not getattr(cls, n)]\n        if lost:\n            raise ValueError\nC.check()",
            "A text!, B text=y",
        ),
        (
            "class C:\n    X = os.getenv('A')\n    @classmethod\n    def check(cls):\n        if not cls.X:\n            raise ValueError\nC.check()",
            "A text!",
        ),
        ("class C:\n    X = os.getenv('A')\nif not C.X:\n    raise ValueError", "A text!"),
        ("for n in ('A', 'B'):\n    if not os.getenv(n):\n        raise ValueError", "A text!, B text!"),
        ("if not all(os.getenv(n) for n in ('A', 'B')):\n    raise ValueError", "A text!, B text!"),
        ("if any(not os.getenv(n) for n in ('A', 'B')):\n    raise ValueError", "A text!, B text!"),
        // The program goes on, or nobody asks.
        ("lost = [n for n in ('A', 'B') if not os.getenv(n)]\nif lost:\n    print(lost)", "A text, B text"),
        ("lost = [n for n in ('A', 'B') if not os.getenv(n)]\nif X:\n    raise ValueError", "A text, B text"),
        ("lost = [n for n in ('A',) if not os.getenv(n)]\nlost = f()\nif lost:\n    raise ValueError", "A text"),
        ("def check():\n    lost = [n for n in ('A',) if not os.getenv(n)]\n    if lost:\n        raise ValueError", "A text"),
        ("lost = [n for n in ('A',) if not os.getenv(n, 'x')]\nif lost:\n    raise ValueError", "A text=x"),
        ("given = [n for n in ('A',) if os.getenv(n)]\nif given:\n    raise ValueError", "A text"),
    ] {
        check(&format!("import os, sys\n{text}"), expected);
    }
}

#[test]
fn a_default_that_the_program_refuses_is_none() {
    for (text, expected) in [
        ("K = os.getenv('K', 'change-me')\nif K == 'change-me':\n    raise ValueError", "K text!"),
        ("K = os.getenv('K', 'a')\nif not DEBUG and K in ('a', 'b'):\n    raise ValueError", "K text!"),
        ("K = os.getenv('K')\nif not DEBUG and not K:\n    raise ValueError", "K text!"),
        ("K = os.getenv('K', 'a')\nif K == 'b':\n    raise ValueError", "K text=a"),
        ("K = os.getenv('K', 'a')\nif DEBUG and K == 'a':\n    raise ValueError", "K text=a"),
        ("K = os.getenv('K', 'a')\nif K == 'a':\n    print('unsafe')", "K text=a"),
        ("K = os.getenv('K')\nif X and not K:\n    raise ValueError", "K text"),
    ] {
        check(&format!("import os, sys\n{text}"), expected);
    }
}

#[test]
fn what_the_settings_of_django_leave_empty_is_needed() {
    for (text, expected) in [
        ("ALLOWED_HOSTS = os.environ.get('HOSTS', '').split(',')\n", "HOSTS list!"),
        ("DEBUG = False\nALLOWED_HOSTS = [h for h in os.getenv('HOSTS', '').split(',') if h]\n", "HOSTS list!"),
        ("DEBUG = True\nALLOWED_HOSTS = os.environ.get('HOSTS', '').split(',')\n", "HOSTS list"),
        ("ALLOWED_HOSTS = os.environ.get('HOSTS', '*').split(',')\n", "HOSTS list=*"),
        ("ALLOWED_HOSTS = ['x'] + os.environ.get('HOSTS', '').split(',')\n", "HOSTS list"),
        ("ALLOWED_HOSTS = os.environ.get('HOSTS', '').split(',')\nALLOWED_HOSTS += ['x']\n", "HOSTS list"),
        ("K = os.getenv('K', 'a')\nif K == 'a':\n    raise ValueError\n", "K text!"),
    ] {
        let settings = format!("import os\n{text}");
        let files = [
            ("requirements.txt", "django\n"),
            // The program's own file names the settings, whatever `manage.py` leaves to the environment.
            ("manage.py", "import sys\n"),
            ("shop/__init__.py", ""),
            ("shop/settings.py", settings.as_str()),
            ("shop/wsgi.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"),
        ];
        let command = Command::of(&["gunicorn", "shop.wsgi"]).unwrap();
        let start = start::program("django", RelPath::parse("shop/wsgi.py").ok(), command);
        let found = start::of_files(&files, |evidence| {
            detect(&evidence, Some(&start), &crate::detect::static_files::needed(evidence.tree, &start))
        });
        let found: Vec<String> = shown(&found).split(", ").filter(|one| !one.starts_with("DJANGO")).map(str::to_owned).collect();
        assert_eq!(found.join(", "), expected, "{text}");
    }
}

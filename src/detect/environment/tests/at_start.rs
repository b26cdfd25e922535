//! What runs at the start, and what its options leave to variables.

use super::*;

fn with_options(lines: &str) -> String {
    let lines = lines.replace('\n', "\n    ");
    format!(
        "import argparse, os, sys\ndef main():\n    parser = argparse.ArgumentParser()\n    parser.add_argument('-t', '--token')\n    parser.add_argument('--quiet', action='store_true')\n    parser.add_argument('--size', default='big')\n    args = parser.parse_args()\n    {lines}\nif __name__ == '__main__':\n    main()\n"
    )
}

#[test]
fn a_variable_stands_for_an_option_that_the_command_does_not_give() {
    for (lines, expected) in [
        ("token = args.token or os.environ['A']", "A text!"),
        ("token = args.token or os.environ.get('A')\nif not token:\n    sys.exit('no token')", "A text!"),
        ("token = args.token or os.environ.get('A')\nif token is None:\n    parser.error('no token')", "A text!"),
        ("token = args.token if args.token else os.environ['A']", "A text!"),
        ("token = os.environ['A'] if args.token is None else args.token", "A text!"),
        ("token = args.token\nif not token:\n    token = os.environ['A']", "A text!"),
        ("if args.token:\n    os.environ['A'] = args.token\nprint(os.environ['A'])", "A text!"),
        ("if 'A' not in os.environ and not args.token:\n    sys.exit(1)", "A text!"),
        ("if not args.token and not os.environ.get('A'):\n    sys.exit(1)", "A text!"),
        ("if not args.quiet:\n    print(os.environ['A'])", "A text!"),
        // An option with a default of its own, one that the program does not declare, and what it can do without.
        ("size = args.size or os.environ['A']", "A text"),
        ("name = args.name or os.environ['A']", "A text"),
        ("if args.quiet:\n    print(os.environ['A'])", "A text"),
        ("token = args.token or os.environ.get('A')", "A text"),
        ("token = args.token or os.environ.get('A') or 'none'", "A text=none"),
        ("if args.size:\n    os.environ['A'] = args.size\nprint(os.environ['A'])", "A text"),
    ] {
        check(&with_options(lines), expected);
    }
}

#[test]
fn the_default_of_an_option_is_read_where_the_program_stops_without_it() {
    let parser = "import argparse, os\nparser = argparse.ArgumentParser()\nparser.add_argument('--api-key', default=os.getenv('A'))\nargs = parser.parse_args()\n";
    for (rest, expected) in [
        ("if not args.api_key:\n    parser.error('no key')\n", "A text!"),
        ("if args.api_key is None:\n    raise SystemExit(2)\n", "A text!"),
        ("if args.api_key:\n    print(args.api_key)\n", "A text"),
        ("def send():\n    if not args.api_key:\n        raise ValueError\n", "A text"),
    ] {
        check(&format!("{parser}{rest}"), expected);
    }
}

#[test]
fn a_function_that_makes_a_parameter_runs_with_the_function_that_takes_it() {
    let load = "import os\ndef load():\n    return os.environ['A']\n";
    for (rest, expected) in [
        ("async def main(config=Depends(load)):\n    pass\nasyncio.run(main())\n", "A text!"),
        ("def main(config: dict = fast_depends.Depends(dependency=load, use_cache=False)):\n    pass\nmain()\n", "A text!"),
        ("def main(config: Annotated[dict, Depends(load)]):\n    pass\nmain()\n", "A text!"),
        // A request is no start.
        ("@app.get('/')\ndef show(config=Depends(load)):\n    pass\n", "A text"),
        ("app = FastAPI(dependencies=[Depends(load)])\n", "A text"),
        ("def make():\n    return APIRouter(dependencies=[Depends(load)])\nrouter = make()\n", "A text"),
    ] {
        check(&format!("{load}{rest}"), expected);
    }
}

#[test]
fn an_option_that_the_command_gives_needs_no_variable() {
    let text = with_options("token = args.token or os.environ['A']");
    for (words, expected) in [
        (&["python", "app.py"][..], "A text!"),
        (&["python", "app.py", "--token", "x"], "A text"),
        (&["python", "app.py", "--token=x"], "A text"),
        (&["sh", "-c", "exec python app.py -t x"], "A text"),
    ] {
        let start = start::program("script", RelPath::parse("app.py").ok(), Command::of(words).unwrap());
        let found = start::of_files(&[("app.py", text.as_str())], |evidence| detect(&evidence, Some(&start), &[]));
        assert_eq!(shown(&found), expected, "{words:?}");
    }
}

#[test]
fn a_function_that_a_package_hands_on_runs_at_the_start() {
    let main = "from shop.settings import load\n\ndef main():\n    load()\n\nif __name__ == '__main__':\n    main()\n";
    let load = "import os\n\ndef load():\n    return os.environ['A']\n";
    for handed_on in ["from .loader import load\n", "from .loader import *\n", "from shop.settings.loader import load\n"] {
        let files = [
            ("main.py", main),
            ("shop/__init__.py", ""),
            ("shop/settings/__init__.py", handed_on),
            ("shop/settings/loader.py", load),
        ];
        assert_eq!(shown(&environment(&files, "main.py")), "A text!", "{handed_on}");
    }
}

#[test]
fn a_method_runs_where_the_start_calls_it_of_an_object() {
    for (rest, expected) in [
        (
            "class Bot:\n    def __init__(self):\n        self.load()\n    def load(self):\n        print(os.environ['A'])\nBot()\n",
            "A text!",
        ),
        ("class Bot:\n    def run(self):\n        print(os.environ['A'])\nbot = Bot()\nbot.run()\n", "A text!"),
        (
            "class Base:\n    def run(self):\n        print(os.environ['A'])\nclass Bot(Base):\n    pass\ndef main():\n    Bot().run()\nmain()\n",
            "A text!",
        ),
        ("class Bot:\n    def answer(self):\n        print(os.environ['A'])\nbot = Bot()\n", "A text"),
    ] {
        check(&format!("import os\n{rest}"), expected);
    }
}

#[test]
fn what_runs_at_the_start_is_followed_through_files_that_read_nothing() {
    let files = [
        ("main.py", "from bot.app import Bot\n\nif __name__ == '__main__':\n    Bot().run()\n"),
        ("bot/__init__.py", ""),
        (
            "bot/app.py",
            "from .config import Config\n\nclass Bot:\n    def __init__(self):\n        self.config = Config()\n    def run(self):\n        pass\n",
        ),
        ("bot/config.py", "import os\n\nclass Config:\n    def __init__(self):\n        self.token = os.environ['A']\n"),
    ];
    assert_eq!(shown(&environment(&files, "main.py")), "A text!");
}

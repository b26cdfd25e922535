//! What one file keeps and another one demands.

use super::*;

const PYDANTIC: &str = "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    bot_token: str = ''\n    name: str = 'x'\n    chat: str | None = None\nsettings = Settings()\ndef load():\n    return Settings()\n";

/// The configuration in one file and the program in another.
#[track_caller]
fn two(config: &str, main: &str, expected: &str) {
    let found = environment(&[("config.py", config), ("main.py", main)], "main.py");
    assert_eq!(shown(&found), expected, "{config}\n{main}");
}

#[test]
fn a_name_of_another_file_is_demanded() {
    let plain = "import os\nTOKEN = os.getenv('A')\n";
    let empty = "import os\nTOKEN = os.getenv('A', '')\n";
    for (config, main, expected) in [
        (plain, "import sys\nfrom config import TOKEN\nif not TOKEN:\n    sys.exit(1)\n", "A text!"),
        (empty, "import config\nif not config.TOKEN:\n    raise ValueError\n", "A text!"),
        ("import os\nTOKEN = os.getenv('A', 'x')\n", "import config\nif not config.TOKEN:\n    raise ValueError\n", "A text=x"),
        (plain, "import config\nport = int(config.TOKEN)\n", "A integer!"),
        (plain, "import config\nport = int(config.TOKEN) if config.TOKEN else 0\n", "A text"),
        (plain, "import discord\nfrom config import TOKEN\nclient = discord.Client()\nclient.run(TOKEN)\n", "A text!"),
        (empty, "import discord\nimport config\nclient = discord.Client()\nclient.run(config.TOKEN)\n", "A text!"),
        (empty, "from openai import OpenAI\nimport config\nclient = OpenAI(api_key=config.TOKEN)\n", "A text"),
        (plain, "import config\ndef answer():\n    if not config.TOKEN:\n        raise ValueError\n", "A text"),
        (
            plain,
            "import config\ndef main():\n    if not config.TOKEN:\n        print('no')\n        return\n    serve()\nmain()\n",
            "A text!",
        ),
        (
            plain,
            "import sys, config\ndef check():\n    if not config.TOKEN:\n        return False\n    return True\nif not check():\n    sys.exit(1)\n",
            "A text!",
        ),
        (
            plain,
            "import sys, config\ndef check():\n    if not config.TOKEN:\n        return False\n    return True\nis_there = check()\nserve(is_there)\n",
            "A text",
        ),
        // The program goes on without a part of it.
        (plain, "import config\ndef alerts():\n    if not config.TOKEN:\n        return\nalerts()\nserve()\n", "A text"),
        (
            plain,
            "import config\nmissing = [n for n in ('TOKEN',) if not getattr(config, n)]\nif missing:\n    raise ValueError\n",
            "A text",
        ),
    ] {
        two(config, main, expected);
    }
}

#[test]
fn a_field_of_a_settings_class_is_demanded() {
    for (main, token) in [
        ("from config import settings\nif not settings.bot_token:\n    raise SystemExit(1)\n", "!"),
        (
            "from config import settings\ndef main():\n    if not settings.bot_token:\n        raise ValueError\nif __name__ == '__main__':\n    main()\n",
            "!",
        ),
        ("from config import load\nsettings = load()\nif not settings.bot_token:\n    raise ValueError\n", "!"),
        (
            "from config import Settings\ndef main(settings: Settings):\n    if not settings.bot_token:\n        raise ValueError\nmain(Settings())\n",
            "!",
        ),
        (
            "import config\nclass Bot:\n    def __init__(self):\n        self.settings = config.load()\n        if not self.settings.bot_token:\n            raise ValueError\nBot()\n",
            "!",
        ),
        (
            "from config import settings\nmissing = [n for n in ['bot_token'] if not getattr(settings, n)]\nif missing:\n    raise ValueError\n",
            "!",
        ),
        (
            "from config import settings\nneeded = {'token': settings.bot_token}\nmissing = [k for k, v in needed.items() if not v]\nif missing:\n    raise ValueError\n",
            "!",
        ),
        ("from aiogram import Bot\nfrom config import settings\nbot = Bot(token=settings.bot_token)\n", "!"),
        ("from config import settings\nif settings.bot_token:\n    print(settings.bot_token.lower())\n", ""),
        ("from config import settings\nif not settings.name:\n    raise ValueError\n", ""),
    ] {
        two(PYDANTIC, main, &format!("BOT_TOKEN text{token}?, CHAT text, NAME text=x"));
    }
}

#[test]
fn a_class_keeps_what_its_body_its_methods_and_its_makers_read() {
    let main = "from config import load\nconfig = load()\nif not config.token:\n    raise ValueError\n";
    for config in [
        "class Config:\n    token = os.getenv('A')\n",
        "class Config:\n    def __init__(self):\n        self.token = os.getenv('A', '')\n",
        "class Base:\n    token = os.getenv('A')\nclass Config(Base):\n    pass\n",
        "@dataclass\nclass Config:\n    token: str = field(default_factory=lambda: os.getenv('A', ''))\n",
    ] {
        two(&format!("import os\n{config}def load():\n    return Config()\n"), main, "A text!");
    }
    let made =
        "import os\nclass Config:\n    token: str\ndef load() -> Config:\n    return Config(token=os.environ.get('A', ''))\n";
    two(made, main, "A text!");
    let own = "import os\nclass Config:\n    token: str\n    @classmethod\n    def load(cls):\n        return cls(token=os.environ.get('A'))\nload = Config.load\n";
    two(own, "from config import Config\nif not Config.load().token:\n    raise ValueError\n", "A text!");
}

#[test]
fn a_default_that_is_no_value_of_the_type_is_none() {
    let class = "import os\nfrom pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n";
    for (field, expected) in [
        ("    A: str = os.environ.get('A')\n", "A text!"),
        ("    A: int = os.getenv('A')\n", "A integer!"),
        ("    A: str = os.getenv('A', 'x')\n", "A text=x"),
        ("    A: str | None = os.getenv('A')\n", "A text"),
        ("    uri: str = os.getenv('A')\n", "A text!, URI url"),
    ] {
        let text = format!("{class}{field}settings = Settings()\n");
        check(&text, expected);
    }
}

#[test]
fn a_text_whose_parts_are_numbers_is_not_empty() {
    for (text, expected) in [
        ("A = [int(part) for part in os.getenv('A', '').split(',')]", "A list!"),
        ("A = {int(part.strip()) for part in os.environ.get('A', '').split(',')}", "A list!"),
        ("A = list(map(int, os.getenv('A', '').split(',')))", "A list!"),
        ("A = [int(part) for part in os.getenv('A', '1,2').split(',')]", "A list=1,2"),
        ("A = [int(part) for part in os.getenv('A', '').split(',') if part]", "A list"),
        ("A = [int(part) for part in os.getenv('A', '').split()]", "A list"),
        ("A = [part for part in os.getenv('A', '').split(',')]", "A list"),
        ("def answer():\n    return [int(part) for part in os.getenv('A', '').split(',')]", "A list"),
    ] {
        check(&format!("import os\n{text}\n"), expected);
    }
}

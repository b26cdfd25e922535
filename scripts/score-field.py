#!/usr/bin/env python3
"""Compare what pydock finds in public repositories with what these repositories say of themselves.

tests/field holds one file of facts per repository, `<owner>+<name>.toml`; its README describes the format.  This script fetches
nothing and writes nothing.  It takes a folder with a checkout per repository, runs pydock in each and prints a table.

    score-field.py CHECKOUTS                      every repository of tests/field that is in CHECKOUTS
    score-field.py CHECKOUTS FACTS                facts of another folder
    score-field.py CHECKOUTS --batch b1           only this batch
    score-field.py CHECKOUTS --check              run nothing; compare the facts themselves with the checkouts

The checkout of a repository is `CHECKOUTS/<owner>+<name>`, or the folder `repo` in it.  Needs Python 3.11.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEPENDENCIES = ("manager", "manifest", "extras", "groups")
SYSTEM = ("system_run", "system_build")
FACTS = ("start", "python", *DEPENDENCIES, "port", *SYSTEM, "writable")
KEYS = {"repository", "commit", "batch", "kind", "note", *FACTS}
# What a full Debian image of Python has without being asked.
FULL_IMAGE = set(
    "build-essential curl default-libmysqlclient-dev g++ gcc git libcurl4-openssl-dev libffi-dev libjpeg-dev libmagickwand-dev "
    "libpq-dev libssl-dev libwebp-dev libxml2-dev libxslt-dev make pkg-config zlib1g-dev".split()
)
# Kinds that a command which prints the help is right for.
HELPFUL = ("command line", "library")
INIT = re.compile(r"^(/\S*/)?(tini|dumb-init)( -\w+)* -- ")


@dataclass
class Answer:
    """What pydock says of one repository."""

    status: int
    command: str | None
    facts: dict
    offers: list[str]
    text: str

    def value(self, name):
        return (self.facts.get(name) or {}).get("value")

    def values(self, name):
        return [entry["value"] for entry in (self.facts.get(name) or {}).get("values", [])]


@dataclass
class Score:
    """A repository's verdicts: `right`, `half`, `wrong`, or `open` where pydock gives no answer."""

    repository: str
    batch: str
    kind: str
    status: int
    command: str | None
    only_refusal: bool
    verdicts: dict = field(default_factory=dict)
    misses: list = field(default_factory=list)
    without_evidence: bool = False

    def add(self, fact, verdict, expected="", got=""):
        self.verdicts[fact] = verdict
        if verdict != "right":
            self.misses.append({"fact": fact, "verdict": verdict, "expected": expected, "got": got})

    def whole(self):
        verdicts = set(self.verdicts.values())
        if verdicts == {"right"}:
            return "right"
        return "half" if self.verdicts.get("start") == "half" and verdicts <= {"right", "half", "open"} else "wrong"


def run(*command):
    """A program that hangs has no answer, as one that refuses."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 2, "", "error: no answer within 120 seconds")


def ask(binary, checkout):
    """Run `init` for the Dockerfile and `detect` for the facts.  Where the start is refused, a command is given, so that the
    other facts are answered nevertheless."""

    def detect(*arguments):
        return json.loads(run(binary, "detect", "--json", *arguments, str(checkout)).stdout or "{}")

    init = run(binary, "init", "--yes", "--no-record", "--stdout", str(checkout))
    command = final_command(init.stdout) if init.returncode in (0, 1) else None
    detected = detect()
    facts = (detected if command else detect("--cmd", "python")).get("facts") or {}
    place_below(facts, init)
    offers = [" ".join(found["command"]) for found in (detected.get("candidates") or {}).get("start", [])]
    return Answer(init.returncode, command, facts, offers, init.stdout + init.stderr if command is None else init.stderr)


def place_below(facts, init):
    """Give the manifest and the folders of a project below the root their paths from there, and name the files that the image links into a
    writable folder."""
    folder = re.search(r"the project is in `([^`]+)`", init.stderr)
    manifest = facts.get("manifest") or {}
    if folder and manifest.get("value"):
        manifest["value"] = f"{folder[1]}/{manifest['value']}"
    writable = (facts.get("writable") or {}).get("values", [])
    if folder:
        # The project is the build context, so that its folders count from there.
        writable += [{"value": f"{folder[1]}/{relative(entry['value'])}"} for entry in writable if not entry["value"].startswith("/")]
    named = [f"{relative(entry['value'])}/" for entry in writable]
    for target, link in re.findall(r"ln -sf (\S+) (\S+)", init.stdout):
        if any(f"{relative(target)}/".startswith(name) for name in named):
            writable.append({"value": relative(link)})
            if folder and link.startswith("/app/"):
                writable.append({"value": f"{folder[1]}/{relative(link)}"})


def final_command(dockerfile):
    """ENTRYPOINT and CMD of the last stage, joined, without an init in front."""
    said = {"ENTRYPOINT": "", "CMD": ""}
    for line in re.sub(r"\\\n", " ", dockerfile).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            said = {"ENTRYPOINT": "", "CMD": ""}
        elif name in said:
            try:
                said[name] = " ".join(json.loads(rest))
            except ValueError:
                said[name] = rest
    return INIT.sub("", " ".join(part for part in said.values() if part)) or None


def score(truth, answer):
    start = truth["start"]
    result = Score(truth["repository"], truth["batch"], truth.get("kind", ""), answer.status, answer.command, "accept" not in start)
    judge_start(start, answer, result)
    refused = answer.command is None and start.get("refuse")
    for fact in FACTS[1:]:
        if fact not in truth or (refused and not answer.facts):
            continue
        expected = truth[fact]
        if not answer.facts:
            result.add(fact, "open", expected)
            continue
        right, got = JUDGES[fact](expected, answer)
        result.add(fact, "right" if right else "wrong", {key: value for key, value in expected.items() if key != "evidence"}, got)
    return result


def judge_start(expected, answer, result):
    accept, kin = expected.get("accept", []), expected.get("kin", [])
    if answer.command is None:
        if expected.get("refuse"):
            missing = [pattern for pattern in expected.get("candidates", []) if not offered(pattern, answer)]
            result.add("start", "half" if missing else "right", f"candidates {missing}", first_line(answer.text))
        else:
            listed = any(offered(form, answer) for pattern in accept for form in (pattern, what_is_started(pattern)))
            result.add("start", "half" if listed else "wrong", accept, first_line(answer.text))
    elif any(re.search(pattern, answer.command) for pattern in accept) and not only_helps(answer.command, result.kind):
        result.add("start", "right")
    else:
        result.add("start", "wrong", accept or "a refusal", answer.command)
        result.without_evidence = not any(re.search(pattern, answer.command) for pattern in [*accept, *kin])


def only_helps(command, kind):
    """Whether a server is started with `--help`."""
    return command.endswith(" --help") and kind not in HELPFUL


def offered(pattern, answer):
    """Whether a refusal lists the candidate, among the facts or in its message."""
    if any(re.search(pattern, offer) for offer in answer.offers):
        return True
    return re.search(pattern.removeprefix("^").removesuffix("$"), answer.text) is not None


def what_is_started(pattern):
    """The application at the end of a pattern such as `gunicorn.*shop:app`: a refusal may name it without its server."""
    end = pattern.rpartition(".*")[2]
    return end if re.search(r":[a-z]|[aw]sgi", end) and end.count("(") == end.count(")") else pattern


def first_line(text):
    lines = [line for line in text.splitlines() if line.startswith("error")] or text.splitlines()
    return lines[0] if lines else ""


def judge_python(expected, answer):
    got = answer.value("python")
    number = int((got or "3.0").split(".")[1])
    lowest, highest = (int(expected.get(key, default).split(".")[1]) for key, default in (("min", "3.0"), ("max", "3.99")))
    return lowest <= number <= highest, got


def judge_value(fact):
    def judge(expected, answer):
        got = answer.value(fact)
        return str(got).lower() in [str(value).lower() for value in expected["accept"]], got

    return judge


def judge_set(fact):
    """Each needed name, or one of its alternatives, is there; and if `allow` is given, nothing beyond both."""

    def judge(expected, answer):
        got = answer.values(fact)
        needed = [alternatives(entry) for entry in expected.get("need", [])]
        known = {name for names in needed for name in names} | set(expected.get("allow", got))
        return all(set(names) & set(got) for names in needed) and set(got) <= known, got

    return judge


def judge_packages(fact):
    def judge(expected, answer):
        got = set(answer.values(fact))
        full = answer.value("base") == "full" and fact == "build-packages"
        present = got | (FULL_IMAGE if full else set())
        return all(set(alternatives(entry)) & present for entry in expected["need"]), sorted(got)

    return judge


def judge_writable(expected, answer):
    """A folder is writable where it, or one above it, is named."""
    got = answer.values("writable")

    def covered(folder):
        return any(named == "." and not folder.startswith("/") or f"{folder}/".startswith(f"{named}/") for named in map(relative, got))

    return all(any(covered(relative(folder)) for folder in alternatives(entry)) for entry in expected["need"]), got


def relative(folder):
    return folder.rstrip("/").removeprefix("/app/").removeprefix("./") or "/"


def alternatives(entry):
    return [entry] if isinstance(entry, str) else entry


JUDGES = {
    "python": judge_python,
    "manager": judge_value("manager"),
    "manifest": judge_value("manifest"),
    "extras": judge_set("extras"),
    "groups": judge_set("groups"),
    "port": judge_value("port"),
    "system_run": judge_packages("run-packages"),
    "system_build": judge_packages("build-packages"),
    "writable": judge_writable,
}


def totals(scores):
    """Per row of the summary: how many repositories are right, half right, and judged at all."""
    rows = {"all facts right": [score.whole() for score in scores]}
    for title, facts in (
        ("start", ["start"]),
        ("python", ["python"]),
        ("manager and dependencies", DEPENDENCIES),
        ("port", ["port"]),
        ("system packages", SYSTEM),
        ("writable", ["writable"]),
    ):
        rows[title] = [together(found) for score in scores if (found := [score.verdicts[fact] for fact in facts if fact in score.verdicts])]
    rows["refusals"] = [score.verdicts["start"] for score in scores if score.only_refusal]
    table = {title: {"right": found.count("right"), "half": found.count("half"), "of": len(found)} for title, found in rows.items()}
    table["starts something without evidence"] = sum(score.without_evidence for score in scores)
    table["written, but will not build"] = sum(score.status == 1 for score in scores)
    return table


def together(verdicts):
    return next((verdict for verdict in ("wrong", "open", "half") if verdict in verdicts), "right")


def read_facts(folder, batch):
    truths = {}
    for path in sorted(folder.glob("*.toml")):
        truth = tomllib.loads(path.read_text("utf-8"))
        if unknown := set(truth) - KEYS:
            sys.exit(f"error: {path}: unknown keys {sorted(unknown)}")
        if missing := {"repository", "batch", "start"} - set(truth):
            sys.exit(f"error: {path}: missing keys {sorted(missing)}")
        if batch is None or truth["batch"] == batch:
            truths[path.stem] = truth
    return truths


def find_checkout(checkouts, name):
    folder = checkouts / name
    return folder / "repo" if (folder / "repo").is_dir() and not (folder / ".git").exists() else folder


def doubts(truth, checkout):
    """What is wrong with the facts themselves: another commit, evidence that is not there, patterns that are none."""
    for fact in FACTS:
        evidence = truth.get(fact, {}).get("evidence")
        if fact in truth and evidence is None:
            yield f"{fact}: no evidence"
        for place in alternatives(evidence or []):
            file, _, line = place.partition(":")
            path = checkout / file
            if not path.exists():
                yield f"{fact}: {file} does not exist"
            elif line and path.is_file() and int(line) > len(path.read_bytes().splitlines()):
                yield f"{fact}: {place} is behind the end of the file"
    for key in ("accept", "kin", "candidates"):
        for pattern in truth["start"].get(key, []):
            re.compile(pattern)
    if not truth["start"].get("accept") and not truth["start"].get("refuse"):
        yield "start: neither accept nor refuse"


def print_table(scores):
    width = max(len(score.repository) for score in scores)
    print(f"{'repository':{width}}  {'all':5}  " + "  ".join(f"{fact:12}" for fact in FACTS))
    for score in scores:
        print(f"{score.repository:{width}}  {score.whole():5}  " + "  ".join(f"{score.verdicts.get(fact, '-'):12}" for fact in FACTS))
    for score in scores:
        for miss in score.misses:
            print(f"\n{score.repository}: {miss['fact']} {miss['verdict']}\n  expected {miss['expected']}\n  got      {miss['got']}", end="")
        if score.without_evidence:
            print("\n  no evidence says that this is the program", end="")
    print()


def print_totals(scores):
    for batch in sorted({score.batch for score in scores}):
        print(f"\n{batch}")
        for title, count in totals([score for score in scores if score.batch == batch]).items():
            if isinstance(count, int):
                print(f"  {title:34} {count}")
            elif count["of"]:
                half = f" + {count['half']} half" if count["half"] else ""
                print(f"  {title:34} {count['right']} of {count['of']}{half} ({100 * count['right'] / count['of']:.0f} %)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("facts", type=Path, nargs="?", default=ROOT / "tests/field")
    parser.add_argument("--binary", default="pydock", help="the pydock to judge")
    parser.add_argument("--batch", help="only the repositories of this batch")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--check", action="store_true", help="check the facts themselves; run nothing")
    arguments = parser.parse_args()

    truths = read_facts(arguments.facts, arguments.batch)
    found = {name: find_checkout(arguments.checkouts, name) for name in truths}
    absent = [name for name, checkout in found.items() if not checkout.is_dir()]
    if absent:
        print(f"not in {arguments.checkouts}: {', '.join(absent)}", file=sys.stderr)
    present = [name for name in truths if name not in absent]
    if not present:
        sys.exit("error: no checkout for any of the facts")
    if arguments.check:
        lines = [f"{name}: {doubt}" for name in present for doubt in doubts(truths[name], found[name])]
        print("\n".join(lines) or f"{len(present)} files of facts agree with their checkouts")
        sys.exit(1 if lines else 0)
    scores = [score(truths[name], ask(arguments.binary, found[name])) for name in present]
    if arguments.json:
        batches = sorted({score.batch for score in scores})
        summary = {batch: totals([score for score in scores if score.batch == batch]) for batch in batches}
        print(json.dumps({"repositories": [asdict(score) | {"all": score.whole()} for score in scores], "totals": summary}, indent=2))
    else:
        print_table(scores)
        print_totals(scores)


if __name__ == "__main__":
    main()

use super::*;
use crate::model::Command;

fn start() -> Start {
    let command = Command::of(&["python", "main.py"]).unwrap();
    crate::detect::start::program("script", RelPath::parse("main.py").ok(), command)
}

/// The programs that a file at the root starts, `?` behind those that it can do without.
#[track_caller]
fn check(code: &str, expected: &str) {
    let tree = ProjectTree::in_memory([("main.py", code)]);
    let project = Project::new(&tree, Vec::new(), BTreeSet::new());
    let in_image = |path: &RelPath| format!("/app/{path}");
    let paths = Paths::new(&project, &in_image, "/app".to_owned(), Vec::new());
    let module = project.module(&RelPath::parse("main.py").unwrap()).unwrap();
    let found: Vec<String> = sites::of_module(&paths, &module, &[])
        .iter()
        .map(|site| format!("{}{}:{}", site.program.name, if site.needed { "" } else { "?" }, site.line))
        .collect();
    assert_eq!(found.join(" "), expected, "{code}");
}

#[test]
fn a_program_is_the_first_word_of_a_list_or_a_line() {
    check("import subprocess\nsubprocess.run(['git', 'clone', url])\n", "git:2");
    check("from subprocess import Popen, PIPE\nPopen(('ffmpeg', '-i', path), stdout=PIPE)\n", "ffmpeg:2");
    check("import subprocess as sp\nsp.check_output(args=['pdftotext'] + options)\n", "pdftotext:2");
    check("import os\nos.system(f'cd {folder} && convert {a} {b} | gzip')\n", "convert:2");
    check("import os\nos.system('ls; tar xf a.tar')\n", "");
    check("import subprocess\nsubprocess.run('LANG=C sudo -u x pandoc a.md', shell=True)\n", "pandoc:2");
    check("import subprocess\nsubprocess.call('soffice --convert-to {}'.format(kind).split())\n", "soffice:2");
    check("import shlex, subprocess\nsubprocess.call(shlex.split('curl -sS %s' % url))\n", "curl:2");
    check("import asyncio\nawait asyncio.create_subprocess_exec('yt-dlp', *words)\n", "yt-dlp:2");
    check("import os\nos.execvp('ssh', words)\nos.spawnlp(os.P_WAIT, 'rsync', 'rsync')\n", "ssh:2 rsync:3");
    check("import subprocess\nsubprocess.run(['/usr/bin/gs', '-q'])\nsubprocess.run(['./tools/gs'])\n", "gs:2");
    check("import subprocess\nsubprocess.run([sys.executable, '-m', 'x'])\nsubprocess.run(words)\n", "");
    check("from sh import git\ngit('status')\ngit.clone(url)\n", "git:2 git:3");
    check("import sh\nsh.rsync('a', 'b')\n", "rsync:2");
}

#[test]
fn names_and_helpers_are_followed() {
    check("import subprocess\nTOOL = 'tesseract'\ndef read(p):\n    subprocess.run([TOOL, p])\n", "tesseract:4");
    check(
        "import subprocess\ndef read(p):\n    cmd = ['pdftoppm', p]\n    cmd += ['-r']\n    subprocess.run(cmd)\n",
        "pdftoppm:5",
    );
    check("import os, subprocess\nGIT = os.environ.get('GIT', 'git')\nsubprocess.run([GIT, 'gc'])\n", "git:3");
    check("import subprocess\ndef run(cmd, cwd=None):\n    subprocess.run(cmd, cwd=cwd)\nrun(['git', 'pull'])\n", "git:4");
    check(
        "import subprocess\nclass A:\n    def sh(self, line):\n        subprocess.run(line, shell=True)\n    def go(self):\n        self.sh('sox a b')\n",
        "sox:6",
    );
}

#[test]
fn a_library_starts_a_program_by_itself() {
    check("import discord\nsource = discord.FFmpegPCMAudio(path)\n", "ffmpeg:2");
    check("from nextcord import FFmpegOpusAudio\nFFmpegOpusAudio(path)\n", "ffmpeg:2");
    check("from own import FFmpegPCMAudio\nFFmpegPCMAudio(path)\n", "");
}

#[test]
fn helpers_of_other_modules_are_followed() {
    let helper = "import subprocess\ndef run(line, quiet=False):\n    subprocess.run(line, shell=True)\nclass Shell:\n    def go(self, words):\n        subprocess.run(words)\n";
    for (code, expected) in [
        ("from shop.shell import run\nrun('git pull')\n", vec!["git main.py:2"]),
        ("from shop import shell\nshell.run(line=f'ffmpeg -i {x}')\n", vec!["ffmpeg main.py:2"]),
        ("from shop.shell import run as start\nstart(['sox', 'a'])\n", vec!["sox main.py:2"]),
        ("from shop.shell import other\nother('git pull')\n", vec![]),
        ("def run(x):\n    pass\nrun('git pull')\n", vec![]),
    ] {
        let tree = ProjectTree::in_memory([("main.py", code), ("shop/__init__.py", ""), ("shop/shell.py", helper)]);
        let found: Vec<String> =
            detect(&tree, &start(), None).iter().map(|started| format!("{} {}", started.program.name, started.at)).collect();
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn what_the_code_can_do_without_is_told_apart() {
    check("import shutil\nif shutil.which('git'):\n    pass\n", "git?:2");
    check("import shutil, subprocess\nif shutil.which('git'):\n    subprocess.run(['git'])\n", "git?:2 git?:3");
    check("import shutil\nif not shutil.which('ffmpeg'):\n    raise RuntimeError('no ffmpeg')\n", "ffmpeg:2");
    check("import shutil, sys\ndot = shutil.which('dot')\nif dot is None:\n    sys.exit('no dot')\n", "dot:2");
    check("import subprocess\ntry:\n    subprocess.run(['git'])\nexcept FileNotFoundError:\n    pass\n", "git?:3");
    check("import subprocess\ntry:\n    subprocess.run(['git'])\nexcept subprocess.CalledProcessError:\n    pass\n", "git:3");
    check("import subprocess\ntry:\n    subprocess.run(['git'])\nexcept OSError as e:\n    raise Failed() from e\n", "git:3");
    check(
        "import subprocess, sys\nif sys.platform == 'win32':\n    subprocess.run(['curl'])\nelse:\n    subprocess.run(['wget'])\n",
        "wget:5",
    );
}

#[test]
fn only_code_that_the_start_reaches_counts() {
    let call = "import subprocess\nsubprocess.run(['git'])\n";
    for (files, expected) in [
        (vec![("main.py", "import shop.vcs\n"), ("shop/__init__.py", ""), ("shop/vcs.py", call)], vec!["shop/vcs.py:2"]),
        (vec![("main.py", "import shop\n"), ("shop/__init__.py", ""), ("shop/vcs.py", call)], vec![]),
        (vec![("main.py", "print()\n"), ("setup.py", call), ("scripts/a.py", call), ("tests/a.py", call)], vec![]),
        (vec![("main.py", "import importlib\nimportlib.import_module(x)\n"), ("vcs.py", call)], vec!["vcs.py:2"]),
    ] {
        let tree = ProjectTree::in_memory(files.clone());
        let start = start();
        let found: Vec<String> = detect(&tree, &start, None).iter().map(|started| started.at.to_string()).collect();
        assert_eq!(found, expected, "{files:?}");
    }
}

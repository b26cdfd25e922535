//! A Chromium without a window, told what to do by its own protocol over a pair of pipes.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use assert_fs::TempDir;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::skips::skipped;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Browser {
    child: Child,
    commands: File,
    messages: Receiver<Value>,
    session: Option<String>,
    next: u64,
    /// What came without having been asked for.
    events: Vec<Value>,
    _folder: TempDir,
}

impl Browser {
    /// Starts it with an empty page. Without a Chromium the test skips itself, except where CI=true.
    pub fn start() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = NAMES.iter().find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()));
        let Some(program) = found else {
            skipped("Chromium");
            return None;
        };
        let folder = TempDir::new().unwrap();
        let [to, from] = ["to", "from"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        // The protocol is spoken over the file descriptors 3 and 4.
        let flags = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --hide-scrollbars \
                     --window-size=1500,1000 --remote-debugging-pipe";
        let line = format!("exec {program} {flags} --user-data-dir=\"$2\" 3<\"$0\" 4>\"$1\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).args([&to, &from]).arg(folder.path().join("profile"));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let commands = fs::OpenOptions::new().write(true).open(&to).unwrap();
        let answers = File::open(&from).unwrap();
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(answers).split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self { child, commands, messages, session: None, next: 0, events: Vec::new(), _folder: folder };
        let target = browser.ask("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let session = browser.ask("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.ask(&format!("{domain}.enable"), json!({}));
        }
        browser.ask("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
        Some(browser)
    }

    /// Sends a command and waits for its answer.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.commands.write_all(message.to_string().as_bytes()).unwrap();
        self.commands.write_all(&[0]).unwrap();
        loop {
            let answer = self.messages.recv_timeout(PATIENCE).expect("Chromium answers");
            if answer["id"] == json!(self.next) {
                assert_eq!(answer.get("error"), None, "{method}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    pub fn open(&mut self, address: &str) {
        self.ask("Page.navigate", json!({ "url": address }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            self.events.push(self.messages.recv_timeout(PATIENCE).expect("the page is loaded"));
        }
    }

    pub fn evaluate(&mut self, expression: &str) -> Value {
        let answer = self.ask("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert_eq!(answer.get("exceptionDetails"), None, "{expression}");
        answer["result"]["value"].clone()
    }

    /// What can be read in the element.
    pub fn text(&mut self, selector: &str) -> String {
        let text = self.evaluate(&format!("document.querySelector('{selector}').innerText"));
        text.as_str().unwrap().to_owned()
    }

    /// Moves the mouse onto the element.
    pub fn point_at(&mut self, selector: &str) {
        let place = self.evaluate(&format!(
            "(() => {{ const element = document.querySelector('{selector}'); element.scrollIntoView({{ block: 'center' }}); \
             const box = element.getBoundingClientRect(); return [box.x + 20, box.y + 5]; }})()"
        ));
        self.ask("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": place[0], "y": place[1] }));
    }

    pub fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.ask("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "code": key }));
        }
    }

    pub fn prefer_dark(&mut self) {
        let feature = json!([{ "name": "prefers-color-scheme", "value": "dark" }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "features": feature }));
    }

    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// The page as a PNG.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let answer = self.ask("Page.captureScreenshot", json!({ "format": "png" }));
        STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
    }

    /// Nothing was said on the console, nothing failed, nobody was asked, and nothing but the page was fetched.
    #[track_caller]
    pub fn assert_quiet(&mut self, page: &str) {
        const LOUD: [&str; 4] =
            ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening"];
        let loud: Vec<&Value> = self.events.iter().filter(|event| LOUD.iter().any(|loud| event["method"] == *loud)).collect();
        assert!(loud.is_empty(), "{loud:#?}");
        let requests = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        for request in requests {
            assert_eq!(request["params"]["request"]["url"], json!(page));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! A loopback server of repositories: their files as they lie there, or by `git http-backend`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use super::repository::plain_git;

/// How requests are answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Files only, after `git update-server-info`: git finds its own way through them.
    Dumb,
    /// What GitHub and the like speak.
    Smart,
    /// Asks for a password.
    Locked,
    /// Sends a page that is no repository.
    Confused,
    /// Closes each connection.
    Silent,
}

/// Serves the repositories below `root`; gives the address.
pub(super) fn serve(root: &Path, kind: Kind) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let root: Arc<PathBuf> = Arc::new(root.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let root = Arc::clone(&root);
            std::thread::spawn(move || answer(stream, &root, kind));
        }
    });
    address
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim_end().is_empty() {
                break;
            }
            lines.push(line.trim_end().to_owned());
        }
        let mut words = lines.first()?.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let header = |line: &String| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let headers: Vec<_> = lines.iter().skip(1).filter_map(header).collect();
        let (path, query) = (path.to_owned(), query.to_owned());
        let mut request = Self { method, path, query, headers, body: Vec::new() };
        let length = request.header("content-length").parse().unwrap_or(0);
        reader.take(length).read_to_end(&mut request.body).ok()?;
        Some(request)
    }

    fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

fn answer(mut stream: TcpStream, root: &Path, kind: Kind) -> Option<()> {
    let request = Request::read(&stream)?;
    let reply = match kind {
        Kind::Dumb => match std::fs::read(root.join(request.path.trim_start_matches('/'))) {
            Ok(contents) => [b"Status: 200 OK\r\n\r\n", &contents[..]].concat(),
            Err(_) => b"Status: 404 Not Found\r\n\r\n".to_vec(),
        },
        Kind::Smart => backend(root, &request),
        Kind::Locked => b"Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n".to_vec(),
        Kind::Confused => b"Status: 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html>\n<p>Welcome</p>\n".to_vec(),
        Kind::Silent => return None,
    };
    let end = reply.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&reply[..end]);
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
    let fields: String = head.lines().filter(|line| !line.starts_with("Status: ")).map(|line| format!("{line}\r\n")).collect();
    let body = &reply[end + 4..];
    let head = format!("HTTP/1.1 {status}\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).ok()
}

/// Git's own CGI program.
fn backend(root: &Path, request: &Request) -> Vec<u8> {
    let mut command = plain_git(root);
    command.arg("http-backend").env("GIT_PROJECT_ROOT", root).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("REQUEST_METHOD", &request.method).env("PATH_INFO", &request.path).env("QUERY_STRING", &request.query);
    command.env("CONTENT_TYPE", request.header("content-type")).env("CONTENT_LENGTH", request.body.len().to_string());
    command.env("HTTP_CONTENT_ENCODING", request.header("content-encoding"));
    command.env("GIT_PROTOCOL", request.header("git-protocol"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&request.body).unwrap();
    child.wait_with_output().unwrap().stdout
}

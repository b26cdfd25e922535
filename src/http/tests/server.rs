//! A small HTTP server: what each path answers is said beforehand, what was asked is kept.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a path answers.
#[derive(Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Answers parts of the body when asked for them.
    pub ranges: Ranges,
    /// Sends only so many bytes of the body and closes.
    pub cut: Option<usize>,
    /// Waits before it answers.
    pub delay: Duration,
    /// Answers 401 unless asked with this `Authorization`.
    pub secret: Option<String>,
    /// The `WWW-Authenticate` of that answer.
    pub challenge: Option<String>,
    /// The status of the answer to a HEAD, where it is another one.
    pub head: Option<u16>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ranges {
    /// Sends the whole body whatever was asked.
    None,
    All,
    /// Knows `bytes=a-b`, and answers 416 to `bytes=-n`.
    NoSuffix,
    /// Sends other bytes than were asked for.
    Wrong,
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

pub(crate) struct Server {
    address: String,
    replies: Arc<Mutex<BTreeMap<String, Reply>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        let (headers, body, ranges) = (Vec::new(), Vec::new(), Ranges::All);
        Self { status, headers, body, ranges, cut: None, delay: Duration::ZERO, secret: None, challenge: None, head: None }
    }

    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::status(200) }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = Self { address, replies: Arc::default(), asked: Arc::default() };
        let (replies, asked) = (Arc::clone(&server.replies), Arc::clone(&server.asked));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (replies, asked) = (Arc::clone(&replies), Arc::clone(&asked));
                std::thread::spawn(move || serve(stream, &replies, &asked));
            }
        });
        server
    }

    pub(crate) fn reply(&self, path: &str, reply: Reply) -> &Self {
        self.replies.lock().unwrap().insert(path.to_owned(), reply);
        self
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What was asked since the last time.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn serve(stream: TcpStream, replies: &Mutex<BTreeMap<String, Reply>>, asked: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    // A question with encryption is told that there is none here, as common servers do.
    const HANDSHAKE: u8 = 0x16;
    let mut first = [0];
    if stream.peek(&mut first).is_ok_and(|read| read == 1 && first[0] == HANDSHAKE) {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        return;
    }
    while let Some(request) = read_request(&mut reader) {
        asked.lock().unwrap().push(request.clone());
        let reply = replies.lock().unwrap().get(&request.path).cloned().unwrap_or_else(|| Reply::status(404));
        std::thread::sleep(reply.delay);
        if answer(&mut stream, &request, &reply).is_none() {
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut words = lines.first()?.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let header = |line: &String| line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    let headers: BTreeMap<String, String> = lines.iter().skip(1).filter_map(header).collect();
    let mut body = vec![0; headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// Nothing when the connection is to be closed.
fn answer(stream: &mut TcpStream, request: &Asked, reply: &Reply) -> Option<()> {
    let mut reply = reply.clone();
    if reply.secret.is_some() && request.headers.get("authorization") != reply.secret.as_ref() {
        let challenge = reply.challenge.take();
        reply = Reply::status(401);
        reply.headers.extend(challenge.map(|challenge| ("WWW-Authenticate".to_owned(), challenge)));
    }
    if let Some(status) = reply.head.filter(|_| request.method == "HEAD") {
        reply = Reply::status(status);
    }
    let etag = reply.headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value);
    if etag.is_some() && request.headers.get("if-none-match") == etag {
        (reply.status, reply.body) = (304, Vec::new());
    }
    if let (200, Some(range)) = (reply.status, request.headers.get("range").filter(|_| reply.ranges != Ranges::None)) {
        let length = reply.body.len();
        let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
        let (start, end) = match start.parse::<usize>() {
            Ok(start) => (start, end.parse::<usize>().map_or(length, |end| (end + 1).min(length))),
            Err(_) => (length.saturating_sub(end.parse().ok()?), length),
        };
        let no_suffix = reply.ranges == Ranges::NoSuffix && range.starts_with("bytes=-");
        if start >= end || end > length || no_suffix {
            (reply.status, reply.body) = (416, Vec::new());
        } else {
            let shift = usize::from(reply.ranges == Ranges::Wrong);
            let start = start.saturating_sub(shift);
            reply = reply.header("Content-Range", &format!("bytes {start}-{}/{length}", end - 1));
            (reply.status, reply.body) = (206, reply.body[start..end].to_vec());
        }
    }
    let mut head = format!("HTTP/1.1 {} Status\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let claims = reply.headers.iter().any(|(name, _)| name == "Content-Length");
    if reply.status != 304 && !claims {
        head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    }
    if request.method == "HEAD" {
        return stream.write_all(format!("{head}\r\n").as_bytes()).ok();
    }
    let sent = &reply.body[..reply.cut.unwrap_or(reply.body.len()).min(reply.body.len())];
    // At once: two writes would wait for each other's acknowledgement.
    stream.write_all(&[format!("{head}\r\n").as_bytes(), sent].concat()).ok()?;
    (sent.len() == reply.body.len() && !claims).then_some(())
}

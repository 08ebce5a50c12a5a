//! A small HTTP server for a folder of files, for development and the browser tests: this machine only, no caching,
//! packed as any host would. Pages of any origin may read the files, as embeds must.

use crate::build;
use crate::project::Project;
use flate2::{Compression, write::GzEncoder};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const FIRST_PORT: u16 = 8080;

/// Answered in the place of the site's service worker, which would go on with the files of an earlier build: one that goes.
const NO_WORKER: &str = "addEventListener('install', () => skipWaiting());\n\
                         addEventListener('activate', () => registration.unregister());\n";

/// A request's head is never longer.
const LONGEST_HEAD: u64 = 16 * 1024;

/// Builds and serves until the process is ended.
pub(crate) fn run(project: &Project, port: Option<u16>) -> Result<(), String> {
    build::run_all(project)?;
    let listener = listen(port.unwrap_or(FIRST_PORT))?;
    println!("\nserving dist/ on {} (stop with Ctrl-C)", address(&listener)?);
    serve(&listener, project.root.join("dist"));
    Ok(())
}

/// A listener on the port or the next free one.
pub(crate) fn listen(port: u16) -> Result<TcpListener, String> {
    let mut port = port;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(e) if e.kind() == ErrorKind::AddrInUse && port < u16::MAX => port += 1,
            Err(e) => return Err(format!("cannot listen on port {port}: {e}")),
        }
    }
}

pub(crate) fn address(listener: &TcpListener) -> Result<String, String> {
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    Ok(format!("http://localhost:{}/", address.port()))
}

/// Answers requests, each on a thread of its own.
pub(crate) fn serve(listener: &TcpListener, folder: PathBuf) {
    let folder = Arc::new(folder);
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(&folder);
        // A visitor who hangs up is no error of the server's.
        std::thread::spawn(move || answer(&stream, &folder).ok());
    }
}

fn answer(mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.take(LONGEST_HEAD)).lines();
    // Nothing asked: a browser's spare connection.
    let Some(request) = lines.next().transpose()? else { return Ok(()) };
    // The rest of the head is read before the answer: closing with bytes unread would reset the connection.
    let mut packs = false;
    while let Some(line) = lines.next().transpose()?.filter(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        packs |= line.starts_with("accept-encoding:") && line.contains("gzip");
    }
    let mut reply = reply(&request, folder);
    let packed = packs && packable(reply.mime);
    if packed {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&reply.body)?;
        reply.body = encoder.finish()?;
    }
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}{}Vary: Accept-Encoding\r\nCache-Control: no-store\r\n\
         Access-Control-Allow-Origin: *\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        reply.status,
        reply.mime,
        reply.body.len(),
        if packed { "Content-Encoding: gzip\r\n" } else { "" },
        reply.location.map(|to| format!("Location: {to}\r\n")).unwrap_or_default(),
    )?;
    if !request.starts_with("HEAD ") {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

struct Reply {
    status: &'static str,
    mime: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Reply {
    fn words(status: &'static str) -> Self {
        Self { status, mime: "text/plain; charset=utf-8", location: None, body: format!("{status}\n").into_bytes() }
    }
}

fn reply(request: &str, folder: &Path) -> Reply {
    let mut words = request.split(' ');
    let (Some(method), Some(address), Some(_version)) = (words.next(), words.next(), words.next()) else {
        return Reply::words("400 Bad Request");
    };
    if !matches!(method, "GET" | "HEAD") {
        return Reply::words("405 Method Not Allowed");
    }
    let asked = address.split(['?', '#']).next().unwrap_or_default();
    if asked == "/sw.js" {
        return Reply { status: "200 OK", mime: mime(Path::new(asked)), location: None, body: NO_WORKER.into() };
    }
    let Some(below) = below(asked) else { return Reply::words("404 Not Found") };
    let mut path = folder.join(below);
    if path.is_dir() {
        if !asked.ends_with('/') {
            return Reply { location: Some(format!("{asked}/")), ..Reply::words("308 Permanent Redirect") };
        }
        path.push("index.html");
    }
    match std::fs::read(&path) {
        Ok(body) => Reply { status: "200 OK", mime: mime(&path), location: None, body },
        Err(_) => Reply::words("404 Not Found"),
    }
}

/// The path below the folder that an address asks for; none for an address that would leave it.
fn below(address: &str) -> Option<PathBuf> {
    let path = PathBuf::from(decode(address.strip_prefix('/')?)?);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

/// Without its %-escapes.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|d| char::from(d).to_digit(16));
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            0 | b'\\' => return None,
            _ => byte,
        });
    }
    if bytes.contains(&0) || bytes.contains(&b'\\') {
        return None;
    }
    String::from_utf8(bytes).ok()
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "ts" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "atom" => "application/atom+xml; charset=utf-8",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// Whether packing makes it smaller: pictures and fonts are packed already.
fn packable(mime: &str) -> bool {
    mime.starts_with("text/") || mime.starts_with("application/") || mime.starts_with("image/svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a raw request gets from a server of this package's own folder.
    fn ask(request: &str) -> String {
        String::from_utf8(ask_bytes(request)).unwrap()
    }

    fn ask_bytes(request: &str) -> Vec<u8> {
        let listener = listen(0).unwrap();
        let to = listener.local_addr().unwrap();
        std::thread::spawn(move || serve(&listener, Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()));
        let mut stream = TcpStream::connect(to).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_file_comes_whole_and_is_never_kept() {
        let answer = ask("GET /Cargo.toml?v=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Cache-Control: no-store"), "{answer}");
        assert!(answer.ends_with(include_str!("../Cargo.toml")), "{answer}");
    }

    #[test]
    fn no_service_worker_keeps_the_files_of_an_earlier_build() {
        let answer = ask("GET /sw.js HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with(NO_WORKER), "{answer}");
    }

    #[test]
    fn who_can_unpack_gets_it_packed() {
        let ask = |path: &str| ask_bytes(&format!("GET {path} HTTP/1.1\r\nAccept-Encoding: br, gzip\r\n\r\n"));
        let answer = ask("/Cargo.toml");
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        assert!(String::from_utf8_lossy(&answer[..at]).contains("Content-Encoding: gzip\r\n"));
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&answer[at..]).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, include_str!("../Cargo.toml"));
        assert!(!packable("font/woff2") && !packable("image/png"));
    }

    #[test]
    fn head_sends_the_length_and_no_body() {
        let answer = ask("HEAD /Cargo.toml HTTP/1.1\r\n\r\n");
        let length = include_str!("../Cargo.toml").len();
        assert!(answer.contains(&format!("Content-Length: {length}\r\n")) && answer.ends_with("\r\n\r\n"), "{answer}");
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/src/../../Cargo.toml",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/..%5cCargo.toml",
            "/%",
            "etc",
        ] {
            let answer = ask(&format!("GET {path} HTTP/1.1\r\n\r\n"));
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }
        assert_eq!(below("/a%20b/c"), Some("a b/c".into()));
    }

    #[test]
    fn a_folder_without_its_slash_is_sent_there() {
        let answer = ask("GET /src HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 308 ") && answer.contains("Location: /src/\r\n"), "{answer}");
    }

    #[test]
    fn other_methods_are_refused() {
        assert!(ask("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        assert!(ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    }

    #[test]
    fn the_next_free_port_is_taken() {
        let first = listen(0).unwrap();
        let taken = first.local_addr().unwrap().port();
        assert_ne!(listen(taken).unwrap().local_addr().unwrap().port(), taken);
    }

    #[test]
    fn modules_have_the_type_that_browsers_want() {
        assert_eq!(mime(Path::new("a_bg.wasm")), "application/wasm");
        assert_eq!(mime(Path::new("a.js")), "text/javascript; charset=utf-8");
    }
}

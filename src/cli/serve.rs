//! `medspell serve`: a built site on this computer, for a look before it is published.
//!
//! Loopback only and files of one folder only, so it needs no settings that could be wrong. A page
//! needs a server at all because browsers run no WebAssembly and no service worker from `file:`.

use super::render::print;
use clap::{Args, ValueHint};
use medspell::{Error, Result};
use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Only programs on this computer can ask it. It ends with Ctrl+C.
#[derive(Args)]
pub(super) struct ServeArgs {
    /// The folder of the site
    #[arg(default_value = "dist/site", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

pub(super) fn run(args: &ServeArgs) -> Result<ExitCode> {
    if !args.folder.join("index.html").is_file() {
        let remedy = "make one with `medspell build`, or name its folder";
        return Err(Error::input(&args.folder, "no site is there", remedy));
    }
    let folder = fs::canonicalize(&args.folder).map_err(Error::io(&args.folder, "serve"))?;
    let place = format!("127.0.0.1:{}", args.port);
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)).map_err(|e| match e.kind() {
            ErrorKind::AddrInUse => {
                Error::input(Path::new(&place), "taken by another program", "name another --port")
            }
            _ => Error::io(Path::new(&place), "listen")(e),
        })?;
    let port = listener.local_addr().map_err(Error::io(Path::new(&place), "listen"))?.port();
    print(&format!("http://127.0.0.1:{port}/\n"))?;
    let folder = Arc::new(folder);
    for stream in listener.incoming().flatten() {
        let folder = Arc::clone(&folder);
        // A visitor that hangs up is no error of ours.
        thread::spawn(move || drop(answer(&folder, stream)));
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers one request and closes the connection.
fn answer(folder: &Path, mut stream: TcpStream) -> io::Result<()> {
    const LONGEST: u64 = 16_384;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(LONGEST));
    let mut request = String::new();
    reader.read_line(&mut request)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut parts = request.split(' ');
    let (method, target) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let reply = match method {
        "GET" | "HEAD" => reply(folder, target)?,
        _ => Reply { status: "405 Method Not Allowed", kind: "text/plain", body: Vec::new() },
    };
    let Reply { status, kind, body } = reply;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(if method == "HEAD" { &[] } else { &body })
}

struct Reply {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

fn reply(folder: &Path, target: &str) -> io::Result<Reply> {
    match file(folder, target) {
        Some(path) => Ok(Reply { status: "200 OK", kind: kind(&path), body: fs::read(path)? }),
        None => {
            let body = fs::read(folder.join("404.html")).unwrap_or_default();
            Ok(Reply { status: "404 Not Found", kind: "text/html; charset=utf-8", body })
        }
    }
}

/// The file that an address means: within the folder, a folder's index for the folder.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = decode(target.split(['?', '#']).next()?.strip_prefix('/')?)?;
    let path = fs::canonicalize(folder.join(path.trim_start_matches('/'))).ok()?;
    let wants_folder = target.split(['?', '#']).next()?.ends_with('/');
    let path = if path.is_dir() && wants_folder { path.join("index.html") } else { path };
    (path.starts_with(folder) && path.is_file()).then_some(path)
}

/// `%41` → `A`.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let (byte, tail) = match first {
            b'%' => {
                let (hex, tail) = tail.split_at_checked(2)?;
                (u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?, tail)
            }
            other => (other, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let outer = tempfile::tempdir().expect("a folder");
        let folder = fs::canonicalize(outer.path()).expect("it exists").join("site");
        fs::create_dir_all(folder.join("a b")).expect("a folder");
        fs::write(folder.join("a b/index.html"), "x").expect("a file");
        fs::write(outer.path().join("secret"), "x").expect("a file");
        assert_eq!(file(&folder, "/a%20b/?q#f"), Some(folder.join("a b/index.html")));
        for wrong in ["/../secret", "/%2e%2e/secret", "//etc/passwd", "/a%20b", "/%zz", "a", ""] {
            assert_eq!(file(&folder, wrong), None, "{wrong}");
        }
    }
}

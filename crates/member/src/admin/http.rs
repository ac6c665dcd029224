//! As much HTTP/1.1 as the loopback service needs: one request with a length, one answer, closed.
//! No chunked bodies, no keep-alive, no upgrade; what is not understood is refused.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

const HEAD_BYTES_MAX: usize = 8 * 1024;
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
const READ_BYTES: usize = 8 * 1024;

#[expect(missing_debug_implementations, reason = "it holds a key, which must not reach a log")]
pub struct Request {
    pub method: String,
    pub path: String,
    pub authorization: String,
    pub body: Vec<u8>,
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    kind: &'static str,
    body: Vec<u8>,
}

impl Response {
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self { status, kind: "application/json", body: value.to_string().into_bytes() }
    }

    pub fn problem(status: u16, code: &str, detail: &str) -> Self {
        let value = serde_json::json!({"status": status, "code": code, "detail": detail});
        Self { status, kind: "application/problem+json", body: value.to_string().into_bytes() }
    }
}

struct Head {
    method: String,
    path: String,
    authorization: String,
    length: usize,
    /// Where the body begins.
    end: usize,
}

/// Reads one request within `within`. The inner error is the answer to a request that is none.
pub fn read(stream: &mut impl Read, within: Duration) -> std::io::Result<Result<Request, Response>> {
    let until = Instant::now() + within;
    let mut bytes = Vec::new();
    let head = loop {
        match head(&bytes) {
            Ok(Some(head)) => break head,
            Ok(None) => {}
            Err(refused) => return Ok(Err(refused)),
        }
        if !more(stream, &mut bytes, until)? {
            return Ok(Err(Response::problem(400, "cut_off", "the request ended in its head")));
        }
    };
    if head.length > BODY_BYTES_MAX {
        return Ok(Err(Response::problem(413, "too_large", "send fewer postings at once")));
    }
    let whole = head.end.saturating_add(head.length);
    while bytes.len() < whole {
        if !more(stream, &mut bytes, until)? {
            return Ok(Err(Response::problem(400, "cut_off", "the request ended in its body")));
        }
    }
    let body = bytes.get(head.end..whole).unwrap_or_default().to_vec();
    Ok(Ok(Request { method: head.method, path: head.path, authorization: head.authorization, body }))
}

/// A peer that drips a byte at a time is cut off like one that sends nothing.
fn more(stream: &mut impl Read, bytes: &mut Vec<u8>, until: Instant) -> std::io::Result<bool> {
    if Instant::now() >= until {
        return Err(std::io::Error::new(std::io::ErrorKind::TimedOut, "the request took too long"));
    }
    let mut part = [0; READ_BYTES];
    let count = stream.read(&mut part)?;
    bytes.extend_from_slice(part.get(..count).unwrap_or_default());
    Ok(count > 0)
}

fn head(bytes: &[u8]) -> Result<Option<Head>, Response> {
    let bad = |why: &str| Response::problem(400, "bad_request", why);
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return if bytes.len() > HEAD_BYTES_MAX { Err(bad("the head is too long")) } else { Ok(None) };
    };
    let text = bytes.get(..end).and_then(|head| std::str::from_utf8(head).ok());
    let text = text.filter(|text| text.len() <= HEAD_BYTES_MAX).ok_or_else(|| bad("the head is not readable"))?;
    let mut lines = text.split("\r\n");
    let mut words = lines.next().unwrap_or("").split(' ');
    let (Some(method), Some(path), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad("the request line is not of HTTP/1.1"));
    };
    let mut authorization = String::new();
    let mut length = 0;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { return Err(bad("a header without a colon")) };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = value.to_owned(),
            "content-length" => length = value.parse().map_err(|_| bad("the length is not a number"))?,
            "transfer-encoding" | "expect" => return Err(bad("send the body with its length")),
            _ => {}
        }
    }
    let (method, path) = (method.to_owned(), path.to_owned());
    Ok(Some(Head { method, path, authorization, length, end: end.saturating_add(4) }))
}

pub fn write(stream: &mut impl Write, response: &Response) -> std::io::Result<()> {
    let reason = match response.status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        413 => "Content Too Large",
        _ => "Internal Server Error",
    };
    let head = format!(
        "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        response.status,
        response.kind,
        response.body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&response.body)?;
    stream.flush()
}

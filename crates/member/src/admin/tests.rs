use super::http::{read, write};
use super::*;
use std::io::Cursor;

fn refused(text: &str) -> u16 {
    let mut stream = Cursor::new(text.as_bytes().to_vec());
    match read(&mut stream, Duration::from_secs(5)).unwrap() {
        Ok(_) => 0,
        Err(response) => response.status,
    }
}

#[test]
fn one_request_is_read_and_what_is_none_is_refused() {
    let text = "POST /postings HTTP/1.1\r\nauthorization:  Bearer k \r\nContent-Length: 3\r\n\r\nabcdef";
    let request = read(&mut Cursor::new(text.as_bytes()), Duration::from_secs(5)).unwrap().ok().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/postings"));
    assert_eq!((request.authorization.as_str(), request.body.as_slice()), ("Bearer k", b"abc".as_slice()));
    for (text, status) in [
        ("", 400),
        ("GET / HTTP/1.1\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/2\r\n\r\n", 400),
        ("GET / HTTP/1.1 x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nnocolon\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
    ] {
        assert_eq!(refused(text), status, "{text:?}");
    }
    assert_eq!(refused(&format!("GET / HTTP/1.1\r\nx: {}", "x".repeat(9_000))), 400);
}

#[test]
fn an_answer_says_its_length_and_closes() {
    let mut out = Vec::new();
    write(&mut out, &Response::problem(404, "not_found", "no")).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: "));
    assert!(text.ends_with("\"status\":404}"), "{text}");
}

#[test]
fn a_key_is_right_or_not() {
    assert!(same(b"Bearer k", b"Bearer k"));
    assert!(!same(b"Bearer k", b"Bearer l"));
    assert!(!same(b"Bearer ", b"Bearer k"));
    assert!(!same(b"", b"Bearer k"));
}

//! The least of HTTP/1.1 that asks a centre: a generator must not weigh more than what it measures.

use super::events::Events;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest answer.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

pub struct Line {
    socket: TcpStream,
    buffer: Vec<u8>,
}

pub async fn open(address: &str) -> Option<Line> {
    let socket = TcpStream::connect(address).await.ok()?;
    socket.set_nodelay(true).ok()?;
    Some(Line { socket, buffer: Vec::with_capacity(8 * 1024) })
}

impl Line {
    /// The status of the answer, once all of it is there.
    pub async fn ask(&mut self, key: &str, Events { kind, body }: &Events) -> Option<u16> {
        let request = format!(
            "POST /api/v1/verdicts HTTP/1.1\r\nhost: cordon\r\nauthorization: Bearer {key}\r\n\
             content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.socket.write_all(request.as_bytes()).await.ok()?;
        self.buffer.clear();
        loop {
            if self.socket.read_buf(&mut self.buffer).await.ok()? == 0 || self.buffer.len() > ANSWER_BYTES_MAX {
                return None;
            }
            if let Some((status, len)) = head(&self.buffer)
                && self.buffer.len() >= len
            {
                return Some(status);
            }
        }
    }
}

/// Status, and the length of head and body.
fn head(bytes: &[u8]) -> Option<(u16, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?.checked_add(4)?;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    })?;
    Some((status, end.checked_add(length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is_there() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(head(answer), Some((200, answer.len())));
        assert_eq!(head(&answer[..30]), None);
    }
}

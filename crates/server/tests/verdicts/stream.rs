//! A call on a WebSocket, spoken by hand: utterances in, what they come to out, also what others hand on.

use crate::calls::{TURNS, begin, say};
use crate::hall::Hall;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

struct Socket(BufReader<TcpStream>);

impl Socket {
    /// The status of the handshake, and the socket.
    fn open(at: SocketAddr, path: &str, key: &str) -> (u16, Self) {
        let mut socket = TcpStream::connect(at).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: cordon\r\nauthorization: Bearer {key}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.write_all(head.as_bytes()).unwrap();
        let mut lines = BufReader::new(socket);
        let mut status = String::new();
        lines.read_line(&mut status).unwrap();
        let mut line = String::new();
        while line.trim() != "" || line.is_empty() {
            line.clear();
            lines.read_line(&mut line).unwrap();
        }
        (status.split(' ').nth(1).unwrap().parse().unwrap(), Self(lines))
    }

    /// A frame of text, masked with nothing.
    fn say(&mut self, told: &Value) {
        let text = told.to_string();
        let mut frame = vec![0x81, 0x80 | 126];
        frame.extend_from_slice(&u16::try_from(text.len()).unwrap().to_be_bytes());
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(text.as_bytes());
        self.0.get_mut().write_all(&frame).unwrap();
    }

    /// The next frame of text; none when the other side closes.
    fn hear(&mut self) -> Option<Value> {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).ok()?;
        let len = match head[1] {
            126 => {
                let mut long = [0; 2];
                self.0.read_exact(&mut long).ok()?;
                usize::from(u16::from_be_bytes(long))
            }
            short => usize::from(short),
        };
        let mut body = vec![0; len];
        self.0.read_exact(&mut body).ok()?;
        (head[0] == 0x81).then(|| serde_json::from_slice(&body).unwrap())
    }
}

fn served(hall: &Hall) -> SocketAddr {
    let listener = hall.runtime().block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let at = listener.local_addr().unwrap();
    let router = hall.router();
    hall.runtime().spawn(async move { axum::serve(listener, router).await });
    at
}

#[test]
fn a_call_on_a_socket_is_heard_to_its_end() {
    let hall = Hall::open();
    let at = served(&hall);
    begin(&hall, "w-1", json!({"basis": "reported"}));
    let path = "/api/v1/calls/w-1/stream";
    let (status, mut socket) = Socket::open(at, path, &hall.token("carrier"));
    assert_eq!(status, 101);
    let mut alarms = 0;
    for (seq, text) in TURNS.iter().enumerate() {
        socket.say(&json!({"utterance": {"seq": seq, "speaker": "caller", "text": text}}));
        let told = socket.hear().unwrap();
        assert_eq!((told["seq"].as_u64(), told["content_read"].as_bool()), (Some(seq as u64), Some(true)), "{told}");
        alarms += usize::from(!told["alarm"].is_null());
    }
    assert_eq!(alarms, 1);
    socket.say(&json!({"utterance": {"seq": 9}}));
    assert_eq!(socket.hear().unwrap()["problem"]["status"], 422);
    // Another connection of the same carrier hands on words of the same call.
    let posted = say(&hall, "w-1", 6, json!({}));
    assert_eq!(socket.hear().unwrap(), posted);
    socket.say(&json!({"end": true}));
    assert_eq!(socket.hear().unwrap()["id"], "w-1");
    assert!(socket.hear().is_none(), "and it is closed");
    hall.register("other_carrier", "999300000099", "carrier");
    begin(&hall, "w-2", json!({"basis": "reported"}));
    let (status, _) = Socket::open(at, "/api/v1/calls/w-2/stream", &hall.token("other_carrier"));
    assert_eq!(status, 404);
}

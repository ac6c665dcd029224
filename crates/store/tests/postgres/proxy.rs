//! Stands between a store and its server and cuts where it is told to.
//!
//! It reads what the client says by the protocol's own framing: every message but the first is one
//! letter, four bytes of length, and its body. The commit is a simple query with that word.

use crate::cluster;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

/// What happens at the next commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Cut {
    No = 0,
    /// The server never hears of it.
    Before = 1,
    /// The server commits, and nobody is told.
    After = 2,
}

pub struct Proxy {
    folder: tempfile::TempDir,
    cut: Arc<AtomicU8>,
}

impl Proxy {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let cut = Arc::new(AtomicU8::new(Cut::No as u8));
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), cut) = (client, Arc::clone(&shared)) else { return };
                // A server that is away refuses; so does the proxy.
                if let Ok(server) = UnixStream::connect(cluster().folder().join(".s.PGSQL.5432")) {
                    thread::spawn(move || between(&client, &server, &cut));
                }
            }
        });
        Self { folder, cut }
    }

    pub fn address(&self, name: &str) -> String {
        format!("postgresql:///{name}?user=cordon&host={}", self.folder.path().display())
    }

    pub fn next_commit(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }

    /// Whether a cut that was ordered has not happened yet.
    pub fn is_armed(&self) -> bool {
        self.cut.load(Ordering::SeqCst) != Cut::No as u8
    }
}

fn between(client: &UnixStream, server: &UnixStream, cut: &AtomicU8) {
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let answers = thread::spawn(move || {
        let _ = std::io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let _ = questions(client, server, cut);
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
    let _ = answers.join();
}

/// Messages from the client, one by one, until one is to be cut.
fn questions(mut client: &UnixStream, mut server: &UnixStream, cut: &AtomicU8) -> std::io::Result<()> {
    let mut begun = false;
    loop {
        let mut message = vec![0; if begun { 5 } else { 4 }];
        client.read_exact(&mut message)?;
        let length = u32::from_be_bytes(message[message.len() - 4..].try_into().unwrap());
        let head = message.len();
        message.resize(head + usize::try_from(length).unwrap() - 4, 0);
        client.read_exact(&mut message[head..])?;
        let is_commit = begun && message[0] == b'Q' && message[5..].starts_with(b"commit");
        begun = true;
        let ordered = if is_commit { cut.swap(Cut::No as u8, Ordering::SeqCst) } else { 0 };
        if ordered == Cut::Before as u8 {
            return Ok(());
        }
        if ordered == Cut::After as u8 {
            // The client is gone before the answer; the server hears the whole of it.
            client.shutdown(Shutdown::Both)?;
            server.write_all(&message)?;
            // Until it has answered, and therefore committed.
            std::thread::sleep(std::time::Duration::from_millis(300));
            return Ok(());
        }
        server.write_all(&message)?;
    }
}

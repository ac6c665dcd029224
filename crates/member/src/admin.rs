//! A small service on the loopback for whoever moves money in the built-in ledger: a demo's driver, a
//! teller's script, a drill.
//!
//! `POST /postings`, `POST /uses` of value that was bought, `POST /holds` on the bank's own suspicion,
//! `GET /accounts/{number}`, `GET /healthz`. One request per connection, HTTP/1.1,
//! `Authorization: Bearer <key>`. Not a public interface: only loopback addresses are bound.

pub mod forms;
pub mod http;
mod views;

use crate::clock::Now;
use crate::config::AdminConfig;
use crate::courier::lock;
use crate::error::Error;
use crate::gateway::Gateway;
use http::{Request, Response};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long one peer may keep the service from the next.
const PEER_MS: u64 = 2_000;
/// How often the stop flag is looked at while nobody calls.
const IDLE_MS: u64 = 5;

/// The service, bound and not yet running.
pub struct Service {
    listener: TcpListener,
    gateway: Arc<Mutex<Gateway>>,
    now: Arc<dyn Now>,
    bearer: String,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Service({:?})", self.listener.local_addr())
    }
}

impl Service {
    pub fn bind(settings: &AdminConfig, gateway: Arc<Mutex<Gateway>>, now: Arc<dyn Now>) -> Result<Self, Error> {
        let listener = TcpListener::bind(settings.listen)?;
        listener.set_nonblocking(true)?;
        let bearer = format!("Bearer {}", settings.key);
        Ok(Self { listener, gateway, now, bearer })
    }

    pub fn address(&self) -> Result<SocketAddr, Error> {
        Ok(self.listener.local_addr()?)
    }

    /// Serves one peer after the other until the flag is up.
    pub fn run(&self, stop: &AtomicBool) -> Result<(), Error> {
        tracing::info!(address = %self.address()?, "postings are taken");
        while !stop.load(Ordering::Relaxed) {
            match self.listener.accept() {
                // What goes wrong with one peer is that peer's loss.
                Ok((stream, _)) => {
                    if let Err(error) = self.serve(stream) {
                        tracing::warn!(%error, "a caller of the loopback service was dropped");
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    std::thread::sleep(Duration::from_millis(IDLE_MS));
                }
                Err(error) => tracing::warn!(%error, "the loopback service could not accept"),
            }
        }
        Ok(())
    }

    fn serve(&self, mut stream: TcpStream) -> Result<(), Error> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(Duration::from_millis(PEER_MS)))?;
        stream.set_write_timeout(Some(Duration::from_millis(PEER_MS)))?;
        let response = match http::read(&mut stream, Duration::from_millis(PEER_MS))? {
            Ok(request) => self.answer(&request),
            Err(refused) => refused,
        };
        Ok(http::write(&mut stream, &response)?)
    }

    fn answer(&self, request: &Request) -> Response {
        if request.method == "GET" && request.path == "/healthz" {
            return Response::json(200, &serde_json::json!({"ok": true}));
        }
        if !same(request.authorization.as_bytes(), self.bearer.as_bytes()) {
            return Response::problem(401, "unauthorized", "send the key of `admin.key`");
        }
        let answered = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/postings") => self.postings(&request.body),
            ("POST", "/uses") => self.uses(&request.body),
            ("POST", "/holds") => self.hold(&request.body),
            ("GET", path) => match path.strip_prefix("/accounts/") {
                Some(number) => self.account(number),
                None => Ok(not_found()),
            },
            _ => Ok(not_found()),
        };
        answered.unwrap_or_else(|error| {
            tracing::error!(%error, "the loopback service failed");
            Response::problem(500, "failed", "see the gateway's log")
        })
    }

    fn postings(&self, body: &[u8]) -> Result<Response, Error> {
        let postings = match forms::read_postings(body) {
            Ok(postings) => postings,
            Err(why) => return Ok(Response::problem(400, "bad_postings", &why)),
        };
        let mut gateway = lock(&self.gateway)?;
        let posted = gateway.post(&postings)?;
        // Who watches an account learns of it now, not with the next look.
        gateway.look_at_watches(self.now.now())?;
        drop(gateway);
        let results: Vec<_> = postings.iter().zip(&posted).map(|(p, done)| views::result(&p.id, done)).collect();
        Ok(Response::json(200, &serde_json::json!({"results": results})))
    }

    fn uses(&self, body: &[u8]) -> Result<Response, Error> {
        let uses = match forms::read_uses(body) {
            Ok(uses) => uses,
            Err(why) => return Ok(Response::problem(400, "bad_uses", &why)),
        };
        let used = lock(&self.gateway)?.spend(&uses)?;
        let results: Vec<_> = uses.iter().zip(used).map(|(spent, done)| views::used(&spent.id, done)).collect();
        Ok(Response::json(200, &serde_json::json!({"results": results})))
    }

    /// What is not held is an answer too: 200, with why.
    fn hold(&self, body: &[u8]) -> Result<Response, Error> {
        let suspicion = match forms::read_suspicion(body) {
            Ok(suspicion) => suspicion,
            Err(why) => return Ok(Response::problem(400, "bad_hold", &why)),
        };
        let now = self.now.now();
        let done = lock(&self.gateway)?.hold_on_suspicion(&suspicion, now)?;
        Ok(Response::json(200, &views::suspicion(&done, now)))
    }

    fn account(&self, number: &str) -> Result<Response, Error> {
        let now = self.now.now();
        let view = lock(&self.gateway)?.ledger(|ledger| views::account(ledger, number, now))?;
        Ok(view.map_or_else(not_found, |view| Response::json(200, &view)))
    }
}

fn not_found() -> Response {
    Response::problem(404, "not_found", "there is no such thing here")
}

/// In a time that does not tell how much of the key was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0_u8, |sum, (x, y)| sum | (x ^ y)) == 0
}

#[cfg(test)]
mod tests;

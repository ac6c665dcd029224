//! A small identity provider that really signs, and says whatever it is told to: for tokens that no honest provider
//! would give. Signing in by a whole, certified one is told in `workbench/journeys/provider.journey.ts`.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub const CLIENT: &str = "cordon";
pub const SECRET: &str = "a secret of the client, long enough";
/// Nobody's.
pub const SUBJECT: &str = "6b3c1f7e-0000-4000-8000-00000000beef";

/// How the next tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    Well,
    /// By a key that is not the provider's, under the name of one that is.
    ByAnother,
    /// By a key that it does not publish yet.
    ByUnknown,
    /// HMAC, with the client's secret.
    WithSecret,
    /// `alg` is `none`, and there is no signature.
    Not,
}

/// What was asked of it for one code.
#[derive(Clone)]
struct Asked {
    nonce: String,
    challenge: String,
}

pub struct State {
    pub base: String,
    /// Changes the claims of the next tokens.
    pub claims: Box<dyn Fn(&mut Value) + Send>,
    pub signed: Signed,
    /// Names of the keys that it publishes.
    pub keys: Vec<u8>,
    /// Says in its description that it names itself in its answers.
    pub names_itself: bool,
    /// Requests by path.
    pub seen: BTreeMap<String, u32>,
    pub now_s: i64,
    codes: BTreeMap<String, Asked>,
}

#[derive(Clone)]
pub struct Provider(pub Arc<Mutex<State>>);

fn key(name: u8) -> SigningKey {
    SigningKey::from_bytes(&[name; 32])
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The values of a query or a form.
pub fn pairs(text: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| {
        let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
        while let [first, after @ ..] = rest {
            let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%');
            bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
            rest = if escaped.is_some() { &after[2..] } else { after };
        }
        String::from_utf8(bytes).unwrap()
    };
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decoded(k), decoded(v))).collect()
}

impl Provider {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let now_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let state = State {
            base,
            claims: Box::new(|_| {}),
            signed: Signed::Well,
            keys: vec![1],
            names_itself: true,
            seen: BTreeMap::new(),
            now_s: i64::try_from(now_s).unwrap(),
            codes: BTreeMap::new(),
        };
        let it = Self(Arc::new(Mutex::new(state)));
        let at = it.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| at.answer(stream)));
        it
    }

    pub fn issuer(&self) -> String {
        self.0.lock().unwrap().base.clone()
    }

    /// From now on its tokens are like this.
    pub fn gives(&self, signed: Signed, claims: impl Fn(&mut Value) + Send + 'static) {
        let mut state = self.0.lock().unwrap();
        (state.signed, state.claims) = (signed, Box::new(claims));
    }

    pub fn seen(&self, path: &str) -> u32 {
        self.0.lock().unwrap().seen.get(path).copied().unwrap_or(0)
    }

    /// Somebody signs in at the address to which he was sent; what his browser brings back.
    pub fn visited(&self, address: &str) -> BTreeMap<String, String> {
        let asked = pairs(address.split_once('?').unwrap().1);
        assert_eq!((asked["response_type"].as_str(), asked["code_challenge_method"].as_str()), ("code", "S256"));
        assert_eq!(asked["client_id"], CLIENT);
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let mut state = self.0.lock().unwrap();
        let code = format!(
            "a-code-of-nobody-{}",
            state.seen.values().sum::<u32>() + u32::try_from(state.codes.len()).unwrap()
        );
        let one = Asked { nonce: asked["nonce"].clone(), challenge: asked["code_challenge"].clone() };
        state.codes.insert(code.clone(), one);
        let mut back = BTreeMap::from([("state".to_owned(), asked["state"].clone()), ("code".to_owned(), code)]);
        if state.names_itself {
            back.insert("iss".to_owned(), state.base.clone());
        }
        back
    }

    fn answer(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                break;
            }
            head.push(line.trim().to_owned());
        }
        let header = |name: &str| {
            let found =
                head.iter().find_map(|line| line.split_once(':').filter(|(key, _)| key.eq_ignore_ascii_case(name)));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
        reader.read_exact(&mut body).unwrap();
        let Some(path) = head.first().and_then(|line| line.split(' ').nth(1)) else { return };
        let (status, said) = self.said(path, &header("authorization").unwrap_or_default(), &body);
        let said = said.to_string();
        let length = said.len();
        let _ = write!(
            reader.into_inner(),
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{said}"
        );
    }

    fn said(&self, path: &str, authorization: &str, body: &[u8]) -> (u16, Value) {
        let mut state = self.0.lock().unwrap();
        *state.seen.entry(path.to_owned()).or_default() += 1;
        let base = state.base.clone();
        match path {
            "/.well-known/openid-configuration" => {
                let all = json!({
                    "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
                    "token_endpoint": format!("{base}/token"), "jwks_uri": format!("{base}/keys"),
                    "response_types_supported": ["code"], "subject_types_supported": ["public"],
                    // Whatever it claims to sign with, the centre has a list of its own.
                    "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
                    "authorization_response_iss_parameter_supported": state.names_itself,
                });
                (200, all)
            }
            "/keys" => {
                let all: Vec<Value> = state
                    .keys
                    .iter()
                    .map(|name| {
                        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": name.to_string(),
                        "x": encoded(key(*name).verifying_key().to_bytes())})
                    })
                    .collect();
                (200, json!({"keys": all}))
            }
            "/token" => state.token(authorization, std::str::from_utf8(body).unwrap()),
            _ => (404, json!({})),
        }
    }
}

impl State {
    fn token(&mut self, authorization: &str, body: &str) -> (u16, Value) {
        let secret = STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+").replace(',', "%2C")));
        if authorization != format!("Basic {secret}") {
            return (401, json!({"error": "invalid_client"}));
        }
        let said = pairs(body);
        let challenge = encoded(Sha256::digest(said["code_verifier"].as_bytes()));
        // A code is used once, and by whoever asked for it.
        match self.codes.remove(&said["code"]) {
            Some(asked) if asked.challenge == challenge => {
                let token = self.signed(&asked.nonce);
                (200, json!({"access_token": "an-access-token", "token_type": "Bearer", "id_token": token}))
            }
            _ => (400, json!({"error": "invalid_grant", "error_description": "<b>whatever</b>"})),
        }
    }

    fn signed(&self, nonce: &str) -> String {
        let now = self.now_s;
        let mut claims = json!({"iss": self.base, "aud": CLIENT, "sub": SUBJECT, "nonce": nonce,
            "iat": now, "exp": now + 300, "auth_time": now - 60, "employee": "99001"});
        (self.claims)(&mut claims);
        let (name, alg) = match self.signed {
            Signed::ByUnknown => (9, "EdDSA"),
            Signed::WithSecret => (1, "HS256"),
            Signed::Not => (1, "none"),
            Signed::Well | Signed::ByAnother => (1, "EdDSA"),
        };
        let head = json!({"alg": alg, "kid": name.to_string(), "typ": "JWT"}).to_string();
        let text = format!("{}.{}", encoded(head), encoded(claims.to_string()));
        let signature = match self.signed {
            Signed::Well | Signed::ByUnknown => encoded(key(name).sign(text.as_bytes()).to_bytes()),
            Signed::ByAnother => encoded(key(77).sign(text.as_bytes()).to_bytes()),
            Signed::WithSecret => {
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
                mac.update(text.as_bytes());
                encoded(mac.finalize().into_bytes())
            }
            Signed::Not => String::new(),
        };
        format!("{text}.{signature}")
    }
}

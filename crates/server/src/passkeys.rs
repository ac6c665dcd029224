//! Passkeys (WebAuthn): the questions that a browser answers with a key that it keeps, and whether the answer is
//! right. Which key is whose, and what comes of it, is the desk's.

use anyhow::Context;
use cordon_desk::Refusal;
use cordon_model::{Code, Officer};
use cordon_store::records::Passkey as Kept;
use serde::de::DeserializeOwned;
use serde_json::Value;
use webauthn_rs::prelude::{Passkey, PasskeyAuthentication, PasskeyRegistration, Url, Uuid, Webauthn, WebauthnBuilder};

/// For the one address at which the site is reached.
#[derive(Debug)]
pub struct Passkeys(Webauthn);

/// A question, and what its answer is compared with.
#[derive(Debug)]
pub struct Asked {
    /// For the browser's `navigator.credentials`.
    pub options: Value,
    /// For nobody but the store.
    pub state: String,
}

/// A new passkey: the browser's id of it and what the library keeps.
#[derive(Debug)]
pub struct Made {
    pub credential: String,
    pub key: String,
}

fn wrong(error: impl std::fmt::Display) -> Refusal {
    // What the library says names no key and no person.
    Refusal::new(Code::SecondFactorWrong, format!("the passkey's answer is not right: {error}"))
}

fn broken(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::Internal, format!("passkeys: {error}"))
}

fn asked(options: &impl serde::Serialize, state: &impl serde::Serialize) -> Result<Asked, Refusal> {
    let options = serde_json::to_value(options).map_err(broken)?;
    Ok(Asked { options, state: serde_json::to_string(state).map_err(broken)? })
}

fn said<T: DeserializeOwned>(answer: Value) -> Result<T, Refusal> {
    serde_json::from_value(answer).map_err(|_| Refusal::field("response", "is not what a browser says of a passkey"))
}

fn kept<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    serde_json::from_str(text).map_err(broken)
}

impl Passkeys {
    /// `origin` is where officers reach the workbench, such as `https://centre.city.example`.
    pub fn of(origin: &str) -> anyhow::Result<Self> {
        let url = Url::parse(origin).with_context(|| format!("`sign_in.origin` `{origin}` is no address"))?;
        let host = url.domain().with_context(|| {
            format!("`sign_in.origin` `{origin}` has no name; browsers keep passkeys for names, not for numbers")
        })?;
        // At one's own machine ports come and go.
        let any_port = host == "localhost";
        let built =
            WebauthnBuilder::new(host, &url).and_then(|it| it.rp_name("Cordon").allow_any_port(any_port).build());
        Ok(Self(built.with_context(|| format!("`sign_in.origin` `{origin}` does not do for passkeys"))?))
    }

    pub fn ask_new(&self, officer: &Officer, there: &[Kept]) -> Result<Asked, Refusal> {
        let known: Vec<Passkey> = there.iter().map(|one| kept(&one.key)).collect::<Result<_, _>>()?;
        let known = known.iter().map(|key| key.cred_id().clone()).collect();
        let id = Uuid::from_bytes(officer.id.bytes());
        let begun = self.0.start_passkey_registration(id, &officer.login, &officer.name, Some(known));
        let (options, state) = begun.map_err(broken)?;
        asked(&options, &state)
    }

    pub fn made(&self, answer: Value, state: &str) -> Result<Made, Refusal> {
        let state: PasskeyRegistration = kept(state)?;
        let key = self.0.finish_passkey_registration(&said(answer)?, &state).map_err(wrong)?;
        let credential = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, key.cred_id());
        Ok(Made { credential, key: serde_json::to_string(&key).map_err(broken)? })
    }

    pub fn ask(&self, there: &[Kept]) -> Result<Asked, Refusal> {
        let known: Vec<Passkey> = there.iter().map(|one| kept(&one.key)).collect::<Result<_, _>>()?;
        let (options, state) = self.0.start_passkey_authentication(&known).map_err(broken)?;
        asked(&options, &state)
    }

    /// Which of them answered, and what it has become by that.
    pub fn answered<'a>(&self, there: &'a [Kept], answer: Value, state: &str) -> Result<(&'a Kept, String), Refusal> {
        let state: PasskeyAuthentication = kept(state)?;
        let result = self.0.finish_passkey_authentication(&said(answer)?, &state).map_err(wrong)?;
        for one in there {
            let mut key: Passkey = kept(&one.key)?;
            if key.update_credential(&result).is_some() {
                return Ok((one, serde_json::to_string(&key).map_err(broken)?));
            }
        }
        Err(wrong("none of the officer's own"))
    }
}

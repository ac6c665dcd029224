//! What was typed into a form. Each form carries a token of its session and an idempotency key; what
//! was typed survives a session that ended meanwhile.

use super::page;
use super::session;
use super::visitor::Visitor;
use crate::app::App;
use crate::http::problem::Problem;
use crate::random;
use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::{Code, Officer};
use sha2::{Digest, Sha256};

/// The names that belong to every form.
pub const CSRF: &str = "csrf";
pub const KEY: &str = "key";
/// Fields of one form, and of its longest text.
const FIELDS_MAX: usize = 200;

/// Fields in the order in which they stood in the form.
#[derive(Clone, Default)]
pub struct Fields {
    pub values: Vec<(String, String)>,
    pub file: Option<Vec<u8>>,
}

/// Nothing typed.
pub static NONE: Fields = Fields { values: Vec::new(), file: None };

impl Fields {
    /// What was typed into the form that goes to `action`: a page may hold several forms, and only the
    /// one that was refused is shown as it was.
    pub fn on(&self, visitor: &Visitor, action: &str) -> &Self {
        if visitor.path == action { self } else { &NONE }
    }

    /// What was typed, without the blanks around it; empty where nothing was.
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|text| !text.is_empty())
    }

    pub fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.some(name).ok_or_else(|| Refusal::missing(name))
    }

    /// What the key of a form stands for: the address and everything typed.
    fn digest(&self, path: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        part(path.as_bytes());
        for (name, value) in self.values.iter().filter(|(name, _)| name != CSRF && name != KEY) {
            part(name.as_bytes());
            part(value.as_bytes());
        }
        part(self.file.as_deref().unwrap_or_default());
        hash.finalize().into()
    }
}

/// A form that anybody may post.
pub struct Posted {
    pub visitor: Visitor,
    pub fields: Fields,
}

/// A form posted by somebody who is signed in.
pub struct Acting {
    pub visitor: Visitor,
    pub officer: Officer,
    pub fields: Fields,
}

/// A page for somebody who is signed in.
#[derive(Clone)]
pub struct Seated {
    pub visitor: Visitor,
    pub officer: Officer,
}

async fn fields(request: Request, app: &App) -> Result<Fields, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let unreadable = |_| Refusal::new(Code::BodyInvalid, "");
    let fields = if kind.starts_with("multipart/form-data") {
        let parts = Multipart::from_request(request, app).await.map_err(|_| Refusal::bare(Code::BodyInvalid))?;
        multipart(parts).await?
    } else {
        let Form(values) = Form::<Vec<(String, String)>>::from_request(request, app).await.map_err(unreadable)?;
        Fields { values, file: None }
    };
    if fields.values.len() > FIELDS_MAX {
        return Err(Refusal::bare(Code::TooLarge));
    }
    Ok(fields)
}

/// The one file of a form, and its other fields. The whole body is bounded by the router.
async fn multipart(mut parts: Multipart) -> Result<Fields, Refusal> {
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|e| too_large(e.status()))? {
        let name = part.name().unwrap_or("").to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|e| too_large(e.status()))?;
        if is_file {
            fields.file = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
            continue;
        }
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::bare(Code::BodyInvalid))?;
        fields.values.push((name, text));
        if fields.values.len() > FIELDS_MAX {
            break;
        }
    }
    Ok(fields)
}

fn too_large(status: StatusCode) -> Refusal {
    Refusal::bare(if status == StatusCode::PAYLOAD_TOO_LARGE { Code::TooLarge } else { Code::BodyInvalid })
}

async fn read(request: Request, app: &App) -> Result<(Visitor, Fields), Response> {
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, app).await?;
    let request = Request::from_parts(parts, body);
    match fields(request, app).await {
        Ok(fields) => Ok((visitor, fields)),
        Err(refusal) => Err(page::problem(&visitor, &Problem::from(refusal))),
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (visitor, fields) = read(request, app).await?;
        if !visitor.csrf_fits(&visitor.path, fields.get(CSRF)) {
            return Err(page::form_expired(&visitor));
        }
        Ok(Self { visitor, fields })
    }
}

impl FromRequest<App> for Acting {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (visitor, fields) = read(request, app).await?;
        let fits = visitor.csrf_fits(&visitor.path, fields.get(CSRF));
        let Some(officer) = visitor.officer.clone() else {
            // Only what came from a form of ours is kept and shown again.
            let kept = if fits { fields } else { Fields::default() };
            return Err(session::again(visitor, kept));
        };
        if !fits {
            return Err(page::form_expired(&visitor));
        }
        Ok(Self { visitor, officer, fields })
    }
}

impl FromRequestParts<App> for Seated {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        match visitor.officer.clone() {
            Some(officer) => Ok(Self { visitor, officer }),
            None => Err(page::see_other(&visitor, &format!("/sign-in?next={}", visitor.path))),
        }
    }
}

/// A call with the key of the form and what the key stands for.
fn keyed(call: Call, fields: &Fields, path: &str) -> Result<Call, Refusal> {
    let key = fields.some(KEY).ok_or(Refusal::bare(Code::IdempotencyKeyMissing))?;
    if key.len() > 100 {
        return Err(Refusal::field(KEY, "is longer than 100 characters"));
    }
    Ok(call.key(format!("web:{key}"), fields.digest(path)))
}

impl Posted {
    /// A citizen's call.
    pub fn call(&self) -> Result<Call, Refusal> {
        let call = Call::new(Actor::Citizen, self.visitor.now, random::seed());
        keyed(call, &self.fields, &self.visitor.path)
    }
}

impl Seated {
    pub fn call(&self) -> Call {
        Call::new(Actor::Officer(self.officer.clone()), self.visitor.now, random::seed())
    }
}

impl Acting {
    pub fn seated(&self) -> Seated {
        Seated { visitor: self.visitor.clone(), officer: self.officer.clone() }
    }

    /// Runs one act. A form without its key is refused, and the refusal leaves an entry.
    pub async fn act<T: Send + 'static>(
        &self,
        app: &App,
        work: impl FnOnce(&App, &Call) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Problem> {
        let call = keyed(self.seated().call(), &self.fields, &self.visitor.path);
        let bare = self.seated().call();
        app.run(move |app| match call {
            Ok(call) => work(app, &call),
            Err(refusal) => Err(app.desk.note_refusal("request", &bare, refusal, &[])),
        })
        .await
    }
}

impl Acting {
    /// Runs what must happen anew each time, because its answer is never kept: opening sealed facts.
    pub async fn act_anew<T: Send + 'static>(
        &self,
        app: &App,
        work: impl FnOnce(&App, &Call) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Problem> {
        let call = self.seated().call().purpose(self.fields.get("purpose"));
        app.run(move |app| work(app, &call)).await
    }
}

/// What could not be understood never reached a verb, and leaves an entry all the same.
pub fn understood<T>(app: &App, call: &Call, verb: &'static str, read: Result<T, Refusal>) -> Result<T, Refusal> {
    read.map_err(|refusal| app.desk.note_refusal(verb, call, refusal, &[]))
}

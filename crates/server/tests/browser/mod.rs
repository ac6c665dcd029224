//! A browser for tests: it keeps cookies, fills in the forms it was given, and looks at each page for
//! what must hold of all of them: well-formed, labelled, guarded, nothing inline, nothing from elsewhere.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub cookies: RefCell<BTreeMap<String, String>>,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn has(&self, part: &str) -> bool {
        self.text().contains(part)
    }

    /// The text without what changes by itself and may hold any few letters: the tokens of its forms, which are
    /// drawn, and the moments that machines read (`T04` is an hour).
    pub fn lasting(&self) -> String {
        let text = self.text();
        let tags = text.split("<input type=\"hidden\"").skip(1).map(|input| &input[..input.find('>').unwrap()]);
        let drawn = tags.filter(|tag| matches!(attribute(tag, "name").as_deref(), Some("csrf" | "key")));
        let tokens = drawn.filter_map(|tag| attribute(tag, "value"));
        let moments = text.split("datetime=\"").skip(1).map(|rest| rest[..rest.find('"').unwrap()].to_owned());
        tokens.chain(moments).fold(text.clone(), |text, value| text.replace(&value, ""))
    }

    pub fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The hidden fields of the form that goes to `action`, ready to be posted.
    pub fn form(&self, action: &str) -> Form {
        let text = self.text();
        let at = text.find(&format!("action=\"{action}\"")).unwrap_or_else(|| panic!("no form to {action} in {text}"));
        let rest = &text[at..];
        let form = &rest[..rest.find("</form>").unwrap()];
        let hidden = form.split("<input type=\"hidden\"").skip(1).map(|input| {
            let tag = &input[..input.find('>').unwrap()];
            (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default())
        });
        Form { action: action.to_owned(), fields: hidden.collect() }
    }
}

/// One form, filled in.
#[derive(Clone)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    let value = rest.split_once('"')?.0;
    Some(value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Browser {
    pub fn new(router: Router) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { router, runtime, cookies: RefCell::default() }
    }

    /// Another person's browser at the same centre.
    pub fn other(&self) -> Self {
        Self::new(self.router.clone())
    }

    pub fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }

    pub fn post(&self, form: &Form) -> Page {
        let pairs: Vec<String> =
            form.fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = Request::post(&form.action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(pairs.join("&"))).unwrap())
    }

    pub fn upload(&self, form: &Form, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in &form.fields {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(&form.action).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request.body(Body::from(body)).unwrap())
    }

    fn send(&self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let path = request.uri().to_string();
        let page = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            Page { status, headers, bytes: to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec() }
        });
        self.keep(&page.headers);
        guarded(&path, &page);
        page
    }

    fn keep(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"));
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn sign_in(&self, login: &str, password: &str) -> Page {
        let form = self.get("/sign-in").form("/sign-in").with("login", login).with("password", password);
        self.post(&form)
    }
}

fn guarded(path: &str, page: &Page) {
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
    if page.headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "text/html; charset=utf-8") {
        return;
    }
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "{path}");
    let text = page.text();
    for no in ["<script", " style=", "<style", "javascript:", " onclick", "http://", "https://", "src="] {
        assert!(!text.contains(no), "{path} has {no}");
    }
    well_formed(path, &text);
}

const VOID: [&str; 4] = ["meta", "link", "input", "br"];

/// Every tag is closed in order, every id stands once, every control has a label.
fn well_formed(path: &str, text: &str) {
    let (mut open, mut ids, mut labels, mut controls) = (Vec::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let body = text.strip_prefix("<!DOCTYPE html>").unwrap_or_else(|| panic!("{path} has no doctype"));
    for part in body.split('<').skip(1) {
        let tag = part.split_once('>').unwrap_or_else(|| panic!("{path}: `{part}` is not closed")).0;
        let name: String = tag.chars().take_while(|c| !c.is_whitespace()).collect();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed), "{path}: </{closed}>");
            continue;
        }
        if let Some(id) = attribute(tag, "id") {
            assert!(ids.insert(id.clone()), "{path}: id {id} stands twice");
        }
        if name == "label" {
            labels.insert(attribute(tag, "for").unwrap());
        }
        let hidden = tag.contains("type=\"hidden\"");
        if ["input", "select", "textarea"].contains(&name.as_str()) && !hidden {
            controls.insert(attribute(tag, "id").unwrap_or_else(|| panic!("{path}: {tag} has no id")));
        }
        if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path}: {open:?} stay open");
    assert_eq!(labels, controls, "{path}: labels and controls");
    assert_eq!(text.matches("<h1").count(), 1, "{path}");
    assert!(text.contains("<html lang=\"zh-CN\"") || text.contains("<html lang=\"en\""), "{path}");
}

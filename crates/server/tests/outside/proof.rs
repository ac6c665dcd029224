//! Who has no password here shows at the provider that it is he, before he changes how he signs in.

use crate::provider::{Provider, SUBJECT, Signed, pairs};
use crate::site::{Browser, PASSWORD, Site};
use axum::http::StatusCode;
use cordon_desk::office::{self, NewOfficer, Shown};
use cordon_model::exchange::Private;
use cordon_model::{Officer, OfficerId, Role};
use serde_json::{Value, json};

fn link(site: &Site, provider: &Provider, officer: OfficerId) {
    let (call, issuer) = (site.call(site.administrator), provider.issuer());
    let subject = Private(SUBJECT.into());
    office::link_identity(&site.app.desk, &call, officer, Some(&issuer), &subject, Shown::Typed).unwrap();
}

/// Known, and never given a password.
fn enrol(site: &Site, login: &str) -> OfficerId {
    let like: Officer = site.record(site.enrol(&format!("{login}.like"), Role::Intake));
    let new = NewOfficer {
        login: login.into(),
        name: "接警乙".into(),
        seats: like.seats,
        police_number: None,
        phone: "000-0000-0001".into(),
        password: None,
    };
    office::enrol_officer(&site.app.desk, &site.call(site.administrator), &new).unwrap().officer
}

/// He was asked there just now.
fn asked_now(provider: &Provider) {
    let now = provider.0.lock().unwrap().now_s;
    provider.gives(Signed::Well, move |claims| claims["auth_time"] = json!(now));
}

fn comes_in(provider: &Provider, browser: &Browser) {
    let page = browser.comes_back(&provider.visited(&browser.goes("/workbench/account")));
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
}

/// Goes there to show that it is he.
fn leaves(browser: &Browser) -> String {
    let (status, said) = browser.ask("POST", "/api/v1/second-factor/proof/ask", &json!({"lang": "zh"}));
    assert_eq!(status, 200, "{said}");
    said["address"].as_str().unwrap().to_owned()
}

fn proof(browser: &Browser) -> (String, bool) {
    let (_, shown) = browser.ask("GET", "/api/v1/second-factor", &Value::Null);
    (shown["proof"].as_str().unwrap().to_owned(), shown["proved_until"].is_string())
}

fn begins(browser: &Browser) -> (u16, Value) {
    browser.ask("POST", "/api/v1/second-factor/totp", &json!({}))
}

#[test]
fn who_has_no_password_shows_at_the_provider_that_it_is_he_and_it_counts_once() {
    let provider = Provider::open();
    let site = Site::open(&provider, "");
    link(&site, &provider, enrol(&site, "intake"));
    let browser = site.browser();
    comes_in(&provider, &browser);
    assert_eq!(proof(&browser), ("outside".to_owned(), false));
    // To have come from there is not enough: the provider may not have asked him.
    let (status, told) = begins(&browser);
    assert_eq!((status, told["code"].as_str()), (403, Some("proof_needed")), "{told}");
    assert_eq!((site.last_entry().verb.as_str(), site.last_entry().result.as_str()), ("begin_totp", "proof_needed"));
    assert_eq!(browser.ask("POST", "/api/v1/second-factor/totp", &json!({"password": PASSWORD})).0, 403);
    let address = leaves(&browser);
    let asked = pairs(address.split_once('?').unwrap().1);
    assert_eq!((asked["prompt"].as_str(), asked["max_age"].as_str()), ("login", "0"));
    asked_now(&provider);
    let page = browser.comes_back(&provider.visited(&address));
    assert!(page.has("url=/workbench/account"), "{}", page.text());
    assert_eq!(proof(&browser), ("outside".to_owned(), true));
    assert_eq!(browser.who().as_deref(), Some("intake"), "in the session that he had");
    assert_eq!(begins(&browser).0, 200);
    assert_eq!(proof(&browser), ("outside".to_owned(), false), "used up");
    assert_eq!(begins(&browser).0, 403);
    // The same way to an account of his own there.
    browser.comes_back(&provider.visited(&leaves(&browser)));
    let (status, said) = browser.ask("POST", "/api/v1/second-factor/identities/ask", &json!({}));
    assert_eq!(status, 200, "{said}");
}

#[test]
fn nothing_is_shown_by_an_old_answer_by_anothers_account_or_to_another_session() {
    let provider = Provider::open();
    let site = Site::open(&provider, "");
    let own = enrol(&site, "intake");
    link(&site, &provider, own);
    let browser = site.browser();
    comes_in(&provider, &browser);
    let now = provider.0.lock().unwrap().now_s;
    let back = |browser: &Browser| browser.comes_back(&provider.visited(&leaves(browser)));
    // The provider did not ask him anew, whatever it was told to.
    provider.gives(Signed::Well, move |claims| claims["auth_time"] = json!(now - 120));
    assert!(back(&browser).has("那边上次核验身份太久了"));
    provider.gives(Signed::Well, |claims| drop(claims.as_object_mut().unwrap().remove("auth_time")));
    assert!(back(&browser).has("那边上次核验身份太久了"));
    // Somebody else signed in there.
    provider.gives(Signed::Well, move |claims| {
        (claims["auth_time"], claims["sub"]) = (json!(now), json!("somebody else"));
    });
    assert!(back(&browser).has("不是您关联的账号"));
    assert_eq!(
        (site.last_entry().verb.as_str(), site.last_entry().result.as_str()),
        ("pass_outside", "proof_of_another")
    );
    assert_eq!((proof(&browser).1, begins(&browser).0), (false, 403));
    // What was shown in one session is nothing to another of the same officer.
    asked_now(&provider);
    let other = site.browser();
    comes_in(&provider, &other);
    assert_eq!(back(&other).status, StatusCode::OK);
    assert_eq!((begins(&browser).0, proof(&other).1), (403, true));
    // Ended meanwhile, it shows nothing any more.
    let address = leaves(&browser);
    office::end_sessions(&site.app.desk, &site.call(own)).unwrap();
    assert_eq!(browser.comes_back(&provider.visited(&address)).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn who_has_a_password_is_asked_for_it() {
    let provider = Provider::open();
    let site = Site::open(&provider, "");
    link(&site, &provider, site.enrol("intake", Role::Intake));
    let browser = site.browser();
    comes_in(&provider, &browser);
    assert_eq!(proof(&browser), ("password".to_owned(), false));
    let (status, told) = begins(&browser);
    assert_eq!((status, told["code"].as_str()), (422, Some("field_missing")), "{told}");
    assert_eq!(browser.ask("POST", "/api/v1/second-factor/totp", &json!({"password": PASSWORD})).0, 200);
}

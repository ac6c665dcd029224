//! Signing in by an identity provider, against one that really signs and lies as it is told: wrong tokens, answers of
//! others, answers given twice, a provider that is down. By a whole, certified provider and a real browser it is told
//! in `workbench/journeys/provider.journey.ts`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../browser/mod.rs"]
#[allow(dead_code, reason = "made for another room's tests; the part that is needed here is used")]
mod browser;
mod proof;
mod provider;
mod site;

use axum::http::StatusCode;
use browser::Page;
use cordon_desk::office;
use cordon_model::Role;
use cordon_model::exchange::Private;
use provider::{Provider, SUBJECT, Signed};
use serde_json::{Value, json};
use site::{BACK, Browser, PASSWORD, Site, Whence};
use std::time::Duration;

/// A centre where `intake` is linked to the one account of the provider.
fn open(more: &str) -> (Provider, Site) {
    let provider = Provider::open();
    let site = Site::open(&provider, more);
    let officer = site.enrol("intake", Role::Intake);
    let (call, issuer) = (site.call(site.administrator), provider.issuer());
    office::link_identity(
        &site.app.desk,
        &call,
        officer,
        Some(&issuer),
        &Private(SUBJECT.into()),
        office::Shown::Typed,
    )
    .unwrap();
    (provider, site)
}

/// Somebody else's question, or one that was answered.
const OVER: &str = "这次登录是在别的浏览器里开始的，或者已经用过";

/// The whole way, from the button to the page after it.
fn whole(provider: &Provider, browser: &Browser) -> Page {
    browser.comes_back(&provider.visited(&browser.goes("/workbench/queue")))
}

fn refused(page: &Page, why: &str) {
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text());
    assert!(page.has(why), "`{why}` is not in {}", page.text());
}

#[test]
fn who_is_linked_comes_in_and_the_way_back_is_tied_to_his_browser() {
    let (provider, site) = open("");
    let browser = site.browser();
    let (_, ways) = browser.ask("GET", "/api/v1/sign-in", &Value::Null);
    assert_eq!(ways, json!({"outside": {"zh": "统一登录", "en": "Single sign-on"}, "step": null, "drill": false}));
    let address = browser.goes("/workbench/queue");
    let asked = provider::pairs(address.split_once('?').unwrap().1);
    assert_eq!(asked["redirect_uri"], "https://centre.city.example/sign-in/outside");
    assert_eq!(asked["max_age"], "1800", "as long as a browser may be left alone");
    let tie = browser.cookie("cordon_outside").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/sign-in/outside", "Max-Age=600", "Secure"] {
        assert!(tie.whole.split("; ").any(|one| one == part), "{part} in {}", tie.whole);
    }
    assert!(!address.contains(&tie.value));
    let page = browser.comes_back(&provider.visited(&address));
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has("content=\"0; url=/workbench/queue\""), "{}", page.text());
    assert!(browser.cookie("cordon_outside").is_none());
    assert_eq!(browser.cookie("cordon_session").map(|it| it.whole.contains("SameSite=Strict")), Some(true));
    assert_eq!(browser.who().as_deref(), Some("intake"));
    let (_, sessions) = browser.ask("GET", "/api/v1/sessions", &Value::Null);
    assert_eq!(sessions["items"][0]["way"], "outside");
    assert_eq!((provider.seen("/keys"), provider.seen("/token")), (1, 1));
}

#[test]
fn no_token_that_is_not_right_opens_anything() {
    let (provider, site) = open("");
    let now = provider.0.lock().unwrap().now_s;
    type Change = Box<dyn Fn(&mut Value) + Send>;
    let set = |name: &'static str, value: Value| -> Change { Box::new(move |claims| claims[name] = value.clone()) };
    let without =
        |name: &'static str| -> Change { Box::new(move |claims| drop(claims.as_object_mut().unwrap().remove(name))) };
    let same = || -> Change { Box::new(|_| {}) };
    let hostile: Vec<(&str, Signed, Change, &str)> = vec![
        ("another issuer", Signed::Well, set("iss", json!("https://evil.example")), "(iss)"),
        ("no issuer", Signed::Well, without("iss"), "cannot be read"),
        ("another audience", Signed::Well, set("aud", json!("somebody else")), "(aud)"),
        ("more audiences", Signed::Well, set("aud", json!(["cordon", "somebody else"])), "aud"),
        ("twice us", Signed::Well, set("aud", json!(["cordon", "cordon"])), "aud"),
        ("no audience", Signed::Well, set("aud", json!([])), "(aud)"),
        ("another's party", Signed::Well, set("azp", json!("somebody else")), "(azp, aud)"),
        ("another nonce", Signed::Well, set("nonce", json!("another")), "(nonce)"),
        ("no nonce", Signed::Well, without("nonce"), "(nonce)"),
        ("over", Signed::Well, set("exp", json!(now - 61)), "请管理员核对两边的时钟"),
        ("made in the future", Signed::Well, set("iat", json!(now + 120)), "请管理员核对两边的时钟"),
        ("asked too long ago", Signed::Well, set("auth_time", json!(now - 1_862)), "那边上次核验身份太久了"),
        ("asked in the future", Signed::Well, set("auth_time", json!(now + 120)), "那边上次核验身份太久了"),
        ("not said when asked", Signed::Well, without("auth_time"), "那边上次核验身份太久了"),
        ("another's signature", Signed::ByAnother, same(), "signature is not right"),
        ("a key nobody knows", Signed::ByUnknown, same(), "(kid)"),
        ("the client's secret", Signed::WithSecret, same(), "(alg)"),
        ("no signature", Signed::Not, same(), "not signed"),
        ("no end", Signed::Well, without("exp"), "cannot be read"),
        ("an empty subject", Signed::Well, set("sub", json!("")), "lacks the claim"),
    ];
    for (what, signed, change, why) in hostile {
        provider.gives(signed, change);
        let browser = site.browser();
        let page = whole(&provider, &browser);
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{what}");
        assert!(page.has(why), "{what}: `{why}` is not in {}", page.text());
        assert!(browser.cookie("cordon_session").is_none() && browser.who().is_none(), "{what}");
    }
    // A clock may be a little off.
    provider.gives(Signed::Well, move |claims| claims["exp"] = json!(now - 20));
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    provider.gives(Signed::Well, move |claims| claims["iat"] = json!(now + 30));
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    provider.gives(Signed::Well, |claims| claims["aud"] = json!(["cordon"]));
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
}

#[test]
fn an_answer_counts_once_and_for_the_browser_that_was_sent_away() {
    let (provider, site) = open("");
    let (browser, other) = (site.browser(), site.browser());
    let answer = provider.visited(&browser.goes("/workbench/"));
    // Somebody else's browser, with no question or with one of its own.
    refused(&other.comes_back(&answer), OVER);
    let own = provider.visited(&other.goes("/workbench/"));
    refused(&other.comes_back(&answer), OVER);
    assert_eq!(provider.seen("/token"), 0, "the code went nowhere");
    // A code of somebody else, brought in with a right state: it was asked for with another proof.
    let mut mixed = answer.clone();
    mixed.insert("code".into(), own["code"].clone());
    refused(&browser.comes_back(&mixed), "the provider said no: invalid_grant");
    assert!(!browser.comes_back(&mixed).has("whatever"));
    // That question was used up by it.
    let asked = provider.seen("/token");
    refused(&browser.comes_back(&answer), OVER);
    assert_eq!(provider.seen("/token"), asked);
    // Once more and right; then the same again, from the same browser with its cookie put back.
    let address = browser.goes("/workbench/");
    let tie = browser.cookie("cordon_outside").unwrap();
    let answer = provider.visited(&address);
    assert_eq!(browser.comes_back(&answer).status, StatusCode::OK);
    browser.cookies.borrow_mut().insert("cordon_outside".into(), tie);
    refused(&browser.comes_back(&answer), OVER);
    for odd in ["", "?state=", "?state=x&code=y", "?state=1&state=2", "?error=access_denied", "?%00=%ff"] {
        let page = site.browser().get(&format!("{BACK}{odd}"), Whence::Elsewhere);
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{odd}");
    }
}

#[test]
fn another_providers_answer_does_not_pass_for_this_ones() {
    let (provider, site) = open("");
    let browser = site.browser();
    let mut answer = provider.visited(&browser.goes("/workbench/"));
    answer.insert("iss".into(), "https://evil.example".into());
    refused(&browser.comes_back(&answer), "(iss)");
    let mut answer = provider.visited(&browser.goes("/workbench/"));
    answer.remove("iss");
    refused(&browser.comes_back(&answer), "(iss)");
    assert_eq!(provider.seen("/token"), 0, "no code was given to anybody");
    let mut answer = provider.visited(&browser.goes("/workbench/"));
    answer.remove("code");
    answer.insert("error".into(), "access_denied".into());
    answer.insert("error_description".into(), "call 000-0000".into());
    let page = browser.comes_back(&answer);
    refused(&page, "在统一登录那边取消了");
    assert!(!page.has("000-0000"), "anybody can write that");
}

#[test]
fn a_new_key_of_the_provider_is_fetched_but_not_at_every_token() {
    let (provider, site) = open("");
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    provider.gives(Signed::ByUnknown, |_| {});
    refused(&whole(&provider, &site.browser()), "(kid)");
    assert_eq!(provider.seen("/keys"), 1, "asked just before");
    provider.0.lock().unwrap().keys.push(9);
    std::thread::sleep(Duration::from_millis(5_200));
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    assert_eq!(provider.seen("/keys"), 2);
}

#[test]
fn who_is_linked_to_nobody_is_told_what_to_give_the_administrator() {
    let (provider, site) = open("claim = \"employee\"");
    let browser = site.browser();
    let page = whole(&provider, &browser);
    refused(&page, "****");
    assert!(!page.has("99001") && page.has("请其关联后再登录"), "{}", page.text());
    assert!(browser.who().is_none());
    // In the language of the page that he came from.
    let asked = json!({"then": "/workbench/", "lang": "en"});
    let (_, said) = browser.ask("POST", "/api/v1/sessions/outside/ask", &asked);
    let page = browser.comes_back(&provider.visited(said["address"].as_str().unwrap()));
    assert!(page.has("the identity provider knows you"), "{}", page.text());
    let admin = site.browser();
    sign_in(&admin, "admin");
    let path = format!("/api/v1/officers/{}/identities", site.enrol("second", Role::Intake));
    let (status, linked) = admin.ask("POST", &path, &json!({"subject": "99001"}));
    assert_eq!((status, site.last_entry().verb.as_str()), (201, "link_identity"), "{linked}");
    assert_eq!(whole(&provider, &browser).status, StatusCode::OK);
    assert_eq!(browser.who().as_deref(), Some("second"));
    let (_, shown) = admin.ask("GET", &path, &Value::Null);
    assert_eq!(shown["items"][0]["subject"], "****01", "{shown}");
    let (status, said) = admin.ask("POST", &path, &json!({"subject": "99001"}));
    assert_eq!((status, said["code"].as_str()), (409, Some("identity_taken")));
    let unlink = format!("/api/v1/identities/{}/unlink", linked["identity"].as_str().unwrap());
    assert_eq!(admin.ask("POST", &unlink, &json!({})).0, 200);
    assert_eq!(site.last_entry().verb, "unlink_identity");
    assert!(browser.who().is_none(), "what it had opened has ended");
    refused(&whole(&provider, &browser), "****");
}

fn sign_in(browser: &Browser, login: &str) {
    let body = json!({"login": login, "password": PASSWORD, "cookie": true});
    let (status, said) = browser.ask("POST", "/api/v1/sessions", &body);
    assert_eq!((status, said["stage"].as_str()), (201, Some("full")), "{said}");
}

#[test]
fn an_officer_connects_his_own_account_and_only_from_a_session_that_still_runs() {
    let provider = Provider::open();
    let site = Site::open(&provider, "");
    let own = site.enrol("intake", Role::Intake);
    let browser = site.browser();
    sign_in(&browser, "intake");
    let ask = |password: Value| browser.ask("POST", "/api/v1/second-factor/identities/ask", &password);
    assert_eq!(ask(json!({})).0, 422);
    assert_eq!(ask(json!({"password": "not this one"})).0, 403);
    let goes = || {
        let (status, said) = ask(json!({"password": PASSWORD}));
        assert_eq!(status, 200, "{said}");
        said["address"].as_str().unwrap().to_owned()
    };
    // Ended meanwhile, from elsewhere.
    let answer = provider.visited(&goes());
    let call = site.call(own);
    office::end_sessions(&site.app.desk, &call).unwrap();
    let page = browser.comes_back(&answer);
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    sign_in(&browser, "intake");
    let page = browser.comes_back(&provider.visited(&goes()));
    assert!(page.has("url=/workbench/account"), "{}", page.text());
    assert_eq!(site.last_entry().verb, "link_identity");
    assert_eq!(browser.who().as_deref(), Some("intake"), "the session goes on");
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    assert_eq!(site.sessions(own).iter().filter(|one| one.way == "outside").count(), 1);
}

#[test]
fn a_second_factor_there_spares_ours_only_in_the_words_that_the_site_believes() {
    let (provider, site) = open("second_factor_amr = [\"otp\"]\nsecond_factor_acr = [\"urn:two\"]");
    let own = site.browser();
    sign_in(&own, "intake");
    let (_, begun) = own.ask("POST", "/api/v1/second-factor/totp", &json!({"password": PASSWORD}));
    let secret = unbase32(begun["secret"].as_str().unwrap());
    let code = |later: i64| {
        let step = office::totp::step_of(site.app.clock.now().ms()) + later;
        json!({"code": office::totp::code(&secret, step)})
    };
    assert_eq!(own.ask("POST", "/api/v1/second-factor/totp/confirm", &code(0)).0, 200);
    let address = site.browser().goes("/workbench/");
    assert!(provider::pairs(&address)["acr_values"].contains("urn:two"));
    for (amr, acr) in [(json!(["pwd"]), json!("0")), (json!([]), json!(null)), (json!(["otp2"]), json!("urn:two:less"))]
    {
        provider.gives(Signed::Well, move |claims| (claims["amr"], claims["acr"]) = (amr.clone(), acr.clone()));
        let browser = site.browser();
        assert_eq!(whole(&provider, &browser).status, StatusCode::OK);
        assert!(browser.who().is_none());
        let (_, ways) = browser.ask("GET", "/api/v1/sign-in", &Value::Null);
        assert_eq!(ways["step"], json!({"stage": "second", "ways": ["totp", "recovery_code"]}));
    }
    for (amr, acr) in [(json!(["pwd", "otp"]), json!("0")), (json!(["pwd"]), json!("urn:two"))] {
        provider.gives(Signed::Well, move |claims| (claims["amr"], claims["acr"]) = (amr.clone(), acr.clone()));
        let browser = site.browser();
        assert_eq!(whole(&provider, &browser).status, StatusCode::OK);
        assert_eq!(browser.who().as_deref(), Some("intake"));
    }
    provider.gives(Signed::Well, |_| {});
    let browser = site.browser();
    whole(&provider, &browser);
    assert_eq!(browser.ask("POST", "/api/v1/sessions/second", &code(1)).0, 201);
    let (_, sessions) = browser.ask("GET", "/api/v1/sessions", &Value::Null);
    let ways: Vec<&str> = sessions["items"].as_array().unwrap().iter().map(|it| it["way"].as_str().unwrap()).collect();
    assert!(ways.contains(&"outside_totp"), "{ways:?}");
}

fn unbase32(text: &str) -> Vec<u8> {
    let value = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap() as u64;
    let bits: Vec<char> = text.chars().collect();
    let eight =
        |digits: &[char]| digits.iter().fold(0, |all, digit| (all << 5) | value(*digit)).to_be_bytes()[3..].to_vec();
    bits.chunks(8).flat_map(eight).collect()
}

/// What the form of the plain pages leads to; the page says where, and goes there by itself.
fn leaves(page: &Page) -> String {
    let text = page.text();
    let address = text.split("content=\"0; url=").nth(1).unwrap_or_else(|| panic!("leads nowhere: {text}"));
    address.split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn what_was_typed_when_the_session_ended_comes_along_and_is_sent_by_its_author() {
    let (provider, site) = open("");
    let officer = site.officer("intake");
    let browser = site.browser();
    let form =
        browser.get("/sign-in", Whence::Here).form("/sign-in").with("login", "intake").with("password", PASSWORD);
    assert_eq!(browser.post(&form).location(), "/desk");
    let report = browser.get("/desk/report", Whence::Here).form("/desk/report").with("narrative", "自称客服，要求转账");
    office::end_sessions(&site.app.desk, &site.call(officer)).unwrap();
    let again = browser.post(&report);
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    let page = browser.post(&again.form(BACK));
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let back = browser.comes_back(&provider.visited(&leaves(&page)));
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert!(back.has("自称客服，要求转账"), "{}", back.text());
    let sent = browser.post(&back.form("/desk/report"));
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "read, and refused for what is missing in it");
    assert!(sent.has("自称客服，要求转账"));
    // Between going and coming back it lay sealed.
    let other = site.browser();
    let page = other.post(&other.get("/sign-in", Whence::Here).form(BACK).with("kept.narrative", "只此一句"));
    assert_eq!(page.status, StatusCode::OK);
    let said = "只此一句".as_bytes();
    assert!(!site.bytes().windows(said.len()).any(|part| part == said));
    let long = other.get("/sign-in", Whence::Here).form(BACK).with("kept.narrative", &"长".repeat(30_000));
    assert_eq!(other.post(&long).status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn a_provider_that_is_down_breaks_this_way_only_and_says_so() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let provider = Provider::open();
    provider.0.lock().unwrap().base = format!("http://{nowhere}");
    let site = Site::open(&provider, "");
    site.enrol("intake", Role::Intake);
    let browser = site.browser();
    let (status, said) = browser.ask("POST", "/api/v1/sessions/outside/ask", &json!({"then": "/workbench/"}));
    assert_eq!((status, said["code"].as_str()), (503, Some("outside_down")), "{said}");
    let page = browser.post(&browser.get("/sign-in", Whence::Here).form(BACK).with("kept.reason", "还在"));
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.has("统一登录暂时连不上") && page.has("或者用密码登录"), "{}", page.text());
    let form = page.form("/sign-in").with("login", "intake").with("password", PASSWORD);
    assert!(browser.post(&form).has("还在"), "by the password, with what was typed");
}

#[test]
fn a_provider_whose_description_is_anothers_or_leads_into_the_clear_is_not_used() {
    let provider = Provider::open();
    let site = Site::open(&provider, "");
    let real = provider.issuer();
    for (base, why) in [("https://evil.example", "not its own"), ("http://192.0.2.1", "not")] {
        provider.0.lock().unwrap().base = base.to_owned();
        let (status, said) =
            site.browser().ask("POST", "/api/v1/sessions/outside/ask", &json!({"then": "/workbench/"}));
        assert_eq!((status, said["code"].as_str()), (503, Some("outside_down")), "{said}");
        assert!(said["detail"].as_str().unwrap().contains(why), "{said}");
        std::thread::sleep(Duration::from_millis(2_100));
    }
    provider.0.lock().unwrap().base = real;
    assert!(site.browser().goes("/workbench/").contains("/authorize?"), "asked again a little later");
}

#[test]
fn nobody_is_led_to_another_site() {
    let (_provider, site) = open("");
    for then in ["https://evil.example/", "//evil.example", "/workbench/?x=//evil.example", "/desk", ""] {
        let (status, _) = site.browser().ask("POST", "/api/v1/sessions/outside/ask", &json!({"then": then}));
        assert_eq!(status, 422, "{then}");
    }
    let browser = site.browser();
    let form = browser.get("/sign-in", Whence::Here).form(BACK);
    assert_eq!(browser.post(&form.clone().with("next", "//evil.example/")).status, StatusCode::OK);
    assert_eq!(browser.post(&form.without("csrf")).status, StatusCode::FORBIDDEN, "a form of another site");
}

#[test]
fn nothing_of_a_token_is_kept() {
    let (provider, site) = open("");
    let browser = site.browser();
    let address = browser.goes("/workbench/");
    let asked = provider::pairs(address.split_once('?').unwrap().1);
    let answer = provider.visited(&address);
    assert_eq!(browser.comes_back(&answer).status, StatusCode::OK);
    let tie = browser.cookie("cordon_session").unwrap().value;
    let bytes = site.bytes();
    for secret in [&asked["nonce"], &asked["state"], &answer["code"], &tie, &SUBJECT.to_owned()] {
        assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }
    assert!(!bytes.windows(15).any(|part| part == b"an-access-token"));
}

#[test]
fn a_role_for_the_provider_only_has_no_other_way_and_a_site_without_one_has_no_button() {
    let (provider, site) = open("only = [\"intake\"]");
    let body = json!({"login": "intake", "password": PASSWORD, "cookie": true});
    let (status, said) = site.browser().ask("POST", "/api/v1/sessions", &body);
    assert_eq!((status, said["code"].as_str()), (403, Some("outside_only")));
    sign_in(&site.browser(), "admin");
    assert_eq!(whole(&provider, &site.browser()).status, StatusCode::OK);
    let folder = tempfile::tempdir().unwrap();
    let clock = cordon_server::clock::Clock::real();
    let app = cordon_server::app::App::open(folder.path(), clock, "test.invalid/journal", None).unwrap();
    let without = browser::Browser::new(cordon_server::http::router(app));
    assert!(!without.get("/sign-in").has(BACK));
}

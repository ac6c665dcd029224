//! What the workbench stands on: a session in a cookie, the list of what waits, the words, its pages.

use crate::hall::{self, Hall, PASSWORD};
use serde_json::{Value, json};

fn sign_in(hall: &Hall, cookie: bool) -> hall::Answer {
    let body = json!({"login": "officer", "password": PASSWORD, "cookie": cookie});
    hall.ask("POST", "/api/v1/sessions").body(serde_json::to_vec(&body).unwrap()).send()
}

#[test]
fn a_browsers_session_is_in_a_cookie_that_no_script_sees() {
    let hall = Hall::open();
    let signed = sign_in(&hall, true);
    assert_eq!((signed.status, &signed.json()["token"]), (201, &Value::Null), "the token is told to nobody");
    let cookie = signed.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap().to_owned();
    let me = hall.ask("GET", "/api/v1/sessions/me").header("cookie", &pair).send();
    assert_eq!(me.json()["login"], "officer");
    assert!(me.json()["now"].as_str().unwrap().starts_with("20"), "the centre's clock");
    let left = hall.ask("DELETE", "/api/v1/sessions/current").header("cookie", &pair).send();
    assert_eq!(left.status, 204);
    assert!(left.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(hall.ask("GET", "/api/v1/sessions/me").header("cookie", &pair).send().status, 401);
}

#[test]
fn who_asks_for_no_cookie_is_told_the_token_and_given_none() {
    let hall = Hall::open();
    let signed = sign_in(&hall, false);
    assert!(signed.json()["token"].is_string());
    assert!(!signed.headers.contains_key("set-cookie"));
}

#[test]
fn no_form_of_another_site_signs_a_browser_in() {
    let hall = Hall::open();
    // What a form can send without asking first; the hall's own content type stands before it.
    let body = json!({"login": "officer", "password": PASSWORD, "cookie": true});
    let request = axum::http::Request::post("/api/v1/sessions").header("content-type", "text/plain");
    let request = request.body(axum::body::Body::from(serde_json::to_vec(&body).unwrap())).unwrap();
    let router = hall.router();
    let answer = hall.runtime().block_on(async move { tower::ServiceExt::oneshot(router, request).await.unwrap() });
    assert_eq!(answer.status().as_u16(), 422);
    assert!(!answer.headers().contains_key("set-cookie"));
}

#[test]
fn what_waits_is_one_list_for_the_centre_and_not_there_for_a_member() {
    let hall = Hall::open();
    hall.stopped_case("0001");
    let list = hall.get("supervisor", "/api/v1/waiting");
    let review = list["items"].as_array().unwrap().iter().find(|line| line["wait"] == "review").unwrap();
    assert_eq!(review["id"], hall.id("stop"));
    assert_eq!(review["kind"], "stop");
    assert_eq!(review["target"], "****0001", "masked");
    assert_eq!(review["own_hand"], false);
    assert!(list["now"].is_string());
    let own = hall.get("officer", "/api/v1/waiting");
    assert!(own["items"].as_array().unwrap().iter().any(|line| line["wait"] == "review" && line["own_hand"] == true));
    let path = format!("/api/v1/reviews/{}/sign", hall.id("stop"));
    hall.act("review_act", Some("supervisor"), "POST", &path, &json!({"in_order": true}));
    let after = hall.get("supervisor", "/api/v1/waiting");
    assert!(after["items"].as_array().unwrap().iter().all(|line| line["wait"] != "review"));
    let member = hall.ask("GET", "/api/v1/waiting").by(&hall.token("payee_bank")).send();
    assert_eq!(member.status, 404);
}

#[test]
fn a_case_without_a_trace_has_no_picture() {
    let hall = Hall::open();
    hall.stopped_case("0002");
    let path = format!("/api/v1/cases/{}/picture", hall.id("case"));
    assert_eq!(hall.get("officer", &path), json!({"picture": null}));
}

#[test]
fn things_have_one_name_in_each_language() {
    let hall = Hall::open();
    let words = hall.get("intake", "/api/v1/glossary");
    assert_eq!(words["orders"]["stop"], json!({"zh": "紧急止付", "en": "Emergency stop"}));
    assert_eq!(words["names"]["awaiting_papers"]["zh"], "待补文书");
}

#[test]
fn the_workbench_has_its_page_and_lets_no_script_in() {
    let hall = Hall::open();
    let page = hall.ask("GET", "/workbench/cases/cas_1").send();
    assert!(matches!(page.status, 200 | 404), "404 where it was not built before the binary");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self';") && policy.contains("connect-src 'self'"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let moved = hall.ask("GET", "/workbench").send();
    assert_eq!((moved.status, moved.headers["location"].to_str().unwrap()), (308, "/workbench/"));
}

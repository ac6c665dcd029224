//! The description of the API, OpenAPI 3.1. It is made from the routes themselves; the copy committed
//! beside this crate is compared with it by a test, so that no change of the interface goes unseen.

use crate::http::problem::ProblemBody;
use crate::http::shapes::entry::MemberEntry;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cordon",
        description = "Joint governance of telecom and online fraud: cases, orders, receipts, appeals, the journal.\n\n\
            Times are RFC 3339. Amounts are decimal strings with their currency. Personal data is masked; opening it \
            is an act with a purpose. Every write carries an `Idempotency-Key`: the same key with the same body gets \
            the same answer, with another body it is refused. Refusals are problem details (RFC 9457) in Chinese and \
            English. What is not there and what is not yours get the same answer, 404."
    ),
    tags(
        (name = "money", description = "资金: from the report to the stop and its end"),
        (name = "telecom", description = "通信: numbers shut off and restored"),
        (name = "sift", description = "研判: is this call, message or payment a scam? Verdicts in flight, calls that go on"),
        (name = "council", description = "联席会议: norms, appeals, reviews"),
        (name = "office", description = "Agencies, officers, the roster, sessions"),
        (name = "journal", description = "What was done, entry by entry, and as it happens"),
        (name = "inbox", description = "For member agencies: take orders, answer them"),
        (name = "public", description = "For citizens, without signing in")
    ),
    components(schemas(ProblemBody, MemberEntry)),
    security(("bearer" = [])),
    modifiers(&Signed)
)]
struct Described;

struct Signed;

impl Modify for Signed {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_with(Default::default);
        let bearer = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("an officer's session token, or an agency's key"))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The description without its routes.
pub fn empty() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// The bytes that are served and committed.
pub fn text(api: &utoipa::openapi::OpenApi) -> String {
    let mut text = api.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

//! Subjects: which agency's a message is by the subject that it came on, and where an answer may go. The NATS
//! server lets each agency publish on its own; that the key is of the same one is asked besides (`said`).

use anyhow::ensure;

/// Characters of a prefix.
const PREFIX_CHARS_MAX: usize = 100;
/// Digits of an agency's code.
const CODE_DIGITS_MAX: usize = 12;

#[derive(Clone, Debug)]
pub struct Subjects {
    prefix: String,
}

/// What may be sent to a reply subject. It is the sender's word: who names another's subject, or one of the NATS
/// server's own, would have us publish there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The agency's own inbox, or one that the NATS server made between accounts.
    Own,
    /// Others may listen: a problem is told, a verdict is not.
    Shared,
    Foreign,
}

impl Subjects {
    pub fn new(prefix: &str) -> anyhow::Result<Self> {
        let plain = |token: &str| {
            !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        };
        let fits = prefix.len() <= PREFIX_CHARS_MAX && prefix.split('.').all(plain) && !prefix.starts_with('_');
        ensure!(fits, "sift.nats.prefix: write letters, digits, `-` and `_` with dots between, such as `cordon`");
        Ok(Self { prefix: prefix.to_owned() })
    }

    /// All requests.
    pub fn requests(&self) -> String {
        format!("{}.verdicts.*", self.prefix)
    }

    /// All events that are published into the stream.
    pub fn events(&self) -> String {
        format!("{}.verdicts.*.in", self.prefix)
    }

    /// Where an agency asks.
    pub fn request_by(&self, code: &str) -> String {
        format!("{}.verdicts.{code}", self.prefix)
    }

    /// Where an agency finds the verdicts of what it published.
    pub fn verdicts_of(&self, code: &str) -> String {
        format!("{}.verdicts.{code}.out", self.prefix)
    }

    /// The code of the agency whose request it is.
    pub fn requester<'s>(&self, subject: &'s str) -> Option<&'s str> {
        let code = subject.strip_prefix(&self.prefix)?.strip_prefix(".verdicts.")?;
        let is_code =
            !code.is_empty() && code.len() <= CODE_DIGITS_MAX && code.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then_some(code)
    }

    /// The code of the agency whose event it is.
    pub fn publisher<'s>(&self, subject: &'s str) -> Option<&'s str> {
        self.requester(subject.strip_suffix(".in")?)
    }
}

impl Reply {
    pub fn of(code: &str, subject: &str) -> Self {
        let own = subject.strip_prefix("_INBOX_").and_then(|rest| rest.strip_prefix(code));
        if own.is_some_and(|rest| rest.starts_with('.')) || subject.starts_with("_R_.") {
            Self::Own
        } else if subject.starts_with("_INBOX.") {
            Self::Shared
        } else {
            Self::Foreign
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_names_its_agency_and_nothing_else_does() {
        let subjects = Subjects::new("city.cordon").unwrap();
        assert_eq!(subjects.requester(&subjects.request_by("999300000001")), Some("999300000001"));
        assert_eq!(subjects.publisher("city.cordon.verdicts.999300000001.in"), Some("999300000001"));
        for other in [
            "city.cordon.verdicts.",
            "city.cordon.verdicts.a",
            "city.cordonx.verdicts.9",
            "verdicts.9",
            "city.cordon.verdicts.9.out",
            "city.cordon.verdicts.9.in",
            "city.cordon.verdicts.1234567890123",
        ] {
            assert_eq!(subjects.requester(other), None, "{other}");
        }
        assert_eq!(subjects.publisher("city.cordon.verdicts.9"), None);
    }

    #[test]
    fn a_prefix_cannot_be_a_wildcard_or_one_of_the_servers_own() {
        for prefix in ["", "a..b", "a.*", ">", "$JS", "_INBOX", "a b", ".a", "a.", &"a".repeat(101)] {
            assert!(Subjects::new(prefix).is_err(), "{prefix}");
        }
    }

    #[test]
    fn an_answer_goes_to_the_agencys_own_inbox_only() {
        let of = |reply: &str| Reply::of("9001", reply);
        assert_eq!(of("_INBOX_9001.x.1"), Reply::Own);
        assert_eq!(of("_R_.x.1"), Reply::Own);
        assert_eq!(of("_INBOX.x.1"), Reply::Shared);
        for foreign in
            ["_INBOX_90011.x", "_INBOX_9002.x", "_INBOX_9001", "cordon.verdicts.9002", "$JS.API.INFO", "_INBOXx"]
        {
            assert_eq!(of(foreign), Reply::Foreign, "{foreign}");
        }
    }
}

//! Hosts that look like somebody else's: by characters that look the same (UTS 39), digits for letters, a
//! letter more, less or swapped, or by carrying the name where it does not belong.

use super::host::Host;
use super::protected::{Protected, shortened};
use unicode_security::confusable_detection;

/// Shorter names have too many honest neighbours.
const NEAR_CHARS_MIN: usize = 5;
const PART_CHARS_MIN: usize = 4;

/// In which way a host looks like a protected name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The name itself, registered under another ending.
    Ending,
    /// Written with characters that look the same.
    Drawn,
    /// With digits for letters.
    Digits,
    /// One letter more, less, other or swapped.
    Near,
    /// The name before somebody else's domain.
    Before,
    /// The name joined to a word that promises something.
    Joined,
}

/// What a word looks like: UTS 39, without case.
pub fn skeleton(word: &str) -> String {
    let drawn: String = confusable_detection::skeleton(word).collect();
    // Its prototypes may be capitals: zero looks like `O`.
    let lower = drawn.to_lowercase();
    if lower == drawn { drawn } else { confusable_detection::skeleton(&lower).collect() }
}

/// Letters that digits are written for, beyond what looks the same in every face.
fn undigited(word: &str, one: char) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => one,
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        c => c,
    };
    word.chars().map(letter).collect()
}

impl Protected {
    /// The place of the name that the host imitates, and how. None for the owners' own hosts.
    pub fn imitated(&self, host: &Host) -> Option<(usize, Likeness)> {
        if host.is_address() || self.is_home(host.registrable()) {
            return None;
        }
        let label = host.label();
        self.whole(label).or_else(|| self.before(host)).or_else(|| self.joined(label)).or_else(|| self.near(label))
    }

    fn whole(&self, label: &str) -> Option<(usize, Likeness)> {
        let chars = label.chars().count();
        let drawn = self.by_skeleton.get(&skeleton(label)).map(|place| {
            let same = self.name(*place).is_some_and(|name| name.name == label);
            (*place, if same { Likeness::Ending } else { Likeness::Drawn })
        });
        let found = drawn.or_else(|| {
            let digits = label.bytes().any(|b| b.is_ascii_digit());
            let written = ['l', 'i'].into_iter().filter(|_| digits).map(|one| skeleton(&undigited(label, one)));
            written.into_iter().find_map(|word| self.by_skeleton.get(&word).map(|place| (*place, Likeness::Digits)))
        });
        found.filter(|(_, how)| chars >= PART_CHARS_MIN || *how != Likeness::Ending)
    }

    /// `icbc.com.cn.example.xyz`, `login-icbc.example.xyz`.
    fn before(&self, host: &Host) -> Option<(usize, Likeness)> {
        let labels = host.sub_labels().flat_map(|label| label.split(['-', '_']));
        labels.filter_map(|part| self.part(part)).next().map(|place| (place, Likeness::Before))
    }

    /// `icbc-login`, `icbclogin`.
    fn joined(&self, label: &str) -> Option<(usize, Likeness)> {
        let parts = label.split(['-', '_']);
        let part = label.contains(['-', '_']).then(|| parts.filter_map(|part| self.part(part)).next()).flatten();
        let lured = || {
            let rest = |lure: &String| label.strip_suffix(lure.as_str()).or_else(|| label.strip_prefix(lure.as_str()));
            self.lures.iter().filter_map(rest).find_map(|rest| self.part(rest))
        };
        part.or_else(lured).map(|place| (place, Likeness::Joined))
    }

    fn part(&self, part: &str) -> Option<usize> {
        let long = part.chars().count() >= PART_CHARS_MIN;
        long.then(|| self.by_skeleton.get(&skeleton(part)).copied()).flatten()
    }

    fn near(&self, label: &str) -> Option<(usize, Likeness)> {
        let drawn = skeleton(label);
        if drawn.chars().count() < NEAR_CHARS_MIN || drawn.len() > 64 {
            return None;
        }
        let candidates = shortened(&drawn).filter_map(|shorter| self.near.get(&shorter)).flatten();
        let near = |place: &&usize| {
            let name = self.skeletons.get(**place);
            name.is_some_and(|name| name.chars().count() >= NEAR_CHARS_MIN && one_apart(name, &drawn))
        };
        candidates.into_iter().find(near).map(|place| (*place, Likeness::Near))
    }
}

/// Whether one letter was put in, left out, exchanged, or two neighbours swapped.
fn one_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let ahead = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(ahead..).unwrap_or_default(), b.get(ahead..).unwrap_or_default());
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let rest = |word: &[char]| word.get(..word.len().saturating_sub(tail)).unwrap_or_default().to_vec();
    match (rest(a).as_slice(), rest(b).as_slice()) {
        ([], []) => false,
        ([], [_]) | ([_], [] | [_]) => true,
        ([a, c], [b, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how(host: &str) -> Option<(String, Likeness)> {
        let protected = Protected::shipped().unwrap();
        let (place, how) = protected.imitated(&Host::parse(host).unwrap())?;
        Some((protected.name(place).unwrap().name.clone(), how))
    }

    #[test]
    fn a_host_that_looks_like_a_protected_name_is_told_with_how() {
        for (host, name, likeness) in [
            ("taobao.top", "taobao", Likeness::Ending),
            ("tаobао.com", "taobao", Likeness::Drawn),
            ("xn--tobo-53dc.com", "taobao", Likeness::Drawn),
            ("a1ipay.com", "alipay", Likeness::Drawn),
            ("al1pay.com", "alipay", Likeness::Digits),
            ("7a0ba0.com", "taobao", Likeness::Digits),
            ("allpay.com", "alipay", Likeness::Near),
            ("tabao.com", "taobao", Likeness::Near),
            ("taoabo.com", "taobao", Likeness::Near),
            ("www.icbc.com.cn.a9x.xyz", "icbc", Likeness::Before),
            ("login-icbc.a9x.xyz", "icbc", Likeness::Before),
            ("icbc-service.com", "icbc", Likeness::Joined),
            ("alipaylogin.com", "alipay", Likeness::Joined),
            ("rnicrosoft.com", "microsoft", Likeness::Drawn),
        ] {
            assert_eq!(how(host), Some((name.to_owned(), likeness)), "{host}");
        }
    }

    #[test]
    fn owners_and_strangers_are_left_alone() {
        for host in [
            "www.icbc.com.cn",
            "m.taobao.com",
            "alipay.com",
            "example.com",
            "gov.example.org",
            "bank.example",
            "203.0.113.9",
            "ordinary-shop.com",
            "tabby.com",
        ] {
            assert_eq!(how(host), None, "{host}");
        }
    }
}

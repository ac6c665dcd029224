//! Hosts of links: found in a text, cut to their registrable name by the public suffix list, and one form
//! whether written in Unicode, punycode, capitals or full width.

use unicode_normalization::UnicodeNormalization;

/// More links of one text are not looked at.
pub const HOSTS_MAX: usize = 16;
const LABEL_MAX: usize = 63;
const HOST_MAX: usize = 253;
const LABELS_MAX: usize = 32;
/// What ends a host in a link.
const ENDS: [char; 4] = ['/', '?', '#', '\\'];
/// How often folding a label may change it again.
const FOLDS_MAX: usize = 4;
/// How punycode begins.
const ACE: &str = "xn--";

/// A host, and the path of a URL if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: String,
    path: Option<String>,
    /// Where the registrable name begins; at 0 for an address.
    registrable: usize,
    /// Where the public suffix begins; at the end for an address.
    suffix: usize,
    known: bool,
    shared: bool,
}

impl Host {
    pub fn parse(written: &str) -> Option<Self> {
        let folded: String = written.trim().nfkc().map(|c| if matches!(c, '。' | '｡') { '.' } else { c }).collect();
        let Parts { authority, path, .. } = Parts::of(&folded);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let host = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(host, _)| host);
        let name = name(host.strip_suffix('.').unwrap_or(host))?;
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.trim_end_matches(|c: char| c == '/' || c.is_whitespace());
        Self::of_name(name, (!path.is_empty()).then(|| path.to_owned()))
    }

    fn of_name(name: String, path: Option<String>) -> Option<Self> {
        if name.parse::<std::net::Ipv4Addr>().is_ok() {
            let suffix = name.len();
            return Some(Self { name, path, registrable: 0, suffix, known: true, shared: false });
        }
        let suffix = psl::suffix(name.as_bytes())?;
        let (known, shared) = (suffix.is_known(), suffix.typ() == Some(psl::Type::Private));
        let suffix = name.len().checked_sub(suffix.as_bytes().len())?;
        // A public suffix alone is nobody's.
        let before = name.get(..suffix.checked_sub(1)?)?;
        let registrable = before.rfind('.').map_or(0, |dot| dot.saturating_add(1));
        Some(Self { name, path, registrable, suffix, known, shared })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What somebody registered.
    pub fn registrable(&self) -> &str {
        self.name.get(self.registrable..).unwrap_or(&self.name)
    }

    /// Of the registrable name, the label before the suffix.
    pub fn label(&self) -> &str {
        self.name.get(self.registrable..self.suffix).unwrap_or(&self.name).trim_end_matches('.')
    }

    /// Labels before the registrable name, outermost last.
    pub fn sub_labels(&self) -> impl Iterator<Item = &str> {
        self.name.get(..self.registrable).unwrap_or_default().split('.').filter(|label| !label.is_empty())
    }

    pub fn suffix(&self) -> &str {
        self.name.get(self.suffix..).unwrap_or_default()
    }

    pub fn is_address(&self) -> bool {
        self.suffix == self.name.len()
    }

    /// Whether the suffix list knows its ending.
    pub fn has_known_suffix(&self) -> bool {
        self.known
    }

    /// Under a suffix that a firm gives away names of.
    pub fn is_under_shared(&self) -> bool {
        self.shared
    }

    /// As it is keyed: the host, and the path of a URL.
    pub fn form(&self) -> String {
        match &self.path {
            Some(path) => format!("{}{path}", self.name),
            None => self.name.clone(),
        }
    }

    /// What may be listed of it, closest first: the URL, the host, its parents down to the registrable name.
    pub fn names(&self) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
        let url = self.path.is_some().then(|| self.form().into());
        let dots = self.name.match_indices('.').map(|(at, _)| at.saturating_add(1));
        let parents = std::iter::once(0).chain(dots).take_while(|from| *from <= self.registrable);
        url.into_iter().chain(parents.filter_map(|from| self.name.get(from..)).map(Into::into))
    }
}

/// A link, cut where a browser cuts it.
struct Parts<'a> {
    has_scheme: bool,
    /// Host, port and user.
    authority: &'a str,
    /// From the mark that ends it.
    path: &'a str,
}

impl<'a> Parts<'a> {
    /// What follows `://` is another link if path or query came before.
    fn of(link: &'a str) -> Self {
        let scheme = link.split_once("://").filter(|(scheme, _)| !scheme.contains(ENDS));
        let rest = scheme.map_or(link, |(_, rest)| rest);
        let (authority, path) = rest.find(ENDS).and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
        Self { has_scheme: scheme.is_some(), authority, path }
    }
}

/// Lower case, Unicode, every label whole.
fn name(host: &str) -> Option<String> {
    if host.is_empty() || host.len() > HOST_MAX.saturating_mul(4) {
        return None;
    }
    let mut labels = Vec::new();
    for label in host.split('.') {
        let label = folded(label)?;
        let label = match label.strip_prefix(ACE) {
            // Written twice over, it would be read as something else the second time.
            Some(code) => punycode(code).and_then(|label| folded(&label)).filter(|label| !label.starts_with(ACE))?,
            None => label,
        };
        let fine = |c: char| {
            c.is_alphanumeric() || matches!(c, '-' | '_' | '·') || unicode_normalization::char::is_combining_mark(c)
        };
        if label.is_empty() || label.chars().count() > LABEL_MAX || !label.chars().all(fine) {
            return None;
        }
        labels.push(label);
    }
    let name = labels.join(".");
    (labels.len() >= 2 && labels.len() <= LABELS_MAX && name.len() <= HOST_MAX.saturating_mul(4)).then_some(name)
}

/// Small letters in the form that folding leaves as it is.
fn folded(label: &str) -> Option<String> {
    let mut label = label.to_owned();
    for _ in 0..FOLDS_MAX {
        let again: String = label.to_lowercase().nfkc().collect();
        if again == label {
            return Some(label);
        }
        label = again;
    }
    None
}

/// RFC 3492, decoding.
fn punycode(code: &str) -> Option<String> {
    if !code.is_ascii() || code.len() > LABEL_MAX {
        return None;
    }
    let (basic, digits) = code.rsplit_once('-').unwrap_or(("", code));
    let mut out: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = digits.bytes().peekable();
    while digits.peek().is_some() {
        let (start, mut weight, mut k) = (i, 1u32, 36u32);
        loop {
            let digit = match digits.next()? {
                b @ b'a'..=b'z' => u32::from(b - b'a'),
                b @ b'0'..=b'9' => u32::from(b - b'0').checked_add(26)?,
                _ => return None,
            };
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let t = k.saturating_sub(bias).clamp(1, 26);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(36u32.checked_sub(t)?)?;
            k = k.checked_add(36)?;
        }
        let len = u32::try_from(out.len()).ok()?.checked_add(1)?;
        bias = adapt(i.checked_sub(start)?, len, start == 0);
        n = n.checked_add(i.checked_div(len)?)?;
        i = i.checked_rem(len)?;
        out.insert(i as usize, char::from_u32(n)?);
        i = i.checked_add(1)?;
    }
    Some(out.into_iter().collect())
}

fn adapt(delta: u32, len: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta = delta.saturating_add(delta.checked_div(len).unwrap_or(0));
    let mut k = 0u32;
    while delta > 455 {
        delta /= 35;
        k = k.saturating_add(36);
    }
    k.saturating_add(36u32.saturating_mul(delta).checked_div(delta.saturating_add(38)).unwrap_or(0))
}

/// Links of a text, at most `HOSTS_MAX`. Without `://` only what ends in a suffix that is known counts.
pub fn hosts_of(text: &str) -> Vec<Host> {
    let mut hosts: Vec<Host> = Vec::new();
    for run in runs(text) {
        let run = run.trim_matches(['.', '-', '_', '/', ':', '@', '?', '&', '=', '%', '#', '~', '+']);
        if !run.contains('.') {
            continue;
        }
        let Some(host) = Host::parse(run) else { continue };
        let Parts { has_scheme: explicit, authority, .. } = Parts::of(run);
        let counts = if host.is_address() { explicit || host.path.is_some() } else { explicit || host.known };
        let mail = !explicit && authority.contains('@');
        if counts && !mail && !hosts.contains(&host) {
            hosts.push(host);
        }
        if hosts.len() == HOSTS_MAX {
            break;
        }
    }
    hosts
}

/// Pieces of a text that may be links. Han joins a link only between two dots or before one, after `://`: in
/// running Chinese text nothing else says where a link ends.
fn runs(text: &str) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    let mut chars = text.chars().flat_map(fold).peekable();
    while let Some(c) = chars.next() {
        let joins = match c {
            '。' => {
                run.ends_with(|c: char| c.is_ascii_alphanumeric())
                    && chars.peek().is_some_and(char::is_ascii_alphanumeric)
            }
            c if c.is_ascii_alphanumeric() || "._-/:@%?=&#~+".contains(c) => true,
            c if is_han(c) => run.contains("://") && (run.ends_with(['.', '/']) || run.ends_with(is_han)),
            c => c.is_alphabetic(),
        };
        if joins {
            run.push(if c == '。' { '.' } else { c });
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs
}

fn is_han(c: char) -> bool {
    crate::text::normal::is_han(c) || matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Full width to what it stands for; what hides inside words is dropped.
fn fold(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32((c as u32).checked_sub(0xfee0)?),
        '｡' => Some('。'),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_cut_by_the_public_suffix_list() {
        for (written, registrable, label) in [
            ("https://user:pw@m.login.example.com.cn:8443/x", "example.com.cn", "example"),
            ("a.b.example.co.uk", "example.co.uk", "example"),
            ("shop.somebody.github.io", "somebody.github.io", "somebody"),
            ("xn--fsqu00a.xn--55qx5d.cn", "例子.公司.cn", "例子"),
            ("203.0.113.9/x.apk", "203.0.113.9", "203.0.113.9"),
        ] {
            let host = Host::parse(written).unwrap();
            assert_eq!((host.registrable(), host.label()), (registrable, label), "{written}");
        }
        assert_eq!(Host::parse("com.cn"), None, "a suffix alone is nobody's");
        assert!(Host::parse("somebody.github.io").unwrap().is_under_shared());
    }

    #[test]
    fn names_go_from_the_url_to_what_was_registered() {
        let host = Host::parse("http://a.b.example.com.cn/pay/now").unwrap();
        let names: Vec<_> = host.names().collect();
        assert_eq!(names, ["a.b.example.com.cn/pay/now", "a.b.example.com.cn", "b.example.com.cn", "example.com.cn"]);
    }

    #[test]
    fn links_are_found_in_running_text() {
        let found = |text: &str| -> Vec<String> { hosts_of(text).iter().map(Host::form).collect() };
        assert_eq!(found("您的ETC已失效，请点击www.etc-renew.xyz办理"), ["www.etc-renew.xyz"]);
        assert_eq!(found("登录https://a.example/登录？好"), ["a.example/登录"]);
        assert_eq!(found("打开ｗｗｗ．ｐａｙ．ｔｏｐ，或pay。top/x"), ["www.pay.top", "pay.top/x"]);
        assert_eq!(found("打开http://例子.公司.cn办理"), ["例子.公司.cn"]);
        assert_eq!(found("раураl.com is not Latin"), ["раураl.com"]);
        assert_eq!(found("见3.14节、v1.2.3，写信a@example.com。完。"), Vec::<String>::new());
        assert_eq!(found("下载http://203.0.113.9/x.apk"), ["203.0.113.9/x.apk"]);
    }

    /// Found while the fuzz target `hosts` was written: the last `://` was taken for the scheme, so such a link was
    /// its own victim's, at home and imitating nobody.
    #[test]
    fn a_link_that_names_another_in_its_path_or_query_is_not_that_other() {
        for (written, host) in [
            ("evil.top/?to=https://www.icbc.com.cn/login", "evil.top"),
            ("http://evil.top/x://www.icbc.com.cn", "evil.top"),
            ("evil.top#https://www.icbc.com.cn", "evil.top"),
            ("https://www.icbc.com.cn@evil.top/", "evil.top"),
        ] {
            assert_eq!(Host::parse(written).unwrap().name(), host, "{written}");
            assert_eq!(hosts_of(written).iter().map(Host::name).collect::<Vec<_>>(), [host], "{written}");
        }
        let backslash = "https://evil.top\\@www.icbc.com.cn/";
        assert_eq!(Host::parse(backslash).unwrap().name(), "evil.top", "as a browser reads it");
        assert_eq!(hosts_of(backslash)[0].name(), "evil.top", "and in running text what follows is a link of its own");
        // An @ in a path is no mail.
        assert_eq!(hosts_of("看 evil.top/@somebody").len(), 1);
    }

    /// Found likewise: what was listed could not be found by the form that it was listed under.
    #[test]
    fn a_form_is_read_as_the_same_host() {
        for written in ["a.com/x://b.com", "a.com/x ?q", "a.com/ / ", "İSTANBUL.example", "xn--bcher-KVA.example/ﷺ"]
        {
            let host = Host::parse(written).unwrap();
            assert_eq!(Host::parse(&host.form()).as_ref(), Some(&host), "{written}");
        }
        // Punycode that says punycode would be read on.
        assert_eq!(Host::parse("xn--xn--a-ova.com").map(|host| host.form()), None);
        assert_eq!(
            crate::lists::forms::form(crate::lists::forms::Kind::Host, &format!("a.com/{}", "ﷺ".repeat(90))).ok(),
            None
        );
    }

    #[test]
    fn punycode_is_decoded_as_its_rfc_shows() {
        assert_eq!(punycode("ihqwcrb4cv8a8dqg056pqjye").as_deref(), Some("他们为什么不说中文"));
        assert_eq!(punycode("bcher-kva").as_deref(), Some("bücher"));
        assert_eq!(punycode("99999999"), None);
    }
}

//! Where somebody goes after signing in: a page of this site, never another one.

pub const HOME: &str = "/desk";
const CHARS_MAX: usize = 200;

fn is_plain(path: &str) -> bool {
    path.len() <= CHARS_MAX && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/.".contains(&b))
}

pub fn is_desk(path: &str) -> bool {
    is_plain(path) && (path == HOME || path.starts_with("/desk/"))
}

pub fn is_workbench(path: &str) -> bool {
    is_plain(path) && path.starts_with("/workbench/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_site_is_a_page_of_this_one() {
        assert!(is_desk("/desk") && is_desk("/desk/cases/cas_1"));
        assert!(is_workbench("/workbench/") && is_workbench("/workbench/cases/cas_1/flow"));
        for other in [
            "https://evil.example/workbench/",
            "//evil.example/workbench/",
            "/workbench/\\evil.example",
            "/workbench/?next=//evil.example",
            "/workbench/%2e%2e",
            "/workbenches",
            "/desks",
            "javascript:alert(1)",
            "",
        ] {
            assert!(!is_desk(other) && !is_workbench(other), "{other}");
        }
        assert!(!is_workbench(&format!("/workbench/{}", "a".repeat(CHARS_MAX))));
    }
}

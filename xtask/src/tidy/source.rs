//! Rust source as the rules see it: without comments and without tests.
//!
//! Not a parser. It knows this house's habits: test modules stand at the end of a file, close at
//! column 0, and no string holds `//` in front of code.

/// A line of code with its number, from 1.
pub type Line<'a> = (usize, &'a str);

/// The lines of `text` that are code of the product: no comment lines, no trailing comments, no
/// `#[cfg(test)]` modules.
pub fn product_lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut in_test = false;
    let mut after_cfg_test = false;
    for (index, line) in text.lines().enumerate() {
        if in_test {
            in_test = line != "}";
            continue;
        }
        if line.trim() == "#[cfg(test)]" {
            after_cfg_test = true;
            continue;
        }
        if after_cfg_test && line.trim_start().starts_with("#[") {
            continue;
        }
        if after_cfg_test {
            after_cfg_test = false;
            in_test = line.ends_with('{') && line.trim_start() == line;
            continue;
        }
        lines.push((index.saturating_add(1), without_comment(line)));
    }
    lines
}

/// The line up to a `//` that stands outside of quotes.
pub fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        match letter {
            '"' if before != '\\' && before != '\'' => quoted = !quoted,
            '/' if before == '/' && !quoted => return line.get(..at.saturating_sub(1)).unwrap_or_default(),
            _ => {}
        }
        before = letter;
    }
    line
}

/// Whether `word` stands in `line` with no letter, digit or `_` on either side.
pub fn has_word(line: &str, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at.saturating_add(word.len())..).and_then(|text| text.chars().next());
        !joins(before) && !joins(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_no_product() {
        let text = "let a = 1; // Instant::now\nlet u = \"http://x\"; // f64\n#[cfg(test)]\nmod tests {\n    f64\n}\nlet b = 2;\n";
        let lines: Vec<&str> = product_lines(text).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["let a = 1; ", "let u = \"http://x\"; ", "let b = 2;"]);
        assert_eq!(product_lines("#[cfg(test)]\nmod power;\nfn f() {}"), [(3, "fn f() {}")]);
    }

    #[test]
    fn words_have_ends() {
        assert!(has_word("x as f64;", "f64") && has_word("f64", "f64"));
        assert!(!has_word("of64()", "f64") && !has_word("f64_of", "f64"));
    }
}

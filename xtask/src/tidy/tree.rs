//! The files of the repository, read once.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Files above this are kept by name only; nobody reads them as text.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Folders that are made, not written.
const MADE: &[&str] = &["target", "__pycache__", "data", "node_modules", "dist"];
/// Hidden folders that belong to the repository.
const HIDDEN: &[&str] = &[".ci"];

/// Path from the root, with `/`, to text. What is no UTF-8 is read lossily.
#[derive(Clone, Debug, Default)]
pub struct Tree(BTreeMap<String, String>);

impl Tree {
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        walk(root, "", &mut files)?;
        Ok(Self(files))
    }

    /// A tree of a test: pairs of path and text.
    pub fn of<const N: usize>(files: [(&str, &str); N]) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect())
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files whose names end in `end`.
    pub fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.iter().filter(move |(path, _)| path.ends_with(end))
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A second work tree has a file of this name, with a path of its machine.
        if name == ".git" {
            continue;
        }
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let skipped = MADE.contains(&name.as_str()) || (name.starts_with('.') && !HIDDEN.contains(&name.as_str()));
            if !skipped {
                walk(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() {
            let text = if entry.metadata()?.len() > FILE_BYTES_MAX { Vec::new() } else { fs::read(entry.path())? };
            files.insert(path, String::from_utf8_lossy(&text).into_owned());
        }
    }
    Ok(())
}

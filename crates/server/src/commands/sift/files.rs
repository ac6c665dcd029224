//! The files of `cordon sift`: labelled texts, a lexicon, a model.

use anyhow::{Context, bail};
use cordon_sift::text::lexicon::{File, Lexicon, shipped};
use cordon_sift::text::model::{Model, file};
use cordon_sift::text::record::{Record, records};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Where labelled texts are looked for when no `--data` is given.
const DATA_VARIABLE: &str = "CORDON_TEXT_DATA";

#[derive(Debug, clap::Args)]
pub struct Data {
    /// Files of labelled texts (.jsonl, .jsonl.gz), or folders of them; else what `CORDON_TEXT_DATA` names.
    #[arg(long, num_args = 1.., value_name = "PATH")]
    data: Vec<PathBuf>,
}

impl Data {
    pub fn read(&self) -> anyhow::Result<Vec<Record>> {
        let mut paths = self.data.clone();
        if paths.is_empty() {
            paths.extend(std::env::var_os(DATA_VARIABLE).map(PathBuf::from));
        }
        if paths.is_empty() {
            bail!("no texts are named; give `--data`, or set `{DATA_VARIABLE}`");
        }
        let mut files = Vec::new();
        for path in &paths {
            collect(path, &mut files)?;
        }
        let mut all = Vec::new();
        for path in files {
            let text = read_text(&path)?;
            all.extend(records(&name(&path), &text)?);
        }
        Ok(all)
    }
}

/// Folders in the order of their names, so that the same folder is the same data.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let inside = std::fs::read_dir(path).with_context(|| format!("cannot read the folder `{}`", path.display()))?;
    let mut inside = inside.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    inside.sort();
    let texts = |path: &PathBuf| path.is_dir() || [".jsonl", ".jsonl.gz"].iter().any(|end| ends(path, end));
    inside.iter().filter(|path| texts(path)).try_for_each(|path| collect(path, files))
}

fn ends(path: &Path, end: &str) -> bool {
    path.to_str().is_some_and(|path| path.ends_with(end))
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let told = || format!("cannot read `{}`", path.display());
    crate::unpack::open(path)?.read_to_string(&mut text).with_context(told)?;
    Ok(text)
}

fn name(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.trim_end_matches(".gz").trim_end_matches(".jsonl").to_owned()
}

#[derive(Debug, clap::Args)]
pub struct Words {
    /// A folder of the lexicon, in place of the one that came with the binary.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

impl Words {
    pub fn read(&self) -> anyhow::Result<Lexicon> {
        let Some(folder) = &self.lexicon else { return Ok(Lexicon::read(shipped())?) };
        let mut files = Vec::new();
        for (folder, before) in [(folder.clone(), ""), (folder.join("types"), "types/")] {
            let inside = std::fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
            for entry in inside {
                let path = entry?.path();
                if ends(&path, ".toml") {
                    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                    files.push((format!("{before}{name}"), read_text(&path)?));
                }
            }
        }
        let files: Vec<File<'_>> = files.iter().map(|(name, text)| File { name, text }).collect();
        Ok(Lexicon::read(&files)?)
    }
}

/// A model that fits the lexicon's codes. Words that were added since it was trained count with the weight of
/// their code; that is said.
pub fn model(path: &Path, lexicon: &Lexicon) -> anyhow::Result<Model> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read the model `{}`", path.display()))?;
    let model = file::read(&bytes, lexicon)?;
    if model.card().lexicon_digest != lexicon.digest() {
        eprintln!("the lexicon's words have changed since the model was trained: they count by the weights of then");
    }
    Ok(model)
}

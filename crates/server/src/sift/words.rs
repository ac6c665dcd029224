//! What is judged by: the lexicon, the model and the rules that came with the binary, or those of the data
//! folder. Read again they take the place of the old ones; if they cannot be read, the old ones stay.

use anyhow::{Context, bail};
use cordon_sift::judge::{Judge, Reading};
use cordon_sift::text::lexicon::{File, Lexicon, shipped};
use cordon_sift::text::model::file;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The model that comes with the binary.
const MODEL: &[u8] = include_bytes!("../../../../models/sift.safetensors");
/// Below the data folder: what a site has of its own.
const LEXICON: &str = "lexicon";
const MODEL_FILE: &str = "models/sift.safetensors";

/// The judge in force.
#[derive(Debug)]
pub struct Words {
    folder: PathBuf,
    redress: String,
    judge: RwLock<Arc<Judge>>,
}

impl Words {
    pub fn open(folder: &Path, redress: &str) -> anyhow::Result<Self> {
        let judge = read(folder, redress)?;
        Ok(Self { folder: folder.to_owned(), redress: redress.to_owned(), judge: RwLock::new(Arc::new(judge)) })
    }

    pub fn judge(&self) -> Arc<Judge> {
        Arc::clone(&self.judge.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads everything again. What cannot be read changes nothing.
    pub fn reload(&self) -> anyhow::Result<Arc<Judge>> {
        let judge = Arc::new(read(&self.folder, &self.redress)?);
        *self.judge.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&judge);
        Ok(judge)
    }
}

fn read(folder: &Path, redress: &str) -> anyhow::Result<Judge> {
    let own = folder.join(LEXICON);
    let lexicon = if own.is_dir() { lexicon(&own)? } else { Lexicon::read(shipped())? };
    let own = folder.join(MODEL_FILE);
    let model = match std::fs::read(&own) {
        Ok(bytes) => file::read(&bytes, &lexicon).with_context(|| format!("`{}`", own.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => file::read(MODEL, &lexicon)?,
        Err(error) => bail!("cannot read `{}`: {error}", own.display()),
    };
    Ok(Judge::new(Reading { lexicon: Arc::new(lexicon), model: Arc::new(model) }, redress))
}

/// A folder of the lexicon.
pub fn lexicon(folder: &Path) -> anyhow::Result<Lexicon> {
    let mut files = Vec::new();
    for (folder, before) in [(folder.to_owned(), ""), (folder.join("types"), "types/")] {
        let inside = std::fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
        for entry in inside {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.ends_with(".toml") {
                let text = std::fs::read_to_string(&path);
                files.push((format!("{before}{name}"), text.with_context(|| format!("cannot read `{name}`"))?));
            }
        }
    }
    let files: Vec<File<'_>> = files.iter().map(|(name, text)| File { name, text }).collect();
    Ok(Lexicon::read(&files)?)
}

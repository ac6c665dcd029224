//! What is judged by: the lexicon, the model and the rules that came with the binary, or those of the data
//! folder. Read again they take the place of the old ones; if they cannot be read, the old ones stay.

use anyhow::{Context, bail};
use cordon_sift::event::Event;
use cordon_sift::facts::Facts;
use cordon_sift::judge::{Judge, Kind, Reading, Said};
use cordon_sift::radar::lines::{Addition, with_additions};
use cordon_sift::rules::{self, Rules};
use cordon_sift::text::lexicon::{self, Lexicon};
use cordon_sift::text::matcher::Hits;
use cordon_sift::text::model::file;
use cordon_sift::verdict::Verdict;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The model that comes with the binary.
const MODEL: &[u8] = include_bytes!("../../../../models/sift.safetensors");
/// Below the data folder: what a site has of its own.
const LEXICON: &str = "lexicon";
pub const RULES: &str = "rules";
const MODEL_FILE: &str = "models/sift.safetensors";

thread_local! {
    static HITS: RefCell<Hits> = RefCell::new(Hits::default());
    static RUN: RefCell<rules::Room> = RefCell::new(rules::Room::default());
}

/// Words, model and rules that hold together at one moment.
#[derive(Debug)]
pub struct InForce {
    pub judge: Judge,
    pub rules: Rules,
}

impl InForce {
    fn new(mut judge: Judge, rules: Rules) -> Self {
        rules.digest().clone_into(&mut judge.versions.rules);
        Self { judge, rules }
    }

    pub fn read(&self, event: &Event, facts: &mut Facts) -> Option<Said> {
        HITS.with_borrow_mut(|hits| self.judge.read(event, facts, hits))
    }

    pub fn decide(&self, kind: Kind, facts: &Facts, said: Option<&Said>) -> Verdict {
        RUN.with_borrow_mut(|room| self.judge.decide(kind, facts, said, &self.rules.run(kind, facts, room)))
    }
}

/// What is in force.
#[derive(Debug)]
pub struct Words {
    folder: PathBuf,
    redress: String,
    /// Lines of scripts that officers adopted.
    added: RwLock<Vec<Addition>>,
    /// Rules that two officers put in force; without them the folder's or the binary's hold.
    decided: RwLock<Option<Rules>>,
    now: RwLock<Arc<InForce>>,
}

impl Words {
    pub fn open(folder: &Path, redress: &str) -> anyhow::Result<Self> {
        let now = RwLock::new(Arc::new(read(folder, redress, &[], None)?));
        let (folder, redress) = (folder.to_owned(), redress.to_owned());
        Ok(Self { folder, redress, added: RwLock::default(), decided: RwLock::default(), now })
    }

    pub fn now(&self) -> Arc<InForce> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads everything again. What cannot be read changes nothing.
    pub fn reload(&self) -> anyhow::Result<Arc<InForce>> {
        // Held until the end, so that nobody decides meanwhile.
        let decided = self.decided.read().unwrap_or_else(PoisonError::into_inner);
        let now = Arc::new(read(&self.folder, &self.redress, &self.added(), decided.as_ref())?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&now);
        Ok(now)
    }

    fn added(&self) -> Vec<Addition> {
        self.added.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads words and model again with other lines of adopted scripts; rules stay. The same lines change nothing.
    pub fn set_additions(&self, added: Vec<Addition>) -> anyhow::Result<()> {
        if self.added() == added {
            return Ok(());
        }
        let decided = self.decided.read().unwrap_or_else(PoisonError::into_inner);
        let read = read(&self.folder, &self.redress, &added, decided.as_ref())?;
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        *now = Arc::new(InForce::new(read.judge, now.rules.clone()));
        *self.added.write().unwrap_or_else(PoisonError::into_inner) = added;
        Ok(())
    }

    /// Puts rules in force that were decided on elsewhere, or again what came without; words and model stay.
    pub fn set_rules(&self, decided: Option<Rules>) -> anyhow::Result<Arc<InForce>> {
        let mut before = self.decided.write().unwrap_or_else(PoisonError::into_inner);
        let rules = rules_or(decided.as_ref(), &self.folder)?;
        *before = decided;
        let mut now = self.now.write().unwrap_or_else(PoisonError::into_inner);
        *now = Arc::new(InForce::new(now.judge.clone(), rules));
        Ok(Arc::clone(&now))
    }

    /// The files that hold when nothing was decided.
    pub fn own_files(&self) -> anyhow::Result<BTreeMap<String, String>> {
        own_rules(&self.folder.join(RULES))
    }
}

fn read(folder: &Path, redress: &str, added: &[Addition], decided: Option<&Rules>) -> anyhow::Result<InForce> {
    let lexicon = lexicon_of(&folder.join(LEXICON), added)?;
    let own = folder.join(MODEL_FILE);
    let model = match std::fs::read(&own) {
        Ok(bytes) => file::read(&bytes, &lexicon).with_context(|| format!("`{}`", own.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => file::read(MODEL, &lexicon)?,
        Err(error) => bail!("cannot read `{}`: {error}", own.display()),
    };
    let judge = Judge::new(Reading { lexicon: Arc::new(lexicon), model: Arc::new(model) }, redress);
    Ok(InForce::new(judge, rules_or(decided, folder)?))
}

/// A folder of the lexicon; without it what came with the binary.
fn lexicon_of(folder: &Path, added: &[Addition]) -> anyhow::Result<Lexicon> {
    if !folder.is_dir() {
        return Ok(with_additions(lexicon::shipped(), added)?);
    }
    let mut files = files(folder, "")?;
    files.extend(self::files(&folder.join("types"), "types/")?);
    let files: Vec<_> = files.iter().map(|(name, text)| lexicon::File { name, text }).collect();
    Ok(with_additions(&files, added)?)
}

fn rules_or(decided: Option<&Rules>, folder: &Path) -> anyhow::Result<Rules> {
    decided.map_or_else(|| rules_of(&folder.join(RULES)), |rules| Ok(rules.clone()))
}

/// A folder of rules; without it what came with the binary.
fn rules_of(folder: &Path) -> anyhow::Result<Rules> {
    let own = own_rules(folder)?;
    let files: Vec<_> = own.iter().map(|(name, text)| rules::File { name, text }).collect();
    Rules::read(&files).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", told.join("\n"))
    })
}

/// The files of a folder of rules; without any what came with the binary.
pub fn own_rules(folder: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let own = if folder.is_dir() { files(folder, "")? } else { Vec::new() };
    if !own.is_empty() {
        return Ok(own.into_iter().collect());
    }
    Ok(rules::shipped().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect())
}

/// The `.toml` files of a folder, each with its name.
pub fn files(folder: &Path, before: &str) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".toml") {
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{name}`"))?;
            files.push((format!("{before}{name}"), text));
        }
    }
    Ok(files)
}

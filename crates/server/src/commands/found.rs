//! `cordon found`: the house is founded, offline: the centre, its first administrator, the norms. Once;
//! from then on everybody is enrolled by somebody, through the API.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use anyhow::{Context, bail, ensure};
use cordon_desk::limits::PASSWORD_CHARS_MAX;
use cordon_desk::office::{NewHouse, found_house};
use cordon_model::exchange::Private;
use std::io::Read;
use std::path::PathBuf;

/// Longest character in UTF-8, and a line's end.
const PASSWORD_BYTES_MAX: usize = PASSWORD_CHARS_MAX * 4 + 2;

#[derive(Debug, clap::Args)]
pub struct Found {
    /// Folder for records, keys and the journal; made when it is not there.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    config: Option<PathBuf>,
    /// Address of a PostgreSQL for the records, postgresql://USER@HOST/NAME; the folder remembers it.
    /// A password belongs into the configuration, not on a command line.
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
    /// Code of the organ on the wires: 6 to 12 digits.
    #[arg(long)]
    code: String,
    /// Name of the centre.
    #[arg(long)]
    name: String,
    /// Where a citizen reaches the office.
    #[arg(long, default_value = "96110")]
    public_phone: String,
    /// Login of the first administrator.
    #[arg(long)]
    login: String,
    /// Name of the first administrator.
    #[arg(long)]
    administrator: String,
    #[arg(long)]
    administrator_phone: String,
    /// Read the password from the standard input; a command line can be seen by everybody.
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Found {
    pub fn run(self) -> anyhow::Result<()> {
        ensure!(self.password_stdin, "give --password-stdin and the password on the standard input");
        let mut config = Config::read(self.config.as_deref())?;
        if let Some(data) = self.data {
            config.data = data;
        }
        config.store = self.store.or(config.store);
        config.name_store()?;
        let house = NewHouse {
            code: self.code,
            name: self.name,
            public_phone: self.public_phone,
            login: self.login,
            administrator: Private(self.administrator),
            administrator_phone: Private(self.administrator_phone),
            password: password(std::io::stdin().lock())?,
        };
        let clock: Clock = config.clock();
        let app = App::open(&config.data, clock, &config.origin, config.font.as_deref())?;
        let founded = match found_house(&app.desk, &app.platform(), &house) {
            Ok(founded) => founded,
            Err(refusal) => bail!("the house was not founded: {refusal}; {}", refusal.code.next_en()),
        };
        let (centre, administrator) = (founded.centre.to_string(), founded.administrator.to_string());
        println!("{}", serde_json::json!({ "centre": centre, "administrator": administrator, "norms": founded.norms }));
        Ok(())
    }
}

/// One line; its end is not part of the password.
fn password(input: impl Read) -> anyhow::Result<Private> {
    let limit = u64::try_from(PASSWORD_BYTES_MAX)?;
    let mut text = String::new();
    input.take(limit.saturating_add(1)).read_to_string(&mut text).context("cannot read the password from stdin")?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    ensure!(!line.is_empty(), "the password on the standard input is empty");
    ensure!(text.len() <= PASSWORD_BYTES_MAX && !line.contains('\n'), "the password has to be one line");
    Ok(Private(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_one_line_without_its_end() {
        for text in ["correct horse battery", "correct horse battery\n", "correct horse battery\r\n"] {
            assert_eq!(password(text.as_bytes()).unwrap().0, "correct horse battery");
        }
        for text in ["", "\n", "two\nlines\n", &"x".repeat(PASSWORD_BYTES_MAX + 1)] {
            assert!(password(text.as_bytes()).is_err());
        }
    }
}

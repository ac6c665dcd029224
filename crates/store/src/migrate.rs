//! Migrations: numbered SQL files, compiled in, each applied once and in its own transaction.
//!
//! One text serves both databases. A file that was applied may never change: its digest is kept
//! beside its number, and a difference is refused at start. Going back is not offered; expand first,
//! contract later.
//!
//! Not here: reading rows. A migration changes shape, not meaning.

use crate::error::{Result, StoreError};
use crate::sql::Sql;
use cordon_model::Stamp;
use sha2::{Digest as _, Sha256};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

macro_rules! embedded {
    ($($number:literal, $file:literal;)*) => {
        &[$(Migration {
            number: $number,
            name: $file,
            sql: include_str!(concat!("../migrations/", $file, ".sql")),
        }),*]
    };
}

/// Every file of `migrations/`, in order.
pub const EMBEDDED: &[Migration] = embedded! {
    1, "0001_ground";
    2, "0002_nouns";
    3, "0003_money_line";
    4, "0004_imports";
    5, "0005_bundles";
    6, "0006_unnumbered";
    7, "0007_indices";
    8, "0008_lists";
    9, "0009_scripts";
    10, "0010_contacts";
    11, "0011_rule_sets";
    12, "0012_sign_in";
    13, "0013_desk";
    14, "0014_watch";
    15, "0015_identities";
    16, "0016_tips";
};

/// A connection at start: outside a transaction, able to run a whole file.
pub(crate) trait Ground: Sql {
    fn batch(&mut self, text: &str) -> Result<()>;
}

const MIGRATIONS_TABLE: &str = "
    create table if not exists migrations (
        number     BIGINT not null primary key, -- from the file's name
        name       TEXT   not null,             -- the file's name
        digest     TEXT   not null,             -- SHA-256 of the file, hex
        applied_at BIGINT not null              -- when
    )";

/// Brings the database to the newest of `list`. Done twice it changes nothing.
pub(crate) fn migrate(db: &mut dyn Ground, list: &[Migration], now: Stamp) -> Result<usize> {
    db.batch(MIGRATIONS_TABLE)?;
    let pending = pending(&applied(db)?, list)?;
    for migration in &pending {
        db.batch("begin")?;
        let ran = run(db, migration, now).and_then(|()| db.batch("commit"));
        if let Err(error) = ran {
            // The first error is the one to tell; a failed rollback ends with the connection.
            let _ = db.batch("rollback");
            return Err(StoreError::determinate(format!("migration `{}` failed: {error}", migration.name)));
        }
    }
    Ok(pending.len())
}

/// Refuses a database that is not at the newest of `list`: for those who may not change it.
pub(crate) fn is_current(db: &mut dyn Sql, list: &[Migration]) -> Result<()> {
    match pending(&applied(db)?, list)?.first() {
        None => Ok(()),
        Some(missing) => Err(StoreError::determinate(format!(
            "the data is of an older cordon (migration `{}` is missing); look with that one, or start a centre of this one",
            missing.name
        ))),
    }
}

fn run(db: &mut dyn Ground, migration: &Migration, now: Stamp) -> Result<()> {
    db.batch(migration.sql)?;
    db.exec(
        "insert into migrations (number, name, digest, applied_at) values ($1, $2, $3, $4)",
        &[migration.number.into(), migration.name.into(), digest(migration).into(), now.into()],
    )?;
    Ok(())
}

struct Applied {
    number: i64,
    name: String,
    digest: String,
}

fn applied(db: &mut dyn Sql) -> Result<Vec<Applied>> {
    db.query("select number, name, digest from migrations order by number", &[])?
        .iter()
        .map(|row| Ok(Applied { number: row.int(0)?, name: row.text(1)?.to_owned(), digest: row.text(2)?.to_owned() }))
        .collect()
}

/// What is still to be done, once the past agrees with the list.
fn pending(applied: &[Applied], list: &[Migration]) -> Result<Vec<Migration>> {
    if list.windows(2).any(|pair| matches!(pair, [a, b] if a.number >= b.number)) {
        return Err(StoreError::determinate("the embedded migrations are not in ascending order"));
    }
    for old in applied {
        let Some(known) = list.iter().find(|migration| migration.number == old.number) else {
            return Err(StoreError::determinate(format!(
                "the data holds migration `{}`, which this program does not know; start a newer cordon",
                old.name
            )));
        };
        if digest(known) != old.digest {
            return Err(StoreError::determinate(format!(
                "migration `{}` was changed after it had been applied; restore the file and add a new one",
                known.name
            )));
        }
    }
    let last = applied.iter().map(|old| old.number).max();
    let rest: Vec<Migration> =
        list.iter().filter(|migration| applied.iter().all(|old| old.number != migration.number)).copied().collect();
    match rest.first() {
        Some(first) if last.is_some_and(|last| first.number < last) => Err(StoreError::determinate(format!(
            "migration `{}` comes before one that was already applied; give it a higher number",
            first.name
        ))),
        _ => Ok(rest),
    }
}

fn digest(migration: &Migration) -> String {
    cordon_model::sealed::Digest(Sha256::digest(migration.sql.as_bytes()).into()).hex()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_embedded_under_its_number() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".sql").map(str::to_owned))
            .collect();
        files.sort();
        let embedded: Vec<&str> = EMBEDDED.iter().map(|migration| migration.name).collect();
        assert_eq!(files, embedded);
        for migration in EMBEDDED {
            assert!(migration.name.starts_with(&format!("{:04}_", migration.number)), "{}", migration.name);
        }
    }

    const ONE: Migration = Migration { number: 1, name: "0001_one", sql: "create table one (id TEXT)" };
    const TWO: Migration = Migration { number: 2, name: "0002_two", sql: "create table two (id TEXT)" };

    fn past(migration: Migration) -> Applied {
        Applied { number: migration.number, name: migration.name.into(), digest: digest(&migration) }
    }

    #[test]
    fn the_past_must_agree_with_the_list() {
        assert_eq!(pending(&[], &[ONE, TWO]), Ok(vec![ONE, TWO]));
        assert_eq!(pending(&[past(ONE)], &[ONE, TWO]), Ok(vec![TWO]));
        assert_eq!(pending(&[past(ONE), past(TWO)], &[ONE, TWO]), Ok(vec![]));
        let changed = Migration { sql: "create table one (id TEXT, more TEXT)", ..ONE };
        assert!(pending(&[past(ONE)], &[changed]).unwrap_err().to_string().contains("was changed"));
        assert!(pending(&[past(TWO)], &[ONE]).unwrap_err().to_string().contains("newer cordon"));
        assert!(pending(&[past(TWO)], &[ONE, TWO]).unwrap_err().to_string().contains("higher number"));
        assert!(pending(&[], &[TWO, ONE]).is_err());
    }
}

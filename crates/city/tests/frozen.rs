//! The city does not change under the strategies that are tuned in it. Whoever changes script, gangs,
//! houses or judge changes what is compared: raise `CITY_VERSION`, put the new digests here, and tune and
//! run again what had been tuned and run in the old one. (Log-normal draws go through the machine's
//! mathematics; where only the digests differ and on one machine only, that is why.)

use cordon_city::script::Script;
use cordon_city::settings::{CITY_VERSION, Cell, Settings};
use cordon_city::world::{Outcome, Strategy, Work, World};
use cordon_model::Wire;
use sha2::{Digest, Sha256};

const SETTINGS: Settings = Settings { seed: 1, cases: 12, cell: Cell::CENTRE, nasty: false };

/// A centre where nobody works: what then happens is the city's doing alone.
struct Nobody;

impl Strategy for Nobody {
    fn reported(&mut self, _: &mut World, _: usize) -> anyhow::Result<()> {
        Ok(())
    }

    fn signed(&mut self, _: &mut World, _: usize) -> anyhow::Result<()> {
        Ok(())
    }

    fn answered(&mut self, _: &mut World, _: usize, _: Wire, _: &[u8]) -> anyhow::Result<()> {
        Ok(())
    }

    fn reminded(&mut self, _: &mut World, _: u64) -> anyhow::Result<()> {
        Ok(())
    }

    fn work(&self) -> Work {
        Work::default()
    }
}

fn digest(what: &impl std::fmt::Debug) -> String {
    let bytes = Sha256::digest(format!("{what:?}"));
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_city_is_the_one_that_strategies_were_tuned_in() -> anyhow::Result<()> {
    let script = Script::of(SETTINGS);
    let told = digest(&(&script.accounts, &script.ordinary, &script.cases));
    let folder = tempfile::tempdir()?;
    let outcome: Outcome = World::open(script, &[], folder.path())?.run(&mut Nobody)?;
    let frozen = (1, "d11f7d79f675e583", "de0c68211c0b528b");
    let is = (CITY_VERSION, told.as_str(), &*digest(&outcome));
    assert_eq!(is, frozen, "the city has changed: raise its version, and tune and run again");
    Ok(())
}

#[test]
fn where_nobody_works_nothing_is_saved_and_what_was_there_was_there() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let outcome = World::open(Script::of(SETTINGS), &[], folder.path())?.run(&mut Nobody)?;
    assert!(outcome.cases.iter().all(|case| case.saved == 0 && case.first_hold_ms.is_none() && case.loss > 0));
    assert!(outcome.cases.iter().any(|case| case.there_at_report > 0));
    assert_eq!((outcome.held_fen_hours, outcome.held_people), (0, 0));
    Ok(())
}

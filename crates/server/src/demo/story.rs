//! The story, act by act: victims report, some are wrongly held and set free, money is followed over
//! five institutions, and two days later everything still adds up.

mod closing;
mod freed;
mod frozen;
mod money;
mod reports;

use super::checks::Outcome;
use super::stage::Centre;
use super::town::Town;
use super::trail::Trail;
use anyhow::bail;
use cordon_model::time::HOUR_MS;

pub fn tell(town: &Town, trail: &Trail) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    println!("第一幕 The first morning: four victims and one who was none");
    town.open()?;
    let centre = Centre::sign_in(town)?;
    let cases = reports::reports(town, &centre, &mut outcome)?;
    let [bank_case, limited_case, wallet_case, payer_first] = cases.as_slice() else { bail!("four cases") };
    reports::false_report(town, &centre, &mut outcome)?;
    println!("第二幕 Who is wrongly held is set free");
    freed::released_by_two(&centre, limited_case, &mut outcome)?;
    freed::appealed(town, &centre, wallet_case, &mut outcome)?;
    freed::extended(&centre, payer_first, &mut outcome)?;
    freed::number(town, &centre, &mut outcome)?;
    println!("第三幕 The money is followed");
    let followed = money::followed(town, &centre, trail, &mut outcome)?;
    frozen::frozen(&followed, &mut outcome)?;
    println!("第四幕 Two days later, after every process was stopped and started");
    town.sleep(48 * HOUR_MS)?;
    let centre = Centre::sign_in(town)?;
    closing::lapsed(&centre, bank_case, &mut outcome)?;
    closing::sums(&centre, &mut outcome)?;
    closing::ledgers(town, &mut outcome)?;
    closing::journal(town, &mut outcome)?;
    Ok(outcome)
}

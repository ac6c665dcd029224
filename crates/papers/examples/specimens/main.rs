//! Writes a specimen of every paper into a folder, to be looked at and printed:
//! `cargo run -p cordon-papers --example specimens -- FOLDER`

mod facts;
mod sheets;

use cordon_model::OrderKind;
use cordon_papers::{Font, Press, counter_slip, order_sheet, stop_application};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder for the specimens")?);
    let press = Press::new(Font::embedded()?);
    let short = facts::application();
    let mut long = short.clone();
    long.narrative = [facts::STORY; 7].join("\n");
    long.promise_given = "电话录音承诺，录音编号 990017".into();
    long.applicant.name = "王\u{20000}".into();
    let mut full = sheets::sheet(OrderKind::Freeze);
    full.to = format!("{}（999100000001）", "示范农村商业银行股份有限公司".repeat(7));
    full.reason = facts::STORY.replace('\n', "");
    for (name, paper) in [
        ("stop-application.pdf", stop_application(&short, &press)?),
        ("stop-application-long.pdf", stop_application(&long, &press)?),
        ("counter-slip.pdf", counter_slip(&facts::slip(), &press)?),
        ("sheet-stop-drill.pdf", order_sheet(&sheets::sheet(OrderKind::Stop), &press.clone().for_drill())?),
        ("sheet-stop.pdf", order_sheet(&sheets::sheet(OrderKind::Stop), &press)?),
        ("sheet-freeze-long.pdf", order_sheet(&full, &press)?),
        ("sheet-query.pdf", order_sheet(&sheets::sheet(OrderKind::QueryAccount), &press)?),
        ("sheet-lift.pdf", order_sheet(&sheets::sheet(OrderKind::LiftFreeze), &press)?),
        ("sheet-number.pdf", order_sheet(&sheets::sheet(OrderKind::ShutNumber), &press)?),
    ] {
        std::fs::write(folder.join(name), &paper.pdf)?;
        println!("{name}: {paper:?}, not shown: {:?}", paper.not_shown);
    }
    Ok(())
}

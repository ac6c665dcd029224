//! Writes a specimen of every paper into a folder, to be looked at and printed:
//! `cargo run -p cordon-papers --example specimens -- FOLDER`

mod facts;

use cordon_papers::{Font, counter_slip, stop_application};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder for the specimens")?);
    let font = Font::embedded()?;
    let short = facts::application();
    let mut long = short.clone();
    long.narrative = [facts::STORY; 7].join("\n");
    long.promise_given = "电话录音承诺，录音编号 990017".into();
    long.applicant.name = "王\u{20000}".into();
    for (name, paper) in [
        ("stop-application.pdf", stop_application(&short, &font)?),
        ("stop-application-long.pdf", stop_application(&long, &font)?),
        ("counter-slip.pdf", counter_slip(&facts::slip(), &font)?),
    ] {
        std::fs::write(folder.join(name), &paper.pdf)?;
        println!("{name}: {paper:?}, not shown: {:?}", paper.not_shown);
    }
    Ok(())
}

//! Writes a made-up log as static files, for the verifiers in `verify/` and for whoever wants to
//! see one: `cargo run -p cordon-journal --example write_log -- FOLDER COUNT`,
//! or `FOLDER golden` for the bytes of the golden log.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool of the tests, not of the product"
)]

#[path = "../tests/support/story.rs"]
mod story;

use std::path::Path;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let files = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "golden"] => story::golden(),
        [_, count] => log(&story::entries(count.parse().expect("COUNT is a number"))),
        _ => {
            eprintln!("usage: write_log FOLDER COUNT|golden");
            std::process::exit(2);
        }
    };
    for (path, bytes) in files {
        let path = Path::new(&args[0]).join(path);
        std::fs::create_dir_all(path.parent().unwrap()).expect("the folder can be made");
        std::fs::write(path, bytes).expect("the file can be written");
    }
}

/// With older checkpoints where tiles fill and just beside.
fn log(entries: &[cordon_journal::Entry]) -> story::Files {
    let older = [1, 3, 255, 256, 257, 65_536, 70_000];
    story::files(&story::encoded(entries), &older)
}

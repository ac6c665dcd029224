//! Writes a made-up log as static files, for the verifiers in `verify/` and for whoever wants to
//! see one: `cargo run -p cordon-journal --example write_log -- FOLDER COUNT [rewritten]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a tool of the tests, not of the product")]

#[path = "../tests/support/story.rs"]
mod story;

use std::path::Path;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, rest @ ..] = args.as_slice() else {
        eprintln!("usage: write_log FOLDER COUNT [rewritten]");
        std::process::exit(2);
    };
    let count: u64 = count.parse().expect("COUNT is a number");
    let entries = if rest.is_empty() { story::entries(count) } else { story::rewritten(count) };
    let older: Vec<u64> = [1, 3, 255, 256, 257, 65_536, 70_000].into_iter().filter(|size| *size < count).collect();
    for (path, bytes) in story::files(&story::encoded(&entries), &older) {
        let path = Path::new(folder).join(path);
        std::fs::create_dir_all(path.parent().unwrap()).expect("the folder can be made");
        std::fs::write(path, bytes).expect("the file can be written");
    }
}

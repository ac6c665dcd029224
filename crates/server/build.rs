//! Puts the built workbench (`workbench/dist`, made by `scripts/workbench.sh`) into the binary, compressed.
//! Without it the binary is built all the same, and says how to build the rest.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let dist = root.join("../../workbench/dist");
    // The folder is always there, so that cargo looks at it and not at its absence.
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    if dist.join("index.html").exists() {
        gather(&dist, &dist, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for (number, name) in files.iter().enumerate() {
        let packed = out.join(format!("workbench-{number}.gz"));
        let mut writer = GzEncoder::new(fs::File::create(&packed)?, Compression::best());
        writer.write_all(&fs::read(dist.join(name))?)?;
        writer.finish()?;
        let _ = writeln!(table, "    ({name:?}, include_bytes!({packed:?})),");
    }
    table.push_str("]\n");
    fs::write(out.join("workbench.rs"), table)
}

/// Names of all files below `folder`, with `/`, but for those that begin with a dot.
fn gather(dist: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.strip_prefix(dist).map(|name| name.to_string_lossy().replace('\\', "/")).unwrap_or_default();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            gather(dist, &path, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

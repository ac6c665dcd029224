//! A disk that forgets everything that was not synced (`tests/power/lossy.c` of `cordon-store`).

use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Lossy {
    library: PathBuf,
    restore: PathBuf,
    shadow: PathBuf,
    /// One line for each sync and for each reply with a 2xx.
    pub trace: PathBuf,
}

impl Lossy {
    pub fn build(folder: &Path) -> Self {
        let source = "../store/tests/power/lossy.c";
        let (library, restore) = (folder.join("lossy.so"), folder.join("lossy-restore"));
        let cc = |args: &[&str]| assert!(Command::new("cc").args(args).status().unwrap().success(), "cc {args:?}");
        cc(&["-shared", "-fPIC", "-o", library.to_str().unwrap(), source, "-ldl", "-lpthread"]);
        cc(&["-DLOSSY_RESTORE", "-o", restore.to_str().unwrap(), source]);
        let shadow = folder.join("shadow");
        std::fs::create_dir_all(&shadow).unwrap();
        Self { library, restore, shadow, trace: folder.join("trace") }
    }

    /// What stands in the folder before the shim watches it is on the disk for good.
    pub fn watch(&self, data: &Path) -> Vec<(String, String)> {
        for file in std::fs::read_dir(data).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), self.shadow.join(file.file_name())).unwrap();
        }
        let pair = |name: &str, path: &Path| (name.to_owned(), path.display().to_string());
        vec![
            pair("LD_PRELOAD", &self.library),
            pair("LOSSY_DIR", data),
            pair("LOSSY_SHADOW", &self.shadow),
            pair("LOSSY_TRACE", &self.trace),
        ]
    }

    /// Puts every file back to what was synced last.
    pub fn power_fails(&self, data: &Path) {
        let status = Command::new(&self.restore).args([data, &self.shadow]).status().unwrap();
        assert!(status.success());
    }
}

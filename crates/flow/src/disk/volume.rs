//! What the folder asks of a disk, so that a test can stand in for one that forgets.

use std::fmt::Debug;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A flat folder of files.
pub trait Volume: Debug + Send + Sync {
    /// A new, empty file; one of that name is replaced.
    fn create(&self, name: &str) -> io::Result<Box<dyn File>>;
    /// A file that is there, to be appended to.
    fn append(&self, name: &str) -> io::Result<Box<dyn File>>;
    fn read(&self, name: &str) -> io::Result<Box<dyn Read>>;
    /// So many bytes of a file, from a place on.
    fn read_at(&self, name: &str, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut file = self.read(name)?;
        io::copy(&mut file.by_ref().take(at), &mut io::sink())?;
        let mut bytes = vec![0; len];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
    fn names(&self) -> io::Result<Vec<String>>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Makes durable which names there are.
    fn sync_names(&self) -> io::Result<()>;
    /// Keeps others out as long as the volume lives; false when somebody is in.
    fn lock(&mut self) -> io::Result<bool>;
}

/// A file that is written at its end.
pub trait File: Debug + Send {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Makes durable what was written.
    fn sync(&mut self) -> io::Result<()>;
    /// Cuts off what lies beyond so many bytes.
    fn cut(&mut self, len: u64) -> io::Result<()>;
}

/// A folder of the file system.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    lock: Option<std::fs::File>,
}

const LOCK: &str = "lock";
/// So often a folder that is in use is looked at before it is refused, and after which pause.
const LOCK_TRIES: u32 = 10;
const LOCK_LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

impl Directory {
    pub fn of(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path)?;
        Self::at(path)
    }

    /// One that is there.
    pub fn at(path: &Path) -> io::Result<Self> {
        std::fs::metadata(path)?;
        Ok(Self { path: path.to_owned(), lock: None })
    }
}

impl Volume for Directory {
    fn create(&self, name: &str) -> io::Result<Box<dyn File>> {
        Ok(Box::new(std::fs::File::create(self.path.join(name))?))
    }

    fn append(&self, name: &str) -> io::Result<Box<dyn File>> {
        let mut file = std::fs::OpenOptions::new().write(true).open(self.path.join(name))?;
        file.seek(SeekFrom::End(0))?;
        Ok(Box::new(file))
    }

    fn read(&self, name: &str) -> io::Result<Box<dyn Read>> {
        Ok(Box::new(std::fs::File::open(self.path.join(name))?))
    }

    fn read_at(&self, name: &str, at: u64, len: usize) -> io::Result<Vec<u8>> {
        let file = std::fs::File::open(self.path.join(name))?;
        let mut bytes = vec![0; len];
        std::os::unix::fs::FileExt::read_exact_at(&file, &mut bytes, at)?;
        Ok(bytes)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            names.extend(entry?.file_name().into_string().ok().filter(|name| name != LOCK));
        }
        names.sort();
        Ok(names)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.path.join(name))
    }

    fn sync_names(&self) -> io::Result<()> {
        std::fs::File::open(&self.path)?.sync_all()
    }

    fn lock(&mut self) -> io::Result<bool> {
        let file = std::fs::OpenOptions::new().create(true).truncate(false).write(true).open(self.path.join(LOCK))?;
        // Whoever had it may be about to end: a process that is being started holds what its parent has open.
        let mut tried = file.try_lock();
        for _ in 1..LOCK_TRIES {
            if !matches!(tried, Err(std::fs::TryLockError::WouldBlock)) {
                break;
            }
            std::thread::sleep(LOCK_LOOK_EVERY);
            tried = file.try_lock();
        }
        match tried {
            Ok(()) => {
                self.lock = Some(file);
                Ok(true)
            }
            Err(std::fs::TryLockError::WouldBlock) => Ok(false),
            Err(std::fs::TryLockError::Error(error)) => Err(error),
        }
    }
}

impl File for std::fs::File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.set_len(len)?;
        self.seek(SeekFrom::Start(len)).map(|_| ())
    }
}

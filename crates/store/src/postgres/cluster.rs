//! A PostgreSQL of one's own, for the demo and for tests: made in a folder, reached by a socket in
//! it, and gone with the process that started it, however that ends.
//!
//! Not here: the database of a site. That is set up by whoever runs it (`docs/guides`).

use crate::error::{Result, StoreError};
use postgres::{Client, NoTls};
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Debian keeps the server's programs here, below a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The system's user that runs it where we are root: PostgreSQL refuses root.
const SYSTEM_USER: &str = "postgres";
const USER: &str = "cordon";
const LOG: &str = "log";
const READY_LOOK_EVERY: Duration = Duration::from_millis(50);
const READY_LOOKS_MAX: u32 = 1_200;

/// Waits for words on its standard input and ends the server when there are no more, so also when
/// the process at the other end was killed. $1 is the server, $2 the folder, $3 whether it is removed.
const KEEPER: &str = r#"
    trap '' INT TERM
    start() { "$1" -D "$2/data" -k "$2" & server=$!; }
    end() { kill "-$1" "$server"; wait "$server"; }
    start "$@"
    while read -r word; do
        case $word in
        stop) end INT ;;
        crash) end QUIT ;;
        start) start "$@" ;;
        esac
    done
    end INT
    [ "$3" = kept ] || rm -rf "$2""#;

/// The server of this process, started when first asked for; every caller gets databases of its own.
/// Where there is no PostgreSQL everybody is told so.
pub fn shared() -> Result<&'static Cluster> {
    static CLUSTER: OnceLock<Result<Cluster>> = OnceLock::new();
    let name = format!("cordon-postgres-{}", std::process::id());
    let shared = CLUSTER.get_or_init(|| Cluster::start(&std::env::temp_dir().join(name)));
    shared.as_ref().map_err(StoreError::clone)
}

/// A running server.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    keeper: Mutex<Child>,
    made: AtomicU64,
}

impl Cluster {
    /// A new one in `folder`, which must be empty or missing; it goes with its folder.
    pub fn start(folder: &Path) -> Result<Self> {
        let programs = programs()?;
        fs::create_dir_all(folder).map_err(|error| failed("its folder cannot be made", &error))?;
        let owner = owner(folder)?;
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(folder, Some(user), Some(group))
                .map_err(|error| failed("its folder cannot be given to its user", &error))?;
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
            .map_err(|error| failed("its folder cannot be closed to others", &error))?;
        initialise(&programs, folder, owner)?;
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(programs.join("postgres")).arg(folder).arg("removed");
        let log = File::create(folder.join(LOG)).map_err(|error| failed("its log cannot be written", &error))?;
        let error_log = log.try_clone().map_err(|error| failed("its log cannot be written", &error))?;
        let keeper = as_owner(&mut keeper, owner)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(error_log)
            .process_group(0)
            .spawn()
            .map_err(|error| failed("it cannot be started", &error))?;
        let cluster = Self { folder: folder.to_owned(), keeper: Mutex::new(keeper), made: AtomicU64::new(0) };
        cluster.until_ready()?;
        Ok(cluster)
    }

    /// The address of a database of it.
    pub fn address(&self, name: &str) -> String {
        format!("postgresql:///{name}?user={USER}&host={}", self.folder.display())
    }

    /// The folder of its socket, `.s.PGSQL.5432`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a database and gives its address.
    pub fn create(&self, name: &str) -> Result<String> {
        self.run("postgres", &format!("create database {name}"))?;
        Ok(self.address(name))
    }

    /// Makes a database that nobody has, and gives its name.
    pub fn fresh(&self) -> Result<String> {
        self.fresh_like("template1")
    }

    /// The same as a copy of one to which nobody is connected.
    pub fn fresh_like(&self, template: &str) -> Result<String> {
        let name = format!("fresh_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("create database {name} template {template}"))?;
        Ok(name)
    }

    /// Statements in one of its databases, past every door.
    pub fn run(&self, name: &str, statements: &str) -> Result<()> {
        let mut client = self.client(name)?;
        client.batch_execute(statements).map_err(|error| failed("a statement failed", &error))
    }

    fn client(&self, name: &str) -> Result<Client> {
        Client::connect(&self.address(name), NoTls).map_err(|error| failed("it cannot be reached", &error))
    }

    /// Ends the server in order. What is under way in it is undone.
    pub fn stop(&self) -> Result<()> {
        self.say("stop")?;
        self.until(|cluster| cluster.client("postgres").is_err())
    }

    /// Ends the server as a power cut would end its processes.
    pub fn crash(&self) -> Result<()> {
        self.say("crash")?;
        self.until(|cluster| cluster.client("postgres").is_err())
    }

    /// Starts a server that was ended.
    pub fn resume(&self) -> Result<()> {
        self.say("start")?;
        self.until_ready()
    }

    fn say(&self, word: &str) -> Result<()> {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let said = keeper.stdin.as_mut().map(|stdin| writeln!(stdin, "{word}"));
        match said {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(failed("it does not listen", &error)),
            None => Err(StoreError::determinate("a PostgreSQL of our own: it has ended")),
        }
    }

    fn until_ready(&self) -> Result<()> {
        self.until(|cluster| cluster.client("postgres").is_ok())
    }

    fn until(&self, is_so: impl Fn(&Self) -> bool) -> Result<()> {
        for _ in 0..READY_LOOKS_MAX {
            if is_so(self) {
                return Ok(());
            }
            thread::sleep(READY_LOOK_EVERY);
        }
        let log = fs::read_to_string(self.folder.join(LOG)).unwrap_or_default();
        Err(StoreError::determinate(format!("a PostgreSQL of our own does not come up; its log: {log}")))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let keeper = self.keeper.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop(keeper.stdin.take());
        let _ = keeper.wait();
    }
}

fn failed(what: &str, error: &dyn std::error::Error) -> StoreError {
    StoreError::determinate(format!("a PostgreSQL of our own: {what}: {error}"))
}

/// Where the server's programs are: in the path, or where Debian puts them, the newest.
fn programs() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = fs::read_dir(DEBIAN)
        .map(|versions| versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    let version = |folder: &PathBuf| {
        folder
            .parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse::<u32>().ok())
    };
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    let found = folders
        .into_iter()
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    found.ok_or_else(|| {
        StoreError::determinate(
            "PostgreSQL is not installed: no `initdb` in the path or below /usr/lib/postgresql; \
             run `scripts/setup.sh test`, or install the package `postgresql`",
        )
    })
}

/// As whom to run it: as the system's user where the folder's owner is root, else as who we are.
fn owner(folder: &Path) -> Result<Option<(u32, u32)>> {
    let ours = fs::metadata(folder).map_err(|error| failed("its folder cannot be seen", &error))?.uid();
    if ours != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| failed("users cannot be listed", &error))?;
    let ids = users.lines().find_map(|line| {
        let mut parts = line.strip_prefix(SYSTEM_USER)?.strip_prefix(':')?.split(':').skip(1);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    let ids = ids.ok_or_else(|| {
        StoreError::determinate(
            "PostgreSQL does not run as root, and there is no user `postgres`; install `postgresql`",
        )
    })?;
    Ok(Some(ids))
}

fn as_owner(command: &mut Command, owner: Option<(u32, u32)>) -> &mut Command {
    match owner {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}

fn initialise(programs: &Path, folder: &Path, owner: Option<(u32, u32)>) -> Result<()> {
    let mut initdb = Command::new(programs.join("initdb"));
    initdb.arg("-D").arg(folder.join("data")).args(["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]);
    let ran = as_owner(&mut initdb, owner).current_dir("/").output();
    let ran = ran.map_err(|error| failed("initdb cannot be run", &error))?;
    if !ran.status.success() {
        let why = String::from_utf8_lossy(&ran.stderr).into_owned();
        return Err(StoreError::determinate(format!("a PostgreSQL of our own: initdb failed: {why}")));
    }
    let settings = "listen_addresses = ''\nmax_connections = 200\nshared_buffers = '64MB'\n";
    let added = fs::OpenOptions::new().append(true).open(folder.join("data/postgresql.conf"));
    added
        .and_then(|mut file| file.write_all(settings.as_bytes()))
        .map_err(|error| failed("it cannot be configured", &error))
}

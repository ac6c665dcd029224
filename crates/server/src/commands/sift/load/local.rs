//! A centre for a run: founded in a folder, with a carrier and its key, as a process of its own.

use crate::app::App;
use crate::clock::Clock;
use crate::nats::settings::NatsConfig;
use crate::random;
use anyhow::{Context, bail};
use cordon_desk::office::{NewAgency, NewHouse, found_house, issue_key, register_agency};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::exchange::Private;
use cordon_model::{AgencyKind, Officer, Wire};
use cordon_store::{Doors, Read};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The carrier's code.
pub const CODE: &str = "999300000001";
/// How long a centre may take to open.
const OPENS_WITHIN: u32 = 600;
const LOOK_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub struct Local {
    pub folder: PathBuf,
    pub key: String,
    /// Where it serves over NATS as well.
    pub nats: Option<NatsConfig>,
    port: u16,
    child: Child,
}

impl Local {
    /// In a folder below `beside`, which is removed afterwards; with a NATS server, on subjects of its own. It saves
    /// the state of its verdicts each `save` seconds, or as often as usual.
    pub fn start(beside: Option<&Path>, nats: Option<&str>, save: Option<u64>) -> anyhow::Result<Self> {
        let name: String = random::seed().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        let folder = beside.map_or_else(std::env::temp_dir, Path::to_owned).join(format!("cordon-load-{name}"));
        let key = found(&folder)?;
        let settings = folder.join("load.toml");
        let nats = nats.map(|url| format!("url = \"{url}\"\nprefix = \"load-{name}\"\n"));
        let save = save.map(|seconds| format!("[sift]\nsave_seconds = {seconds}\n")).unwrap_or_default();
        let asked = nats.as_ref().map(|nats| format!("[sift.nats]\n{nats}")).unwrap_or_default();
        std::fs::write(&settings, save + &asked)?;
        let nats = nats.map(|nats| toml::from_str(&nats).context("`--nats` is no address")).transpose()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&folder)
            .arg("--config")
            .arg(&settings)
            .stdout(Stdio::null())
            .spawn()
            .context("cannot start a centre")?;
        let local = Self { folder, key, nats, port, child };
        for _ in 0..OPENS_WITHIN {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(local);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        bail!("the centre did not open")
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn found(folder: &Path) -> anyhow::Result<String> {
    let app = App::open(folder, Clock::real(), "load.invalid/journal", None)?;
    let house = NewHouse {
        code: "999000000000".into(),
        name: "样例市反诈中心".into(),
        public_phone: "96110".into(),
        login: "admin".into(),
        administrator: "管理甲".into(),
        administrator_phone: "000-0000-0000".into(),
        password: Private(random::seed().iter().map(|byte| format!("{byte:02x}")).collect()),
    };
    let founded = found_house(&app.desk, &app.platform(), &house)?;
    let admin: Officer = app.desk.store().view("load", |view| Ok::<_, Refusal>(view.need(founded.administrator)?))?;
    let act = || Call::new(Actor::Officer(admin.clone()), app.clock.now(), random::seed());
    let carrier = NewAgency {
        code: CODE.into(),
        name: "合成运营商".into(),
        kind: AgencyKind::Carrier,
        wires: vec![Wire::JsonForm],
        limited_stop: false,
        public_phone: "000-0000-0001".into(),
    };
    let agency = register_agency(&app.desk, &act(), &carrier)?.agency;
    let issued = issue_key(&app.desk, &act(), agency)?;
    Ok(issued.key.context("the carrier got no key")?.0)
}

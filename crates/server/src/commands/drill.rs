//! `cordon drill`: officers practise. A centre with its real pages and API in a made-up city that goes on by
//! itself, in real time or faster; what they saved is compared with what could have been.

use crate::app::App;
use crate::config::Config;
use crate::drill::{self, Board};
use crate::{http, jobs, random};
use anyhow::Context;
use cordon_city::drill::{Drill as City, Heard, LOGINS, Outcomes, Waiting, by_itself};
use cordon_city::settings::{Cell, Settings};
use cordon_model::time::{MINUTE_MS, SECOND_MS};
use cordon_model::{Money, Stamp};
use serde::Serialize;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, clap::Args)]
pub struct Drill {
    /// The same seed makes the same city, the same victims and the same gangs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many victims call; some twenty come in a day of the city.
    #[arg(long, default_value_t = 3)]
    cases: u32,
    /// How many seconds of the city pass in one.
    #[arg(long, default_value_t = 1)]
    rate: u32,
    /// So many minutes of the city after the last call the drill is over.
    #[arg(long, default_value_t = 60)]
    after: i64,
    /// Gangs that answer a refused card by emptying all others at once.
    #[arg(long)]
    nasty: bool,
    /// Where the drill keeps its data; a temporary folder when left out. Must not hold a drill already.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long, default_value = "127.0.0.1:8096")]
    listen: SocketAddr,
    /// Write the result as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// What came of it, in fen and in milliseconds of the city.
#[derive(Debug, Serialize)]
struct Result {
    seed: u64,
    ended_at: Stamp,
    calls: Vec<Call>,
    /// Of the cases that were reported: what the victims lost, what lay on cards when they called, what is
    /// held now, and what would be if nobody had to be waited for but an officer's usual time.
    lost_fen: i64,
    there_at_report_fen: i64,
    held_fen: i64,
    held_by_itself_fen: i64,
}

#[derive(Debug, Serialize)]
struct Call {
    at: Stamp,
    filed_after_ms: Option<i64>,
    lost_fen: i64,
    there_at_report_fen: i64,
    held_fen: i64,
    held_by_itself_fen: i64,
}

impl Drill {
    pub fn run(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.cases > 0, "--cases must be at least 1");
        let folder = self
            .data
            .clone()
            .unwrap_or_else(|| std::env::temp_dir().join(format!("cordon-drill-{}", std::process::id())));
        anyhow::ensure!(
            !folder.join("centre").exists(),
            "`{}` already holds a drill; choose another",
            folder.display()
        );
        let settings = Settings { seed: self.seed, cases: self.cases, cell: Cell::CENTRE, nasty: self.nasty };
        eprintln!("一天的日常往来正在发生…… (a day of ordinary life goes by)");
        let waiting = Waiting::of(settings, &folder.join("houses"))?;
        let opens_at = waiting.opens_at;
        let app = App::for_drill(&folder.join("centre"), drill::clock(opens_at, self.rate), &Config::default().origin)?;
        let password =
            format!("drill-{}", cordon_model::Digest(random::seed()).hex().chars().take(12).collect::<String>());
        let mut city = waiting.open(&app.desk, app.clock.now(), &password)?;
        let listener = TcpListener::bind(self.listen).with_context(|| format!("cannot listen on {}", self.listen))?;
        invite(listener.local_addr()?, &password);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let ended_at = runtime.block_on(self.play(&app, &mut city, listener))?;
        let by_itself = by_itself(settings, &folder.join("compare"), ended_at)?;
        let found = city.stand()?;
        let result = result(self.seed, ended_at, city.calls(), &found, &by_itself);
        result.print();
        if let Some(path) = self.json {
            std::fs::write(path, serde_json::to_vec_pretty(&result)?)?;
        }
        Ok(())
    }

    async fn play(&self, app: &App, city: &mut City, listener: TcpListener) -> anyhow::Result<Stamp> {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let mut jobs = jobs::start(app);
        let board = Board::default();
        let router = http::drill_router(app.clone(), board.clone())
            .layer(axum::Extension(crate::web::Site::default()))
            .into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = stopped.clone();
        tokio::spawn(async move {
            super::serve::stop_signal().await;
            stop.store(true, Ordering::Relaxed);
        });
        let after_ms = self.after.saturating_mul(MINUTE_MS);
        let ended = tokio::task::block_in_place(|| {
            drill::run(app, city, &board, &|| stopped.load(Ordering::Relaxed), after_ms)
        });
        serving.abort();
        jobs.abort_all();
        ended
    }
}

fn invite(at: SocketAddr, password: &str) {
    println!("演练来电 (calls): http://{at}/drill");
    println!("登录 (sign in): http://{at}/sign-in  {}", LOGINS.join(" / "));
    println!("口令 (password): {password}");
    println!("Ctrl-C 结束并评定 (ends the drill and shows the result)");
}

fn result(seed: u64, ended_at: Stamp, calls: &[Heard], found: &Outcomes, by_itself: &Outcomes) -> Result {
    let calls: Vec<Call> = calls
        .iter()
        .map(|call| {
            let own = found.get(&call.case).cloned().unwrap_or_default();
            Call {
                at: call.at,
                filed_after_ms: call.filed.map(|(_, at)| at.since_ms(call.at)),
                lost_fen: own.loss,
                there_at_report_fen: own.there_at_report,
                held_fen: own.saved,
                held_by_itself_fen: by_itself.get(&call.case).map_or(0, |case| case.saved),
            }
        })
        .collect();
    let sum = |of: fn(&Call) -> i64| calls.iter().map(of).sum();
    Result {
        seed,
        ended_at,
        lost_fen: sum(|call| call.lost_fen),
        there_at_report_fen: sum(|call| call.there_at_report_fen),
        held_fen: sum(|call| call.held_fen),
        held_by_itself_fen: sum(|call| call.held_by_itself_fen),
        calls,
    }
}

impl Result {
    fn print(&self) {
        let yuan = |fen| Money::cny(fen).decimal();
        println!("\n演练结果 (result)，{}", self.ended_at.shanghai());
        for call in &self.calls {
            let filed = call.filed_after_ms.map_or("未录入 (never filed)".to_owned(), |ms| {
                format!("{} 秒后录入 (filed after {} s)", ms / SECOND_MS, ms / SECOND_MS)
            });
            println!(
                "{}  {filed}；被骗 {}，来电时尚在 {}，已控制 {}，参照 {}",
                call.at.shanghai(),
                yuan(call.lost_fen),
                yuan(call.there_at_report_fen),
                yuan(call.held_fen),
                yuan(call.held_by_itself_fen),
            );
        }
        println!(
            "合计：被骗 {} 元，来电时尚在 {} 元，已控制 {} 元；同城由平台自行处置可控制 {} 元",
            yuan(self.lost_fen),
            yuan(self.there_at_report_fen),
            yuan(self.held_fen),
            yuan(self.held_by_itself_fen),
        );
        println!(
            "In all: lost {}, there when they called {}, held {}; the same city with nobody to wait for: {} yuan",
            yuan(self.lost_fen),
            yuan(self.there_at_report_fen),
            yuan(self.held_fen),
            yuan(self.held_by_itself_fen),
        );
    }
}

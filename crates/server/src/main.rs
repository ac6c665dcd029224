//! `cordon`: one binary, its roles as commands.

use clap::{Parser, Subcommand};
use cordon_server::commands::demo::Demo;
use cordon_server::commands::drill::Drill;
use cordon_server::commands::export::Export;
use cordon_server::commands::flow::Flow;
use cordon_server::commands::found::Found;
use cordon_server::commands::import::Import;
use cordon_server::commands::journal::Journal;
use cordon_server::commands::member::Member;
use cordon_server::commands::race::Race;
use cordon_server::commands::serve::Serve;
use cordon_server::commands::sift::Sift;
use cordon_server::commands::store::Store;
use cordon_server::commands::trace::Trace;

#[derive(Debug, Parser)]
#[command(name = "cordon", version, about = "合围: agencies stop scam money together")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Founds the house: the centre, its first administrator, the norms.
    Found(Found),
    /// The centre: API, pages, jobs.
    Serve(Serve),
    /// Checks the journal and proves entries of it; for outsiders too.
    Journal(Journal),
    /// An agency's gateway: polls, executes, answers.
    Member(Member),
    /// A city with banks and carriers as separate processes.
    Demo(Demo),
    /// Officers practise: a centre in a made-up city that goes on by itself.
    Drill(Drill),
    /// The same made-up cities under centres that are run in different ways: what each saves.
    Race(Race),
    /// Movements out of files into a data folder.
    Import(Import),
    /// What a data folder knows of movements, as a file.
    Export(Export),
    /// The records as a whole: growing into PostgreSQL, copies.
    Store(Store),
    /// Follows money through files of transfers, or through what a data folder knows.
    Trace(Trace),
    /// Looks for signs of mules in transfers, and learns how much each sign tells.
    #[command(subcommand)]
    Flow(Flow),
    /// Whether a scam's script runs in texts, chats and calls, with reasons.
    #[command(subcommand)]
    Sift(Sift),
}

fn main() -> anyhow::Result<()> {
    let command = Cli::parse().command;
    // In a race whole cities talk at once. What NATS' client says of its connection, `nats` says shorter.
    let usual = if matches!(command, Command::Race(_)) { "warn" } else { "info,async_nats=warn" };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("CORDON_LOG").unwrap_or_else(|_| usual.into()))
        .with_writer(std::io::stderr)
        .init();
    match command {
        Command::Found(found) => found.run(),
        Command::Serve(serve) => serve.run(),
        Command::Journal(journal) => journal.run(),
        Command::Member(member) => member.run(),
        Command::Demo(demo) => demo.run(),
        Command::Drill(drill) => drill.run(),
        Command::Race(race) => race.run(),
        Command::Import(import) => import.run(),
        Command::Export(export) => export.run(),
        Command::Store(store) => store.run(),
        Command::Trace(trace) => trace.run(),
        Command::Flow(flow) => flow.run(),
        Command::Sift(sift) => sift.run(),
    }
}

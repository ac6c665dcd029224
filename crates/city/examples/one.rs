use cordon_city::script::Script;
use cordon_city::settings::{Cell, Settings};
use cordon_city::strategy::{ByHand, Cordon, Levels};
use cordon_city::world::{Strategy, World};
fn main() {
    let cases = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(20);
    for who in ["cordon"] {
        let folder = tempfile::tempdir_in("/dev/shm").unwrap();
        let t = std::time::Instant::now();
        let script = Script::of(Settings { seed: 1, cases, cell: Cell::CENTRE, nasty: false });
        let mut world = World::open(script, &folder.path().join("banks")).unwrap();
        println!("open {:?}", t.elapsed());
        let mut centre: Box<dyn Strategy> = match who {
            "hand" => Box::new(ByHand::default()),
            "levels" => Box::new(Levels::default()),
            _ => Box::new(Cordon::found(&mut world, &folder.path().join("centre")).unwrap()),
        };
        let out = world.run(centre.as_mut()).unwrap();
        let loss: i64 = out.cases.iter().map(|c| c.loss).sum();
        let saved: i64 = out.cases.iter().map(|c| c.saved).sum();
        let there: i64 = out.cases.iter().map(|c| c.there_at_report).sum();
        println!(
            "{who} {:?} loss {} there {}% saved {}% wrong {} held {} wronged {} letters {:?}",
            t.elapsed(),
            loss / 100,
            there * 100 / loss,
            saved * 100 / loss,
            out.wrong_fen_hours / 100,
            out.held_people,
            out.wronged_people,
            out.letters
        );
    }
}

//! A drill: a centre on the clock of a made-up city. The pages, the API and the jobs are the real ones; a
//! thread of its own lets the city happen and carries letters between the centre and the houses.

use crate::app::App;
use crate::clock::{Clock, system};
use crate::random;
use anyhow::Context;
use cordon_city::drill::{Drill, Heard};
use cordon_desk::Call;
use cordon_model::Stamp;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Between two looks at the city.
const STEP: Duration = Duration::from_millis(200);

/// The calls so far, as the page shows them.
#[derive(Clone, Debug, Default)]
pub struct Board(Arc<Mutex<Shown>>);

#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub calls: Vec<Heard>,
    pub over: bool,
}

impl Board {
    pub fn shown(&self) -> Shown {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, calls: &[Heard], over: bool) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (shown.calls, shown.over) = (calls.to_vec(), over);
    }
}

/// A clock that shows this moment now.
pub fn clock(opens_at: Stamp, rate: u32) -> Clock {
    Clock { origin: opens_at, real_origin: system(), rate: rate.max(1) }
}

/// Lets the city happen until all is over or somebody stops it; the moment at which it ended.
pub fn run(
    app: &App,
    drill: &mut Drill,
    board: &Board,
    stops: &dyn Fn() -> bool,
    after_ms: i64,
) -> anyhow::Result<Stamp> {
    loop {
        let now = app.clock.now();
        let changed = drill
            .step(&app.desk, now, &mut |actor| Call::new(actor, now, random::seed()))
            .context("the city of the drill")?;
        if changed {
            app.changed.send_modify(|count| *count = count.wrapping_add(1));
        }
        let over = stops() || drill.is_over(after_ms);
        board.show(drill.calls(), over);
        if over {
            return Ok(now);
        }
        std::thread::sleep(STEP);
    }
}

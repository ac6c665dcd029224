//! Centres that a race compares. Each sees what reports and wires gave it by then, and nothing else.

mod cordon;
mod hand;
mod levels;
mod rival;

pub use cordon::Cordon;
pub use hand::ByHand;
pub use levels::Levels;

/// A strategy that is a rival with a pace of its own.
macro_rules! delegate {
    ($own:ty) => {
        impl Strategy for $own {
            fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
                self.0.reported(world, case)
            }

            fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
                self.0.signed(world, case)
            }

            fn answered(&mut self, world: &mut World, house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()> {
                self.0.answered(world, house, wire, bytes)
            }

            fn reminded(&mut self, world: &mut World, token: u64) -> anyhow::Result<()> {
                self.0.reminded(world, token)
            }
        }
    };
}
use delegate;

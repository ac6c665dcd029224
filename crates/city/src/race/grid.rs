//! The cells of a race: four things that are varied, alone or together.

use crate::settings::Cell;
use anyhow::{Context, ensure};
use serde::Serialize;

/// What each of the four things is; the middle one belongs to the grid's centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Axes {
    pub dwell_s: Vec<i64>,
    pub report_min: Vec<i64>,
    pub bank_s: Vec<i64>,
    pub silent_permille: Vec<i64>,
}

impl Default for Axes {
    /// One step down and up from the centre: a third, and three times as much.
    fn default() -> Self {
        Self {
            dwell_s: vec![5 * 60, Cell::CENTRE.dwell_s, 45 * 60],
            report_min: vec![10, Cell::CENTRE.report_min, 90],
            bank_s: vec![20, Cell::CENTRE.bank_s, 180],
            silent_permille: vec![0, Cell::CENTRE.silent_permille, 300],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grid {
    /// The centre alone.
    Centre,
    /// The centre, and each step from it along one axis.
    Star,
    /// Everything with everything.
    Full,
}

impl Axes {
    /// The cells, each once, the centre first.
    pub fn cells(&self, grid: Grid) -> anyhow::Result<Vec<Cell>> {
        let centre = self.centre()?;
        let mut cells = vec![centre];
        let all = match grid {
            Grid::Centre => Vec::new(),
            Grid::Star => self.star(centre),
            Grid::Full => self.full(),
        };
        for cell in all {
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        Ok(cells)
    }

    fn centre(&self) -> anyhow::Result<Cell> {
        let middle = |name: &str, values: &[i64]| -> anyhow::Result<i64> {
            ensure!(values.iter().all(|value| *value >= 0), "`{name}` cannot be negative");
            values.get(values.len().saturating_sub(1) / 2).copied().with_context(|| format!("`{name}` has no value"))
        };
        Ok(Cell {
            dwell_s: middle("dwell", &self.dwell_s)?,
            report_min: middle("report", &self.report_min)?,
            bank_s: middle("bank", &self.bank_s)?,
            silent_permille: middle("silent", &self.silent_permille)?,
        })
    }

    fn star(&self, centre: Cell) -> Vec<Cell> {
        let dwell = self.dwell_s.iter().map(|dwell_s| Cell { dwell_s: *dwell_s, ..centre });
        let report = self.report_min.iter().map(|report_min| Cell { report_min: *report_min, ..centre });
        let bank = self.bank_s.iter().map(|bank_s| Cell { bank_s: *bank_s, ..centre });
        let silent =
            self.silent_permille.iter().map(|silent_permille| Cell { silent_permille: *silent_permille, ..centre });
        dwell.chain(report).chain(bank).chain(silent).collect()
    }

    fn full(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for dwell_s in &self.dwell_s {
            for report_min in &self.report_min {
                for bank_s in &self.bank_s {
                    for silent_permille in &self.silent_permille {
                        cells.push(Cell {
                            dwell_s: *dwell_s,
                            report_min: *report_min,
                            bank_s: *bank_s,
                            silent_permille: *silent_permille,
                        });
                    }
                }
            }
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_star_is_the_centre_and_a_step_along_each_axis() {
        let axes = Axes::default();
        let star = axes.cells(Grid::Star).unwrap();
        assert_eq!((star.len(), star[0]), (9, Cell::CENTRE));
        let apart = |cell: &Cell| {
            [
                cell.dwell_s != Cell::CENTRE.dwell_s,
                cell.report_min != Cell::CENTRE.report_min,
                cell.bank_s != Cell::CENTRE.bank_s,
                cell.silent_permille != Cell::CENTRE.silent_permille,
            ]
        };
        assert!(star[1..].iter().all(|cell| apart(cell).into_iter().filter(|apart| *apart).count() == 1));
        assert_eq!(axes.cells(Grid::Centre).unwrap(), [Cell::CENTRE]);
        assert_eq!(axes.cells(Grid::Full).unwrap().len(), 81);
    }

    #[test]
    fn one_value_fixes_its_axis_and_none_is_refused() {
        let axes = Axes { dwell_s: vec![60], ..Axes::default() };
        let star = axes.cells(Grid::Star).unwrap();
        assert!(star.len() == 7 && star.iter().all(|cell| cell.dwell_s == 60));
        assert!(Axes { bank_s: vec![], ..Axes::default() }.cells(Grid::Star).is_err());
    }
}

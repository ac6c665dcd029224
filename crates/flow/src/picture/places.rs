//! Where everything of a picture stands on the page.

use super::{Course, Line, Picture, Spot, int};
use crate::trace::{Note, Notes};

pub const MARGIN: i64 = 28;
/// Room for the title and the names of the layers.
pub const HEAD: i64 = 104;
pub const FOOT: i64 = 76;
pub const SPOT_WIDTH: i64 = 178;
const GAP_ACROSS: i64 = 172;
const GAP_DOWN: i64 = 16;
/// One line of text in a spot.
pub const TEXT: i64 = 15;
const PAD: i64 = 7;
/// How high the lines are together of the spot through which the most went.
const WIDEST: u128 = 110;
/// Up to so many lines each has room for its amount; of more, those that are at least so wide.
const LABELS_MAX: usize = 70;
const LABEL_WIDTH: i64 = 9;
/// Lines that go back or stay are drawn over others: they are kept thin.
const ASIDE_WIDTH: i64 = 4;
const PASSES: usize = 6;

pub fn lay_out(picture: &mut Picture) {
    set_widths(picture);
    set_sizes(picture);
    set_columns(picture);
    draw(picture);
}

fn set_widths(picture: &mut Picture) {
    let most = picture.spots.iter().map(|spot| spot.came).max().unwrap_or(0).max(1);
    let many = picture.lines.iter().filter(|line| line.course == Course::On).count() > LABELS_MAX;
    for line in &mut picture.lines {
        let share = u128::from(line.carried) * WIDEST / u128::from(most);
        let wide = i64::try_from(share).unwrap_or(i64::MAX).clamp(1, i64::try_from(WIDEST).unwrap_or(i64::MAX));
        line.is_labelled = line.course == Course::On && (!many || wide >= LABEL_WIDTH);
        line.width = if line.course == Course::On { wide } else { wide.min(ASIDE_WIDTH) };
    }
}

/// The height that a line takes at a spot's side.
const fn slot(line: &Line) -> i64 {
    let least = if line.is_labelled { 14 } else { 3 };
    let wide = line.width + 1;
    if wide > least { wide } else { least }
}

/// The lines of text in a spot: label, what came, then what is there or that it has left, and notes.
pub fn texts(spot: &Spot) -> i64 {
    2 + i64::from(spot.there > 0 || spot.is_sink) + i64::from(!notes_told(spot).is_empty())
}

/// That a sink is one is told in words.
pub fn notes_told(spot: &Spot) -> Notes {
    if spot.is_sink { spot.notes.without(Notes::one(Note::Sink)) } else { spot.notes }
}

fn set_sizes(picture: &mut Picture) {
    let mut sides = vec![(0, 0); picture.spots.len()];
    for line in picture.lines.iter().filter(|line| line.course == Course::On) {
        sides.get_mut(line.to).into_iter().for_each(|side: &mut (i64, i64)| side.0 += slot(line));
        sides.get_mut(line.from).into_iter().for_each(|side| side.1 += slot(line));
    }
    for (spot, (left, right)) in picture.spots.iter_mut().zip(sides) {
        spot.width = SPOT_WIDTH;
        spot.height = (texts(spot) * TEXT + 2 * PAD).max(left.max(right) + 2 * PAD);
        spot.x = MARGIN + int(spot.layer) * (SPOT_WIDTH + GAP_ACROSS);
    }
    for (number, layer) in picture.layers.iter_mut().enumerate() {
        layer.x = MARGIN + int(number) * (SPOT_WIDTH + GAP_ACROSS);
    }
    let across = int(picture.layers.len()) * (SPOT_WIDTH + GAP_ACROSS) - GAP_ACROSS;
    // Room at the right for what stays within the last layer.
    picture.width = (across + 2 * MARGIN + 60).max(640);
}

/// Spots keep their order and are drawn to the middle of those they are bound to.
fn set_columns(picture: &mut Picture) {
    let columns = picture.columns();
    let needs = |picture: &Picture, column: &[usize]| -> i64 {
        let heights = column.iter().filter_map(|at| picture.spots.get(*at)).map(|spot| spot.height + GAP_DOWN);
        heights.sum::<i64>() - GAP_DOWN
    };
    let high = columns.iter().map(|column| needs(picture, column)).max().unwrap_or(0).max(0);
    picture.height = HEAD + high + FOOT;
    for column in &columns {
        let start = HEAD + (high - needs(picture, column)) / 2;
        stack(picture, column, |_, _| start, high);
    }
    for pass in 0..PASSES {
        let forth = pass % 2 == 0;
        let order: Vec<&Vec<usize>> = if forth { columns.iter().collect() } else { columns.iter().rev().collect() };
        for column in order {
            let wanted = wanted_tops(picture, forth);
            stack(picture, column, |at, spot| wanted.get(at).copied().flatten().unwrap_or(spot.y), high);
        }
    }
    // Lines that go back hang below.
    let low = picture.lines.iter().filter(|line| line.course == Course::Back).map(|line| sag(picture, line));
    let low = low.max().unwrap_or(0) + FOOT;
    picture.height = picture.height.max(low);
}

/// Sets the tops of a column from above as they are wanted, none over another; then what is too low moves up.
fn stack(picture: &mut Picture, column: &[usize], wanted: impl Fn(usize, &Spot) -> i64, high: i64) {
    let mut free = HEAD;
    for at in column {
        let Some(spot) = picture.spots.get_mut(*at) else { continue };
        spot.y = wanted(*at, spot).max(free);
        free = spot.y + spot.height + GAP_DOWN;
    }
    let mut end = HEAD + high;
    for at in column.iter().rev() {
        let Some(spot) = picture.spots.get_mut(*at) else { continue };
        spot.y = spot.y.min(end - spot.height);
        end = spot.y - GAP_DOWN;
    }
}

fn wanted_tops(picture: &Picture, forth: bool) -> Vec<Option<i64>> {
    let mut pulls = vec![(0_i64, 0_i64); picture.spots.len()];
    for line in picture.lines.iter().filter(|line| line.course == Course::On) {
        let (own, other) = if forth { (line.to, line.from) } else { (line.from, line.to) };
        let middle = picture.spots.get(other).map_or(0, |spot| spot.y + spot.height / 2);
        if let Some(pull) = pulls.get_mut(own) {
            *pull = (pull.0 + line.width, pull.1 + line.width * middle);
        }
    }
    let top =
        |(spot, (weight, sum)): (&Spot, (i64, i64))| sum.checked_div(weight).map(|middle| middle - spot.height / 2);
    picture.spots.iter().zip(pulls).map(top).collect()
}

/// How low a line hangs that goes back.
fn sag(picture: &Picture, line: &Line) -> i64 {
    let end = |at: usize| picture.spots.get(at).map_or((0, 0), |spot| (spot.y + spot.height, int(spot.layer)));
    let (from, to) = (end(line.from), end(line.to));
    from.0.max(to.0) + 26 + 14 * (from.1 - to.1).abs()
}

/// Lines begin and end one below the other, in the order of their other ends.
fn draw(picture: &mut Picture) {
    let middle = |at: usize| picture.spots.get(at).map_or(0, |spot| spot.y + spot.height / 2);
    let mut order: Vec<usize> = (0..picture.lines.len()).collect();
    let mut starts = vec![0; picture.lines.len()];
    let mut ends = vec![0; picture.lines.len()];
    let key = |at: &usize, other: fn(&Line) -> usize| picture.lines.get(*at).map_or(0, |line| middle(other(line)));
    order.sort_by_key(|at| (key(at, |line| line.to), *at));
    ports(picture, &order, |line| line.from, &mut starts);
    order.sort_by_key(|at| (key(at, |line| line.from), *at));
    ports(picture, &order, |line| line.to, &mut ends);
    let points: Vec<[(i64, i64); 4]> = picture
        .lines
        .iter()
        .zip(starts.iter().zip(&ends))
        .map(|(line, (start, end))| curve(picture, line, *start, *end))
        .collect();
    for (line, points) in picture.lines.iter_mut().zip(points) {
        line.points = points;
    }
}

/// The heights at which lines touch the side of a spot.
fn ports(picture: &Picture, order: &[usize], side: fn(&Line) -> usize, heights: &mut [i64]) {
    let mut needed = vec![0; picture.spots.len()];
    let on = || {
        order.iter().filter_map(|at| Some((*at, picture.lines.get(*at)?))).filter(|(_, line)| line.course == Course::On)
    };
    for (_, line) in on() {
        needed.get_mut(side(line)).into_iter().for_each(|sum: &mut i64| *sum += slot(line));
    }
    let mut next: Vec<i64> =
        picture.spots.iter().zip(needed).map(|(spot, needed)| spot.y + (spot.height - needed) / 2).collect();
    for (at, line) in on() {
        let Some(next) = next.get_mut(side(line)) else { continue };
        heights.get_mut(at).into_iter().for_each(|height| *height = *next + slot(line) / 2);
        *next += slot(line);
    }
}

fn curve(picture: &Picture, line: &Line, start: i64, end: i64) -> [(i64, i64); 4] {
    let (Some(from), Some(to)) = (picture.spots.get(line.from), picture.spots.get(line.to)) else {
        return [(0, 0); 4];
    };
    let right = from.x + from.width;
    match line.course {
        Course::On => {
            let half = (to.x - right) / 2;
            [(right, start), (right + half, start), (to.x - half, end), (to.x, end)]
        }
        // Out at the right side and in again, lower or higher.
        Course::Level if line.from == line.to => {
            let (a, b) = (from.y + from.height / 2 - 9, from.y + from.height / 2 + 9);
            [(right, a), (right + 44, a - 12), (right + 44, b + 12), (right, b)]
        }
        Course::Level => {
            let down = to.y > from.y;
            let (a, b) = if down { (from.y + from.height - 8, to.y + 8) } else { (from.y + 8, to.y + to.height - 8) };
            let out = right + 34 + (b - a).abs() / 16;
            [(right, a), (out, a), (out, b), (right, b)]
        }
        Course::Back => {
            let (a, b) = ((from.x + from.width / 2, from.y + from.height), (to.x + to.width / 2, to.y + to.height));
            // A curve comes three quarters of the way to its handles.
            let low = sag(picture, line);
            let handle = |y: i64| y + (low - y) * 4 / 3;
            [a, (a.0, handle(a.1)), (b.0, handle(b.1)), b]
        }
    }
}

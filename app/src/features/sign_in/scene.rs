//! The picture beside the form: a forecourt seen from above, and what the product promises.

use leptos::prelude::*;

use crate::text::use_text;
use crate::ui::Icon;

/// Distance between two painted lines, in units of the picture.
const BAY: i32 = 92;
/// Painted lines of a row.
const LINES: i32 = 11;

/// A row of bays: place, slant, which way the cars stand, where they stand, and which is yours.
struct Row {
    place: (i32, i32),
    slant: i32,
    kerb: i32,
    facing: bool,
    cars: &'static [i32],
    mine: Option<i32>,
}

const ROWS: [Row; 4] = [
    Row {
        place: (-60, 40),
        slant: -16,
        kerb: 0,
        facing: true,
        cars: &[1, 2, 4, 7],
        mine: None,
    },
    Row {
        place: (-130, 276),
        slant: 16,
        kerb: 168,
        facing: false,
        cars: &[0, 3, 5, 6, 8],
        mine: Some(5),
    },
    Row {
        place: (-60, 512),
        slant: -16,
        kerb: 0,
        facing: true,
        cars: &[1, 2, 4, 9],
        mine: None,
    },
    Row {
        place: (-130, 748),
        slant: 16,
        kerb: 168,
        facing: false,
        cars: &[0, 3, 5, 6],
        mine: None,
    },
];

/// The picture. It is decoration: nothing in it has to be seen.
#[component]
pub fn Scene() -> impl IntoView {
    let text = use_text();
    let rows = ROWS.iter().map(row).collect_view();
    view! {
        <aside class="door-scene" aria-hidden="true">
            <svg viewBox="0 0 820 980" preserveAspectRatio="xMidYMid slice">
                {rows}
            </svg>
            <div class="door-says">
                <p class="door-line">
                    {move || text.get().sign_in_line_one()} <br/>
                    {move || text.get().sign_in_line_two()}
                </p>
                <ul>
                    <li>
                        <Icon name="device"/>
                        {move || text.get().sign_in_point_device()}
                    </li>
                    <li>
                        <Icon name="split"/>
                        {move || text.get().sign_in_point_overwrite()}
                    </li>
                    <li>
                        <Icon name="cloud-off"/>
                        {move || text.get().sign_in_point_offline()}
                    </li>
                </ul>
            </div>
        </aside>
    }
}

fn row(row: &'static Row) -> impl IntoView {
    let Row {
        place: (x, y),
        slant,
        kerb,
        facing,
        cars,
        mine,
    } = row;
    let paint: String = (0..LINES)
        .map(|line| format!("M{} 0V168", line * BAY))
        .collect();
    let cars = cars
        .iter()
        .map(|bay| car(bay * BAY + 21, *facing, *mine == Some(*bay)))
        .collect_view();
    view! {
        <g transform=format!("translate({x} {y}) skewX({slant})")>
            <path class="paint" d=paint></path>
            <path class="kerb" d=format!("M-92 {kerb}H1012")></path>
            {cars}
        </g>
    }
}

/// A car from above. Its glass lies at the end that it faces.
fn car(x: i32, facing: bool, mine: bool) -> impl IntoView {
    let (front, rear) = if facing { (62, 112) } else { (100, 58) };
    view! {
        <g class="auto" data-me=mine.then_some("")>
            <rect x=x y="24" width="50" height="120" rx="19"></rect>
            <path class="glass" d=format!("M{} {front}q17-9 34 0l-3.5-18q-13.5-5-27 0z", x + 8)></path>
            <path class="glass" d=format!("M{} {rear}q16 6 32 0l-2.5 12q-13.5 4-27 0z", x + 9)></path>
        </g>
    }
}

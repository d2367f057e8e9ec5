//! Lists, cards and their empty states.

use leptos::prelude::*;

use super::Part;
use crate::ui::{
    Button, Card, Column, EmptyScene, EmptyState, Fact, Facts, Selection, Tab, Table, Tabs, Variant,
};

/// Rows of the sample table: enough that most of them are not in the page.
const ROWS: u32 = 5_000;

/// A long table, tabs, a card and both empty states.
#[component]
pub fn Lists() -> impl IntoView {
    let picked = Selection::<u32>::new();
    let down = RwSignal::new(false);
    let rows = Signal::derive(move || {
        let rows = 0..ROWS;
        if down.get() {
            rows.rev().collect()
        } else {
            rows.collect::<Vec<_>>()
        }
    });
    let columns = vec![
        Column::new("", Signal::stored("Name".to_owned())).sorted_by("name"),
        Column::new("", Signal::stored("Next contact".to_owned())),
    ];
    let row = |key: u32| {
        view! {
            <th scope="row">{format!("Customer {key}")}</th>
            <td>"Today"</td>
        }
        .into_any()
    };
    let view = RwSignal::new("all".to_owned());
    let tabs = ["all", "mine", "overdue"].map(|key| Tab {
        key,
        label: Signal::stored(key.to_owned()),
        count: Some(Signal::stored("12".to_owned())),
    });
    view! {
        <Part name="Lists">
            <Tabs
                label="Views"
                tabs=tabs.to_vec()
                value=view
                on_choose=move |key: &'static str| view.set(key.to_owned())
            />
            <div class="gallery-scroll" tabindex="0" role="region" aria-label="Sample table">
                <Table
                    label="Customers"
                    columns
                    rows
                    row
                    picked
                    name=|key: u32| format!("Customer {key}")
                    sort=Signal::derive(move || ("name".to_owned(), down.get()))
                    on_sort=move |_| down.update(|down| *down = !*down)
                />
            </div>
            <Card title="Facts">
                <Facts>
                    <Fact name="Lives in">"Jinqiao, Pudong"</Fact>
                    <Fact name="Expected">"24 March"</Fact>
                </Facts>
            </Card>
            <EmptyState
                scene=EmptyScene::NothingYet
                title="No customers yet"
                text="Everybody you meet, call or import is kept here."
            >
                <Button variant=Variant::Primary icon="plus" label="New customer"/>
            </EmptyState>
            <EmptyState
                scene=EmptyScene::NothingMatches
                title="Nothing matches"
                text="The filter hides all 12 customers."
            />
        </Part>
    }
}

//! Every part of the kit in its states, for people who build the app. Only in builds for
//! development: its words are samples and stand in one language.

mod feedback;
mod fields;
mod lists;

use leptos::prelude::*;

use crate::ui::{
    Avatar, Badge, Bay, Bays, Button, ButtonLink, Chip, ChipGroup, FilterChip, Head, Hue,
    IconButton, LevelSquare, Link, Segmented, Size, Status, Variant, element_id,
};
use feedback::Feedback;
use fields::Fields;
use lists::Lists;

/// Draws the page.
pub fn draw() -> AnyView {
    view! { <GalleryPage/> }.into_any()
}

/// The page.
#[component]
fn GalleryPage() -> impl IntoView {
    view! {
        <Head title="Gallery"/>
        <div class="body">
            <Buttons/>
            <Marks/>
            <Fields/>
            <Lists/>
            <Feedback/>
        </div>
    }
}

/// One part of the page.
#[component]
fn Part(name: &'static str, children: Children) -> impl IntoView {
    let id = element_id("part");
    let heading = id.clone();
    view! {
        <section class="gallery-part" aria-labelledby=id>
            <h2 id=heading>{name}</h2>
            <div class="gallery-items">{children()}</div>
        </section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let pressed = RwSignal::new(true);
    let reason = Signal::stored(Some("Needs a network: approval has one winner".to_owned()));
    let chosen = RwSignal::new("board");
    let options = vec![
        ("board", Signal::stored("Board".to_owned())),
        ("list", Signal::stored("List".to_owned())),
    ];
    view! {
        <Part name="Buttons">
            <Button variant=Variant::Primary icon="phone" label="Log call" key_hint="L"/>
            <Button icon="calendar" label="Plan contact"/>
            <Button variant=Variant::Quiet icon="filter" label="More filters"/>
            <Button variant=Variant::Danger icon="trash" label="Delete"/>
            <Button variant=Variant::DangerFill label="Delete 3 customers"/>
            <Button label="Approve" disabled_reason=reason/>
            <Button variant=Variant::Primary label="Saving" busy=Signal::stored(true)/>
            <Button
                label="Pressed"
                pressed=pressed
                on_press=move |()| pressed.update(|pressed| *pressed = !*pressed)
            />
            <Button size=Size::Small label="Small"/>
            <Button size=Size::Large variant=Variant::Primary label="Large"/>
            <IconButton icon="more" label="More" on_press=|()| ()/>
            <IconButton icon="phone" label="Call" variant=Variant::Call on_press=|()| ()/>
            <ButtonLink icon="left" label="A link" href="?link"/>
            <Link label="Why this date?" href="?why"/>
            <Segmented
                label="View"
                value=chosen
                options
                on_choose=move |choice| chosen.set(choice)
            />
        </Part>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let reached = RwSignal::new(true);
    let bays = [
        Bay::On,
        Bay::On,
        Bay::Late,
        Bay::Next,
        Bay::Refused,
        Bay::Off,
        Bay::Off,
    ];
    let levels = [
        ("O", "ordered"),
        ("H", "7 days"),
        ("A", "30 days"),
        ("B", "90 days"),
        ("C", "later"),
        ("F", "lost"),
    ];
    let squares = levels
        .map(|(letter, meaning)| view! { <LevelSquare letter=letter meaning=meaning/> })
        .collect_view();
    view! {
        <Part name="Chips, badges, levels">
            <FilterChip
                name="Level"
                value="H, A"
                remove_label="Remove the filter Level"
                on_remove=|()| ()
            />
            <ChipGroup label="Outcome">
                <Chip
                    icon="check"
                    label="Reached"
                    pressed=reached
                    on_press=move |()| reached.update(|on| *on = !*on)
                />
                <Chip label="No answer" on_press=|()| ()/>
                <Chip dashed=true icon="plus" label="Filter" on_press=|()| ()/>
            </ChipGroup>
            {squares}
            <Status hue=Hue::Ok label="In stock"/>
            <Status hue=Hue::Info shape="half" label="Reserved"/>
            <Status hue=Hue::Accent shape="ring" label="In transit"/>
            <Status hue=Hue::Danger shape="diamond" label="Overdue 2 days"/>
            <Status shape="square" label="Draft"/>
            <Badge hue=Hue::Accent label="New"/>
            <Badge hue=Hue::Plum icon="coin" label="Deposit paid"/>
            <Badge hue=Hue::Warn icon="shield" label="Consent withdrawn"/>
            <Badge label="Archived"/>
            <Avatar name="Zhou Wei"/>
            <Avatar name="李娜" hue=Hue::Warn size=Size::Large/>
            <div class="gallery-bays">
                <Bays
                    bays=Signal::stored(bays.to_vec())
                    label="2 of 7 done, 1 late"
                    size=Size::Large
                />
            </div>
        </Part>
    }
}

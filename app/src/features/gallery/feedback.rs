//! What answers a person: notices, toasts, menus, dialogs, progress.

use leptos::prelude::*;

use super::Part;
use crate::ui::{
    Button, Dialog, Hue, Icon, Menu, MenuItem, Notice, Progress, Sheet, Steps, Toast, Variant,
    use_toaster,
};

/// Notices, toasts, a menu, a dialog, a sheet, progress and steps.
#[component]
pub fn Feedback() -> impl IntoView {
    let toaster = use_toaster();
    let (dialog, sheet) = (RwSignal::new(false), RwSignal::new(false));
    let undo = move |()| {
        let back = move || toaster.show(Toast::news("Undone"));
        toaster.show(Toast::undo(
            "Call logged. Next contact Sat 21 March",
            "Undo",
            back,
        ));
    };
    let steps = ["File", "Map and check", "Import"].map(|step| Signal::stored(step.to_owned()));
    let hues = [
        (Hue::Plain, "cloud-off", "Offline - changes are kept here"),
        (Hue::Warn, "alert", "Discount refused"),
        (Hue::Danger, "x-circle", "27 rows cannot be read"),
        (Hue::Ok, "check", "Within your authority"),
        (Hue::Info, "info", "New version"),
        (Hue::Plum, "split", "Two values"),
    ];
    let notices = hues
        .map(|(hue, icon, title)| {
            view! { <Notice hue icon title=title text="and what it means" /> }
        })
        .collect_view();
    view! {
        <Part name="Feedback">
            {notices}
            <Button label="Show a toast" on_press=undo/>
            <Button label="Open a dialog" on_press=move |()| dialog.set(true)/>
            <Button label="Open a sheet" on_press=move |()| sheet.set(true)/>
            <Menu label="Open a menu" trigger=|| view! { <span>"Open a menu"</span> <Icon name="down"/> }>
                <MenuItem icon="phone" label="Call" key_hint="C" on_press=|()| ()/>
                <MenuItem icon="trash" label="Delete" danger=true on_press=|()| ()/>
            </Menu>
            <Progress label="Importing" done=Signal::stored(40) total=Signal::stored(Some(100))/>
            <Progress label="Reading" done=Signal::stored(0) total=Signal::stored(None)/>
            <Steps label="Import" steps=steps.to_vec() current=Signal::stored(1)/>
            <Dialog
                open=dialog
                title="Merge 2 customers?"
                footer=move || {
                    view! {
                        <Button
                            variant=Variant::Quiet
                            label="Cancel"
                            on_press=move |()| dialog.set(false)
                        />
                        <Button
                            variant=Variant::Primary
                            label="Merge"
                            on_press=move |()| dialog.set(false)
                        />
                    }
                }
            >
                <p class="muted">"31 records move to Chen Yuting."</p>
            </Dialog>
            <Sheet open=sheet on_close=move |()| sheet.set(false) label="Log a contact">
                <div class="pad stack">
                    <h2>"Wang Jianguo"</h2>
                    <Button
                        wide=true
                        variant=Variant::Primary
                        label="Save"
                        on_press=move |()| sheet.set(false)
                    />
                </div>
            </Sheet>
        </Part>
    }
}

//! What is to be done for the customer.

use forecourt_domain::activity::Task;
use forecourt_domain::{Change, Date, Id};
use leptos::prelude::*;

use super::Row;
use crate::data::layout::task;
use crate::data::{Data, use_data};
use crate::sales::marks::DueMark;
use crate::text::{Text, use_text};
use crate::ui::{Button, Card, DateInput, Size, TextInput};

/// Open tasks, a tick for each, and a line for a new one.
#[component]
pub fn Tasks(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let tasks = use_data().table::<Task>();
    let open = Memo::new(move |_| {
        tasks.of_where(task::OF_CUSTOMER, id, |task| task.instant(task::DONE) == 0)
    });
    view! {
        <Card
            title=Signal::derive(move || text.get().customers_tasks().to_owned())
            aside=move || view! { <span class="count">{move || open.read().len()}</span> }
        >
            <ul class="list">
                <For each=move || open.get() key=|id| *id children=move |id| view! { <TaskRow id/> }/>
            </ul>
            <Show when=move || open.read().is_empty()>
                <p class="pad faint">{move || text.get().customers_tasks_none()}</p>
            </Show>
            <NewTask id row/>
        </Card>
    }
}

#[component]
fn TaskRow(id: Id) -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let tasks = data.table::<Task>();
    let row = Memo::new(move |_| tasks.row(id));
    let title = Memo::new(move |_| {
        let row = row.read();
        row.as_ref()
            .map(|row| row.value.title.clone())
            .unwrap_or_default()
    });
    let done = move |_| finish(&data, text.get_untracked(), id);
    view! {
        <li>
            <label class="tick grow">
                <input
                    type="checkbox"
                    aria-label=move || text.get().customers_task_done(title.get())
                    on:change=done
                />
                <span class="clip">{title}</span>
            </label>
            <small><DueMark next=Signal::derive(move || {
                row.read().as_ref().and_then(|row| row.value.due_on)
            })/></small>
        </li>
    }
}

fn finish(data: &Data, text: Text, id: Id) {
    let Some(entry) = data.table::<Task>().peek(id) else {
        return;
    };
    let after = Task {
        done_at: data.now(),
        ..entry.value.clone()
    };
    let changes = Change::patch(id, &entry.value, &after);
    let said = text.customers_task_done_toast(&entry.value.title);
    data.act(said, changes.into_iter().collect());
}

/// What and by when; it opens on a press.
#[component]
fn NewTask(id: Id, row: Row) -> impl IntoView {
    let text = use_text();
    let data = StoredValue::new(use_data());
    let open = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    let due = RwSignal::new(None::<Date>);
    // A task that is being kept is not added once more.
    let adding = StoredValue::new(false);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if adding.get_value() {
            return;
        }
        let words = title.get_untracked();
        let Some(entry) = row.get_untracked().filter(|_| !words.trim().is_empty()) else {
            return;
        };
        data.with_value(|data| {
            let task = Task {
                customer_id: Some(id),
                title: words.trim().to_owned(),
                due_on: due.get_untracked(),
                created_at: data.now(),
                created_by: Some(data.me().staff),
                ..Task::default()
            };
            let unit = entry.unit.clone();
            let change = Change::create(data.new_id(), unit, Some(data.me().staff), &task);
            // Until the disk has it the form keeps it.
            adding.set_value(true);
            let close = Box::new(move |is_kept| {
                adding.try_set_value(false);
                if is_kept {
                    title.try_set(String::new());
                    due.try_set(None);
                    open.try_set(false);
                }
            });
            let said = text.get_untracked().customers_task_added().to_owned();
            data.act_then(said, vec![change], close);
        });
    };
    view! {
        <Show
            when=move || open.get()
            fallback=move || view! {
                <div class="card-foot">
                    <Button
                        variant=crate::ui::Variant::Quiet
                        size=Size::Small
                        icon="plus"
                        label=Signal::derive(move || text.get().customers_task_new().to_owned())
                        on_press=move |()| open.set(true)
                    />
                </div>
            }
        >
            <form class="pad stack-s" on:submit=add>
                <TextInput
                    value=title
                    autofocus=true
                    label=Signal::derive(move || text.get().customers_task_title().to_owned())
                    placeholder=Signal::derive(move || text.get().customers_task_title().to_owned())
                />
                <div class="line">
                    <DateInput
                        value=due
                        label=Signal::derive(move || text.get().customers_task_due().to_owned())
                    />
                    <Button
                        submit=true
                        label=Signal::derive(move || text.get().customers_task_add().to_owned())
                    />
                </div>
            </form>
        </Show>
    }
}

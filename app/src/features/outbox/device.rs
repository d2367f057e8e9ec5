//! What this device holds, and how safe it is here.

use forecourt_domain::activity::Activity;
use forecourt_domain::customer::Customer;
use forecourt_domain::lead::Lead;
use forecourt_domain::vehicle::Vehicle;
use leptos::prelude::*;

use crate::data::{StorageState, Table, Tabled, use_data};
use crate::platform::{quota, task};
use crate::routes::Path;
use crate::text::use_text;
use crate::ui::{ButtonLink, Card, Fact, Facts, Hue, Notice, Size};

/// The side of the page.
#[component]
pub fn DeviceSide() -> impl IntoView {
    let (text, data) = (use_text(), use_data());
    let (customers, leads) = (data.table::<Customer>(), data.table::<Lead>());
    let (activities, vehicles) = (data.table::<Activity>(), data.table::<Vehicle>());
    let used = RwSignal::new(None::<u64>);
    task::start(async move {
        used.try_set(quota::estimate().await.map(|room| room.used));
    });
    let sync = data.sync();
    let risky = Memo::new(move |_| sync.with(|sync| sync.storage != StorageState::Ok));
    view! {
        <aside class="stack outbox-side">
            <Card title=move || text.get().outbox_on_device()>
                <Facts>
                    <Fact name=move || text.get().outbox_customers()>
                        <HowMany table=customers besides=none/>
                    </Fact>
                    <Fact name=move || text.get().outbox_leads()>
                        <HowMany table=leads besides=none/>
                    </Fact>
                    <Fact name=move || text.get().outbox_activities()>
                        <HowMany table=activities besides=move || data.archived()/>
                    </Fact>
                    <Fact name=move || text.get().outbox_vehicles()>
                        <HowMany table=vehicles besides=none/>
                    </Fact>
                    <Fact name=move || text.get().outbox_size()>
                        {move || used.get().map(|used| text.get().bytes(used))}
                    </Fact>
                </Facts>
            </Card>
            <Show when=move || risky.get()>
                <Notice hue=Hue::Warn icon="disk" title=move || text.get().outbox_risk()>
                    <ButtonLink
                        size=Size::Small
                        href=Path::Settings.href()
                        label=move || text.get().outbox_risk_way()
                    />
                </Notice>
            </Show>
        </aside>
    }
}

const fn none() -> usize {
    0
}

/// The rows of a table, and those that are on the disk besides.
#[component]
fn HowMany<T: Tabled>(
    table: Table<T>,
    besides: impl Fn() -> usize + Send + 'static,
) -> impl IntoView {
    let text = use_text();
    move || {
        let all = table.len() + besides();
        text.get().number(u32::try_from(all).unwrap_or(u32::MAX))
    }
}

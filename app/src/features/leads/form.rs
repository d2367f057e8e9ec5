//! The form for a new lead: who asks, what they want, what they offer in trade.

mod draft;
mod who;

use crate::platform::task;
use forecourt_domain::customer::{Customer, Source};
use forecourt_domain::lead::Interest;
use forecourt_domain::{Change, Id};
use leptos::prelude::*;

use crate::data::{Data, use_data};
use crate::routes::{Path, use_go, use_query};
use crate::sales::marks::shown_name;
use crate::sales::rules::with_context;
use crate::sales::words;
use crate::text::{Text, use_text};
use crate::ui::{
    Button, ButtonLink, Field, Head, Hue, Icon, Notice, Select, TextArea, TextInput, Variant,
};
use draft::{LeadDraft, Place, create_changes, key_of};
use who::Who;

/// Key of the draft.
const DRAFT: &str = "lead.new";

/// Wishes, as offered.
const INTERESTS: [Interest; 5] = [
    Interest::Buy,
    Interest::TestDrive,
    Interest::Lease,
    Interest::TradeIn,
    Interest::Sell,
];

macro_rules! texts {
    ($($field:ident),+ $(,)?) => {
        /// The fields of the form as signals, by their name in the draft.
        #[derive(Clone, Copy)]
        pub struct Texts {
            /// The customer who asks, if known already.
            pub customer: RwSignal<Option<Id>>,
            $(pub $field: RwSignal<String>,)+
        }

        impl Texts {
            fn new() -> Self {
                Self { customer: RwSignal::new(None), $($field: RwSignal::default(),)+ }
            }

            fn put(self, draft: &LeadDraft) {
                self.customer.set(draft.customer);
                $(self.$field.set(draft.$field.clone());)+
            }

            fn read(self) -> LeadDraft {
                LeadDraft { customer: self.customer.get(), $($field: self.$field.get(),)+ }
            }
        }
    };
}

texts!(
    name,
    phone,
    interest,
    model,
    colour,
    source,
    from,
    to,
    trade_model,
    trade_year,
    trade_odometer,
    comments,
);

/// The page.
#[component]
pub fn LeadFormPage() -> impl IntoView {
    let text = use_text();
    let data = use_data();
    let go = use_go();
    let texts = Texts::new();
    let (asked, _) = use_query("customer");
    texts.customer.set(asked.get_untracked().parse().ok());
    let restored = keep_draft(&data, texts);
    let tried = RwSignal::new(false);
    let problems = Memo::new(move |_| {
        if tried.get() {
            texts.read().problems()
        } else {
            Vec::new()
        }
    });
    let refused = RwSignal::new(None::<&'static str>);
    // The page leaves a moment after it saved; until then a second press saves nothing.
    let saved = StoredValue::new(false);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if saved.get_value() {
            return;
        }
        tried.set(true);
        let draft = untrack(|| texts.read());
        if !draft.problems().is_empty() {
            focus_first_wrong();
            return;
        }
        match decide(&data, text.get_untracked(), &draft) {
            Ok((id, said, changes)) => {
                saved.set_value(true);
                let (go, drafts) = (go.clone(), data.clone());
                // When the disk has no room, what was typed stays where it is.
                let leave = move |is_kept| {
                    if is_kept {
                        drafts.draft_clear(DRAFT);
                    }
                    // Whoever went elsewhere meanwhile is not taken away from there.
                    let is_left = saved.try_set_value(is_kept).is_some();
                    if is_kept && !is_left {
                        go(Path::Lead(id));
                    }
                };
                data.act_then(said, changes, Box::new(leave));
            }
            Err(code) => refused.set(Some(code)),
        }
    };
    view! {
        <Head title=Signal::derive(move || text.get().leads_form_new().to_owned())/>
        <form class="body narrow stack form-page" novalidate on:submit=save>
            <Show when=move || restored.get()>
                <Notice
                    icon="history"
                    title=Signal::derive(move || text.get().leads_form_draft_restored().to_owned())
                >
                    <Button
                        variant=Variant::Quiet
                        label=Signal::derive(move || text.get().leads_form_draft_drop().to_owned())
                        on_press=move |()| {
                            texts.put(&LeadDraft::default());
                            restored.set(false);
                        }
                    />
                </Notice>
            </Show>
            <Who texts problems/>
            <Wish texts problems/>
            <Trade texts problems/>
            <fieldset class="form-section stack">
                <legend>{move || text.get().leads_comments()}</legend>
                <TextArea
                    value=texts.comments
                    label=Signal::derive(move || text.get().leads_form_comments().to_owned())
                />
            </fieldset>
            <Refusal problems refused/>
            <div class="form-end buttons">
                <Button
                    submit=true
                    variant=Variant::Primary
                    icon="check"
                    label=Signal::derive(move || text.get().leads_form_save().to_owned())
                />
                <ButtonLink
                    variant=Variant::Quiet
                    href=Path::Leads.href()
                    label=Signal::derive(move || text.get().common_cancel().to_owned())
                />
            </div>
        </form>
    }
}

/// Brings back what was left, and keeps every keystroke. Gives whether something came back.
fn keep_draft(data: &Data, texts: Texts) -> RwSignal<bool> {
    let restored = RwSignal::new(false);
    let loading = data.clone();
    task::start(async move {
        let left = loading.draft_load(DRAFT).await;
        let left = left.and_then(|left| serde_json::from_value::<LeadDraft>(left).ok());
        if let Some(left) = left.filter(|left| !left.is_blank())
            && restored.try_set(true).is_none()
        {
            texts.put(&left);
        }
    });
    let data = data.clone();
    Effect::new(move |before: Option<LeadDraft>| {
        let draft = texts.read();
        if before.is_some_and(|before| before != draft) {
            data.draft_save(DRAFT, serde_json::to_value(&draft).unwrap_or_default());
        }
        draft
    });
    restored
}

/// What is wrong, as the fields say it.
pub type Problems = Memo<Vec<(Place, &'static str)>>;

/// What is wrong at a place, in words.
pub fn error_at(problems: Problems, text: Signal<Text>, place: Place) -> Signal<Option<String>> {
    Signal::derive(move || {
        let problems = problems.read();
        let found = problems.iter().find(|(own, _)| *own == place);
        found.map(|(_, code)| text.get().code(code).to_owned())
    })
}

fn focus_first_wrong() {
    use wasm_bindgen::JsCast;
    request_animation_frame(|| {
        let wrong = document()
            .query_selector(".form-page [aria-invalid=true]")
            .ok()
            .flatten();
        let field = wrong.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(field) = field {
            field.focus().ok();
        }
    });
}

/// What they want, and when.
#[component]
fn Wish(texts: Texts, problems: Problems) -> impl IntoView {
    let text = use_text();
    let interests = move || {
        INTERESTS
            .map(|each| (key_of(&each), words::interest(text.get(), each).to_owned()))
            .to_vec()
    };
    let sources = move || {
        std::iter::once((String::new(), text.get().leads_choose_none().to_owned()))
            .chain(
                Source::ALL.map(|each| (key_of(&each), words::source(text.get(), each).to_owned())),
            )
            .collect::<Vec<_>>()
    };
    view! {
        <fieldset class="form-section stack">
            <legend>{move || text.get().leads_form_interest()}</legend>
            <Field label=Signal::derive(move || text.get().leads_field_interest().to_owned())>
                <Select value=texts.interest options=Signal::derive(interests)/>
            </Field>
            <Field
                label=Signal::derive(move || text.get().leads_form_model().to_owned())
                optional=true
            >
                <TextInput value=texts.model/>
            </Field>
            <Field
                label=Signal::derive(move || text.get().leads_form_colour().to_owned())
                optional=true
            >
                <TextInput value=texts.colour/>
            </Field>
            <Field
                label=Signal::derive(move || text.get().leads_form_source().to_owned())
                optional=true
            >
                <Select value=texts.source options=Signal::derive(sources)/>
            </Field>
            <div class="grid-2">
                <Field
                    label=Signal::derive(move || text.get().leads_form_from().to_owned())
                    optional=true
                >
                    <TextInput value=texts.from kind="date"/>
                </Field>
                <Field
                    label=Signal::derive(move || text.get().leads_form_to().to_owned())
                    error=error_at(problems, text, Place::Days)
                    optional=true
                >
                    <TextInput value=texts.to kind="date"/>
                </Field>
            </div>
        </fieldset>
    }
}

/// The car they offer in trade.
#[component]
fn Trade(texts: Texts, problems: Problems) -> impl IntoView {
    let text = use_text();
    view! {
        <details class="fold form-section">
            <summary>
                <Icon name="right"/>
                {move || text.get().leads_form_trade()}
                " "
                <span class="optional">{move || text.get().common_optional()}</span>
            </summary>
            <div class="stack">
                <Field label=Signal::derive(move || text.get().leads_form_trade_model().to_owned())>
                    <TextInput value=texts.trade_model/>
                </Field>
                <Field
                    label=Signal::derive(move || text.get().leads_form_trade_year().to_owned())
                    error=error_at(problems, text, Place::Year)
                >
                    <TextInput value=texts.trade_year kind="number"/>
                </Field>
                <Field
                    label=Signal::derive(move || text.get().leads_form_trade_odometer().to_owned())
                    error=error_at(problems, text, Place::Odometer)
                >
                    <TextInput value=texts.trade_odometer kind="number"/>
                </Field>
            </div>
        </details>
    }
}

/// What stands in the way of saving.
#[component]
fn Refusal(problems: Problems, refused: RwSignal<Option<&'static str>>) -> impl IntoView {
    let text = use_text();
    let words = move || match (problems.read().len() as u64, refused.get()) {
        (0, None) => None,
        (0, Some(code)) => Some(text.get().code(code).to_owned()),
        (count, _) => Some(text.get().leads_form_errors(count)),
    };
    move || {
        words().map(|words| view! { <Notice hue=Hue::Danger icon="alert" alert=true title=words/> })
    }
}

/// Applies the rules. Gives the lead, what to say, and what changes.
fn decide(
    data: &Data,
    text: Text,
    draft: &LeadDraft,
) -> Result<(Id, String, Vec<Change>), &'static str> {
    let known = draft
        .customer
        .and_then(|id| data.table::<Customer>().peek(id));
    let me = data.me();
    let unit = known.as_ref().map_or(&me.store_unit, |entry| &entry.unit);
    let id = data.new_id();
    let changes = untrack(|| {
        with_context(data, |ctx| {
            create_changes(draft, id, || data.new_id(), unit, ctx)
        })
    })
    .map_err(|error| error.code())?;
    let name = match &known {
        Some(entry) => shown_name(text, &entry.value),
        None => draft.name.trim().to_owned(),
    };
    Ok((id, text.leads_form_created(name), changes))
}

//! The fields of the form as signals, kept as a draft on every keystroke.

use crate::platform::task;
use forecourt_domain::customer::Customer;
use forecourt_domain::{Entity, Fields, Id, Kind};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::draft::{CustomerDraft, Place};
use crate::data::{Data, use_data};
use crate::routes::Path;

macro_rules! texts {
    ($($field:ident),+ $(,)?) => {
        /// Fields that are one text each, by their name in the draft.
        #[derive(Clone, Copy)]
        pub struct Texts { $(pub $field: RwSignal<String>,)+ }

        impl Texts {
            fn of(draft: &CustomerDraft) -> Self {
                Self { $($field: RwSignal::new(draft.$field.clone()),)+ }
            }

            fn put(self, draft: &CustomerDraft) {
                $(self.$field.set(draft.$field.clone());)+
            }

            fn read(self, phones: Vec<String>) -> CustomerDraft {
                CustomerDraft { $($field: self.$field.get(),)+ phones }
            }
        }
    };
}

texts!(
    party, name, call_time, email, wechat, company_no, birth, source, sub_source, model, level,
    expected, note, region, city, street, postal, vin, plate, make, car_model,
);

/// A telephone field: its key among the others and what is typed.
pub type PhoneField = (u32, RwSignal<String>);

/// The state of the form.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Fields that are one text each.
    pub texts: Texts,
    /// Telephone fields; there is always one.
    pub phones: RwSignal<Vec<PhoneField>>,
    last_phone: StoredValue<u32>,
    start: StoredValue<CustomerDraft>,
    tried: RwSignal<bool>,
    restored: RwSignal<bool>,
    problems: Memo<Vec<(Place, &'static str)>>,
    key: StoredValue<String>,
    data: StoredValue<Data>,
    id: Option<Id>,
}

/// The known customer with values that the server refused, when the tray sent
/// somebody here to edit them. They are handed over once.
async fn wanted(data: &Data, id: Id) -> Option<CustomerDraft> {
    let handed_over = Path::EditCustomer(id).href();
    let values = data.draft_load(&handed_over).await?;
    data.draft_clear(&handed_over);
    let mut fields = data.fields_now(Kind::Customer, id)?;
    fields.apply(&serde_json::from_value::<Fields>(values).ok()?);
    Some(CustomerDraft::of(&Customer::from_fields(&fields)))
}

impl FormState {
    /// A form that starts with these values, or with the draft that was left.
    pub fn new(start: CustomerDraft, id: Option<Id>) -> Self {
        let data = use_data();
        let texts = Texts::of(&start);
        let phones = RwSignal::new(Vec::new());
        let known = id.is_some();
        let before = start.clone();
        let problems = {
            let data = data.clone();
            Memo::new(move |_| {
                let draft = texts.read(typed(phones));
                draft.problems(data.today(), known.then_some(&before))
            })
        };
        let form = Self {
            texts,
            phones,
            last_phone: StoredValue::new(0),
            start: StoredValue::new(start),
            tried: RwSignal::new(false),
            restored: RwSignal::new(false),
            problems,
            key: StoredValue::new(match id {
                Some(id) => format!("customer.{id}"),
                None => "customer.new".to_owned(),
            }),
            data: StoredValue::new(data),
            id,
        };
        form.put_phones(&form.start.read_value().phones);
        form.restore();
        form.keep();
        form
    }

    /// Brings back what was left, if something was.
    fn restore(self) {
        let (data, key) = (self.data.get_value(), self.key.get_value());
        let id = self.id;
        task::start(async move {
            let wanted = match id {
                Some(id) => wanted(&data, id).await,
                None => None,
            };
            let left = match wanted {
                Some(wanted) => Some(wanted),
                None => {
                    let left = data.draft_load(&key).await;
                    left.and_then(|left| serde_json::from_value(left).ok())
                }
            };
            let start = self.start.try_get_value();
            if let Some(left) = left.filter(|left| start.as_ref().is_some_and(|own| own != left)) {
                self.put(&left);
                self.restored.try_set(true);
            }
        });
    }

    /// Keeps every change. A form as it started leaves no draft.
    fn keep(self) {
        Effect::new(move |before: Option<CustomerDraft>| {
            let draft = self.draft();
            if before.is_some_and(|before| before != draft) {
                let key = self.key.get_value();
                let value = serde_json::to_value(&draft).unwrap_or_default();
                self.data.with_value(|data| {
                    if *self.start.read_value() == draft {
                        data.draft_clear(&key);
                    } else {
                        data.draft_save(&key, value);
                    }
                });
            }
            draft
        });
    }

    /// The form as typed. Tracked.
    pub fn draft(self) -> CustomerDraft {
        self.texts.read(typed(self.phones))
    }

    fn put(self, draft: &CustomerDraft) {
        self.texts.put(draft);
        self.put_phones(&draft.phones);
    }

    fn put_phones(self, typed: &[String]) {
        self.phones.set(Vec::new());
        for typed in typed {
            self.add_phone(typed.clone());
        }
        if typed.is_empty() {
            self.add_phone(String::new());
        }
    }

    /// One more telephone field.
    pub fn add_phone(self, typed: String) {
        self.last_phone.update_value(|last| *last += 1);
        let field = (self.last_phone.get_value(), RwSignal::new(typed));
        self.phones.update(|phones| phones.push(field));
    }

    /// Takes a telephone field away.
    pub fn remove_phone(self, key: u32) {
        self.phones
            .update(|phones| phones.retain(|(own, _)| *own != key));
    }

    /// Everything that is wrong.
    pub fn problems(self) -> Memo<Vec<(Place, &'static str)>> {
        self.problems
    }

    /// What is wrong, once somebody tried to save.
    pub fn shown_problems(self) -> Vec<(Place, &'static str)> {
        if self.tried.get() {
            self.problems.get()
        } else {
            Vec::new()
        }
    }

    /// The code of what is wrong at a place, once somebody tried to save.
    pub fn problem(self, place: Place) -> Option<&'static str> {
        let problems = self.shown_problems();
        problems
            .into_iter()
            .find(|(own, _)| *own == place)
            .map(|(_, code)| code)
    }

    /// From now on what is wrong is said.
    pub fn try_now(self) {
        self.tried.set(true);
    }

    /// Puts the focus into the first field that is wrong.
    pub fn focus_first(self) {
        request_animation_frame(|| {
            let wrong = document()
                .query_selector(".form-page [aria-invalid=true]")
                .ok()
                .flatten();
            if let Some(field) = wrong.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
                field.focus().ok();
            }
        });
    }

    /// True when a draft came back.
    pub fn was_restored(self) -> bool {
        self.restored.get()
    }

    /// Drops the draft.
    pub fn start_over(self) {
        self.put(&self.start.get_value());
        self.restored.set(false);
        self.tried.set(false);
    }

    /// What to do once the form is saved, even if the page is left by then: nothing is left to bring back.
    pub fn forget(self) -> impl FnOnce() + 'static {
        let (data, key) = (self.data.get_value(), self.key.get_value());
        move || data.draft_clear(&key)
    }
}

fn typed(phones: RwSignal<Vec<PhoneField>>) -> Vec<String> {
    phones.read().iter().map(|(_, typed)| typed.get()).collect()
}

//! What the three steps share: the file, what was read from it, the choices of
//! the person, and the plan that follows from them.

use std::sync::Arc;

use crate::platform::task;
use forecourt_domain::Id;
use forecourt_domain::import::columns::{self, Column, Field, Why};
use forecourt_domain::import::csv::{Sheet, SheetReader};
use forecourt_domain::import::encoding::Encoding;
use forecourt_domain::import::enquiries::{self, Enquiry};
use forecourt_domain::import::plan::{Mode, Plan, Settings};
use forecourt_domain::import::{Run, adf};
use forecourt_domain::money::Currency;
use leptos::prelude::*;

use super::job::{Progress, Stage};
use super::known::{Index, people};
use super::slices::Slices;
use crate::data::Data;
use crate::platform::{clock, files};
use crate::sales::rules::{HOME_COUNTRY, intervals};

/// Rows that are looked at between two looks at the clock.
const ROWS_AT_ONCE: usize = 64;

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Chooses a file.
    File,
    /// Looks at what becomes of it.
    Check,
    /// Lets it be written.
    Import,
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its bytes, kept for reading in another encoding.
    pub bytes: Arc<Vec<u8>>,
    /// The encoding, found or chosen.
    pub encoding: Encoding,
    /// How long reading took, ms.
    pub took: u64,
    /// Some of the bytes do not fit the encoding.
    pub damaged: bool,
}

/// What a file holds.
#[derive(Clone)]
pub enum Content {
    /// A table of customers.
    Table(Arc<Sheet>),
    /// Enquiries.
    Enquiries {
        /// The text, read again when somebody else gets the leads.
        text: Arc<String>,
        /// The line where it broke off.
        broken_at: Option<usize>,
    },
}

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is a picture, a packed file or the like.
    NotText,
    /// The browser cannot decode it.
    Encoding,
    /// By the code of the rule that refused it.
    Code(&'static str),
    /// The document breaks at a line.
    Broken(usize),
}

/// A plan over what this device knows.
pub type CustomerPlan = Plan<Index>;

/// The task, shared by its steps. It outlives the page, so that somebody can look
/// something up in the middle of it.
#[derive(Clone, Copy)]
pub struct Wizard {
    data: StoredValue<Data>,
    /// Where the person is.
    pub step: RwSignal<Step>,
    /// The file.
    pub source: RwSignal<Option<Source>>,
    /// What was read from it.
    pub content: RwSignal<Option<Content>>,
    /// Why it was not read.
    pub trouble: RwSignal<Option<Trouble>>,
    /// How far reading or checking is, percent.
    pub busy: RwSignal<Option<u64>>,
    /// What each column becomes.
    pub columns: RwSignal<Vec<Column>>,
    /// What happens to known customers.
    pub mode: RwSignal<Mode>,
    /// Who gets what names nobody.
    pub owner: RwSignal<Option<Id>>,
    /// Take creator and dates from the file.
    pub keep_dates: RwSignal<bool>,
    /// What becomes of the rows of a table.
    pub plan: RwSignal<Option<Arc<CustomerPlan>>>,
    /// What becomes of enquiries.
    pub enquiries: RwSignal<Arc<Vec<Enquiry>>>,
    /// How far writing or taking back is.
    pub progress: RwSignal<Progress>,
    run: StoredValue<Id>,
    turn: StoredValue<u32>,
}

impl Wizard {
    /// A task that begins.
    pub fn new(data: Data) -> Self {
        Self {
            owner: RwSignal::new(Some(data.me().staff)),
            data: StoredValue::new(data),
            step: RwSignal::new(Step::File),
            source: RwSignal::default(),
            content: RwSignal::new(None),
            trouble: RwSignal::default(),
            busy: RwSignal::default(),
            columns: RwSignal::default(),
            mode: RwSignal::default(),
            keep_dates: RwSignal::new(true),
            plan: RwSignal::new(None),
            enquiries: RwSignal::default(),
            progress: RwSignal::default(),
            run: StoredValue::default(),
            turn: StoredValue::default(),
        }
    }

    /// The data of the person.
    pub fn data(self) -> Data {
        self.data.get_value()
    }

    /// The id of this run.
    pub fn run_id(self) -> Id {
        self.run.get_value()
    }

    /// The page is there again: records may have changed since it was left.
    pub fn come_back(self) {
        if self.step.get_untracked() == Step::Check {
            self.plan_again();
        }
    }

    /// The page is left: what is done is seen, and the next visit begins anew.
    pub fn leave(self) {
        let stage = self.progress.try_with_untracked(|work| work.stage);
        if matches!(stage, Some(Stage::Written | Stage::Undone)) {
            self.restart();
        }
    }

    /// Back to the first step, with nothing chosen.
    pub fn restart(self) {
        self.next_turn();
        self.step.set(Step::File);
        self.source.set(None);
        self.content.set(None);
        self.trouble.set(None);
        self.busy.set(None);
        self.plan.set(None);
        self.enquiries.set(Arc::default());
        self.progress.set(Progress::default());
    }

    /// Reads a file: its encoding is found from its bytes.
    pub fn read(self, name: String, bytes: Vec<u8>) {
        if self.turn.try_get_value().is_none() {
            return; // The person signed out while the file was read.
        }
        let encoding = Encoding::detect(&bytes);
        self.read_as(name, Arc::new(bytes), encoding);
    }

    /// Reads a text that was pasted.
    pub fn read_text(self, name: String, text: String) {
        self.read_as(name, Arc::new(text.into_bytes()), Encoding::Utf8);
    }

    /// Reads the same file in another encoding.
    pub fn change_encoding(self, encoding: Encoding) {
        if let Some(source) = self.source.get_untracked() {
            self.read_as(source.name, source.bytes, encoding);
        }
    }

    fn read_as(self, name: String, bytes: Arc<Vec<u8>>, encoding: Encoding) {
        let turn = self.next_turn();
        let began = clock::now();
        self.run.set_value(self.data().new_id());
        self.trouble.set(None);
        self.busy.set(Some(0));
        task::start(async move {
            // A frame in between, so that a large file does not hide that it is being read.
            clock::sleep(0).await;
            let read = match files::decode(&bytes, encoding.label()) {
                _ if !encoding.is_text(&bytes) => Err(Trouble::NotText),
                None => Err(Trouble::Encoding),
                Some(text) => {
                    let damaged = text.contains(char::REPLACEMENT_CHARACTER);
                    self.content_of(text, turn)
                        .await
                        .map(|content| (content, damaged))
                }
            };
            if !self.is_turn(turn) {
                return;
            }
            self.busy.set(None);
            match read {
                Err(trouble) => self.trouble.set(Some(trouble)),
                Ok((content, damaged)) => {
                    let took = clock::now().saturating_sub(began);
                    let source = Source {
                        name,
                        bytes,
                        encoding,
                        took,
                        damaged,
                    };
                    self.source.set(Some(source));
                    self.show(content);
                }
            }
        });
    }

    async fn content_of(self, text: String, turn: u32) -> Result<Content, Trouble> {
        if adf::looks_like_xml(&text) {
            let run = self.settings_of_run();
            let document = adf::read(&text, &run).map_err(|error| match error {
                adf::AdfError::Broken { line } => Trouble::Broken(line),
                other => Trouble::Code(other.code()),
            })?;
            return Ok(Content::Enquiries {
                text: Arc::new(text),
                broken_at: document.broken_at,
            });
        }
        let mut reader = SheetReader::new(text);
        let mut slices = Slices::default();
        while reader.read(ROWS_AT_ONCE) {
            if slices.pause().await {
                self.busy.try_set(Some((reader.progress() * 100.0) as u64));
                if !self.is_turn(turn) {
                    break;
                }
            }
        }
        let sheet = reader
            .finish()
            .map_err(|error| Trouble::Code(error.code()))?;
        Ok(Content::Table(Arc::new(sheet)))
    }

    fn show(self, content: Content) {
        if let Content::Table(sheet) = &content {
            self.columns.set(columns::guess(sheet));
        }
        self.plan.set(None);
        self.enquiries.set(Arc::default());
        self.content.set(Some(content));
        self.step.set(Step::Check);
        self.plan_again();
    }

    /// A person says what a column becomes. A field that only one column can
    /// have leaves the column that had it.
    pub fn choose(self, column: usize, field: Option<Field>) {
        self.columns.update(|columns| {
            for (place, other) in columns.iter_mut().enumerate() {
                let taken = other.field.is_some() && other.field == field;
                if place == column {
                    *other = Column {
                        field,
                        why: Why::Chosen,
                    };
                } else if taken && field.is_some_and(|field| !field.is_list()) {
                    *other = Column {
                        field: None,
                        why: Why::Unknown,
                    };
                }
            }
        });
        self.plan_again();
    }

    /// Looks again at what becomes of the file, after a choice was changed.
    pub fn plan_again(self) {
        let turn = self.next_turn();
        match self.content.get_untracked() {
            None => {}
            Some(Content::Table(sheet)) => self.plan_table(sheet, turn),
            Some(Content::Enquiries { text, .. }) => {
                let run = self.settings_of_run();
                let known = Index::of(&self.data());
                if let Ok(document) = adf::read(&text, &run) {
                    let planned = enquiries::plan(document.prospects, &run, &known);
                    self.enquiries.set(Arc::new(planned));
                }
            }
        }
    }

    fn plan_table(self, sheet: Arc<Sheet>, turn: u32) {
        let settings = Settings {
            run: self.settings_of_run(),
            mapping: self
                .columns
                .with_untracked(|columns| columns.iter().map(|column| column.field).collect()),
            mode: self.mode.get_untracked(),
            keep_dates: self.keep_dates.get_untracked(),
            people: people(&self.data()),
        };
        let total = sheet.len().max(1);
        let mut plan = Plan::new(sheet, settings, Index::of(&self.data()));
        task::start(async move {
            let mut slices = Slices::default();
            while plan.advance(ROWS_AT_ONCE) {
                if slices.pause().await {
                    if !self.is_turn(turn) {
                        return;
                    }
                    self.busy
                        .try_set(Some((plan.rows().len() * 100 / total) as u64));
                }
            }
            if self.is_turn(turn) {
                self.busy.set(None);
                self.plan.set(Some(Arc::new(plan)));
            }
        });
    }

    fn settings_of_run(self) -> Run {
        let data = self.data();
        let me = data.me();
        Run {
            id: self.run_id(),
            first_id: data.new_id(),
            unit: me.store_unit.clone(),
            owner: self.owner.get_untracked(),
            actor: untrack(|| data.actor()),
            now: data.now(),
            today: untrack(|| data.today()),
            offset_minutes: clock::offset_minutes(),
            table: intervals(),
            country: HOME_COUNTRY.to_owned(),
            currency: Currency::CNY,
        }
    }

    /// What was begun before is no longer wanted.
    fn next_turn(self) -> u32 {
        self.turn.update_value(|turn| *turn += 1);
        self.turn.get_value()
    }

    /// False when something newer was begun, or the person signed out.
    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }
}

/// The task that the page provides.
#[expect(clippy::expect_used, reason = "the page provides it to its own steps")]
pub fn use_wizard() -> Wizard {
    use_context().expect("the page of imports provides the task")
}

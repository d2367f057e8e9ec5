//! Push: what a device asks to change, decided by [`forecourt_sync::admit`]
//! over what the database says, and written in one transaction.
//!
//! Two round trips: read, then write behind a guard that undoes everything if
//! what was read has moved. Both have a fixed number of statements.

use forecourt_domain::organisation::administers;
use forecourt_domain::row::Unit;
use forecourt_domain::{Id, State};
use forecourt_sync::admit::{
    Actor, Admission, Decision, Envelope, Loss, Person, Refused, admit, named, names_staff, targets,
};
use forecourt_sync::wire::{MAX_BODY_BYTES, PushRequest};
use forecourt_sync::{Code, Stamp};
use serde::{Deserialize, Serialize};

use crate::auth::{Caller, need_token};
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::hub::Nudge;
use crate::limits::{HISTORY_ITEMS, HISTORY_VALUE, MIN_PUSH_VERSION, PARAMETER_BYTES, PUSH_TRIES};
use crate::live;

/// A row of `envelopes.sql`.
#[derive(Deserialize)]
struct EnvelopeRow {
    kind: String,
    id: Id,
    unit: Unit,
    owner: Option<Id>,
    st: State,
    vseq: u64,
    bytes: usize,
    clk: String,
    same: u8,
}

/// A row of `people.sql`.
#[derive(Deserialize)]
struct PersonRow {
    id: Id,
    st: State,
    role: String,
}

/// A row of `refusals.sql`.
#[derive(Deserialize)]
struct RefusalRow {
    mid: u64,
    code: String,
    idx: usize,
}

/// A row of `recent.sql`.
#[derive(Deserialize)]
struct RecentRow {
    recent: String,
}

/// A row of `chronicle.sql`.
#[derive(Deserialize)]
struct LostRow {
    kind: String,
    id: Id,
    lost: String,
}

#[derive(Deserialize)]
struct Advanced {
    seq: u64,
}

/// `POST /push`
pub async fn push(call: &mut Call) -> Result<Answer, ApiError> {
    let token = need_token(call)?;
    let request: PushRequest = body::read(call, MAX_BODY_BYTES).await?;
    call.check_version(request.v, "MIN_PUSH_VERSION", MIN_PUSH_VERSION)?;
    for _ in 0..PUSH_TRIES {
        let (caller, mut decision, units) = decide(call, &token, &request).await?;
        match write(call, &caller, &request, &decision).await {
            Ok((seq, losses)) => {
                decision.lose(&request, caller.mid, &losses);
                if seq > caller.seq {
                    let device = request.device;
                    live::nudge(call, caller.ten, Nudge { seq, units, device });
                }
                caller.keep_alive(call).await?;
                return Answer::json(&decision.reply(call.now, &caller.epoch, seq));
            }
            Err(error) if error.is_guard() => {}
            Err(error) => return Err(error),
        }
    }
    Err(ApiError::Contended {
        doing: "writing a push",
    })
}

/// First round trip: who calls, what the push names, what was refused before.
/// Gives the units of all that the push names, too.
async fn decide(
    call: &Call,
    token: &str,
    request: &PushRequest,
) -> Result<(Caller, Decision, Vec<Unit>), ApiError> {
    let targets = targets(request);
    let named = text_of(&named(request))?;
    let last = request.groups.last().map_or(0, |group| group.mid);
    let mut reading = vec![
        Caller::statement(token),
        Statement::of(sql::ENVELOPES).text(token).text(&named),
        Statement::of(sql::REFUSALS)
            .text(token)
            .number(request.from)
            .number(last),
        Statement::of(sql::RECENT).text(token),
    ];
    if names_staff(&targets) {
        reading.push(Statement::of(sql::PEOPLE).text(token));
    }
    let results = call.db.batch("reading for a push", reading).await?;
    let caller = Caller::check(results.row(0)?, token, call.now)?;
    caller.check_device(request.device)?;
    let envelopes = results.rows::<EnvelopeRow>(1)?;
    let mut units: Vec<Unit> = envelopes.iter().map(|row| row.unit.clone()).collect();
    let refused = results.rows::<RefusalRow>(2)?;
    let recent = results.row::<RecentRow>(3)?;
    let people = results.rows::<PersonRow>(4)?;
    let decision = admit(&Admission {
        request,
        now: call.now,
        epoch: &caller.epoch,
        mid: caller.mid,
        collected: caller.collected,
        actor: Actor {
            staff: caller.staff,
            access: caller.access()?,
            administrator: caller.administrator,
        },
        envelopes: envelopes
            .into_iter()
            .map(EnvelopeRow::read)
            .collect::<Result<_, _>>()?,
        refused: refused.into_iter().map(RefusalRow::read).collect(),
        recent: recent.map_or(Ok(Vec::new()), |row| row.read())?,
        people: people.into_iter().map(PersonRow::read).collect(),
    })
    .map_err(|rejection| ApiError::expecting(rejection.code(), rejection.expected()))?;
    units.extend(decision.creates.iter().map(|made| made.unit.clone()));
    Ok((caller, decision, live::distinct(units)))
}

impl EnvelopeRow {
    fn read(self) -> Result<Envelope, ApiError> {
        Ok(Envelope {
            kind: self.kind,
            id: self.id,
            unit: self.unit,
            owner: self.owner,
            state: self.st,
            vseq: self.vseq,
            bytes: self.bytes,
            same: self.same != 0,
            clock: serde_json::from_str(&self.clk)
                .map_err(ApiError::json("reading a record's stamps"))?,
        })
    }
}

impl RecentRow {
    fn read(&self) -> Result<Vec<(u64, Stamp)>, ApiError> {
        serde_json::from_str(&self.recent).map_err(ApiError::json("reading recent groups"))
    }
}

impl LostRow {
    fn read(self) -> Result<Loss, ApiError> {
        Ok(Loss {
            kind: self.kind,
            id: self.id,
            fields: serde_json::from_str(&self.lost)
                .map_err(ApiError::json("reading what lost"))?,
        })
    }
}

impl PersonRow {
    fn read(self) -> Person {
        Person {
            staff: self.id,
            live: self.st == State::Live,
            administrator: administers(&self.role),
        }
    }
}

impl RefusalRow {
    fn read(self) -> Refused {
        Refused {
            mid: self.mid,
            code: self.code,
            index: self.idx,
        }
    }
}

/// Second round trip. A push that brings nothing new writes nothing. Gives the
/// tenant's sequence afterwards.
async fn write(
    call: &Call,
    caller: &Caller,
    request: &PushRequest,
    decision: &Decision,
) -> Result<(u64, Vec<Loss>), ApiError> {
    if decision.mid == caller.mid {
        return Ok((caller.seq, Vec::new()));
    }
    let device = request.device.to_string();
    let sequences = decision.sequences() as u64;
    let mut batch = vec![guard(call, caller, &device, decision)?];
    if sequences > 0 {
        batch.push(
            Statement::of(sql::ADVANCE)
                .number(caller.ten)
                .number(sequences),
        );
    }
    if !decision.creates.is_empty() {
        batch.push(
            Statement::of(sql::CREATE)
                .text(&text_of(&decision.creates)?)
                .number(caller.ten)
                .number(sequences)
                .instant(call.now),
        );
    }
    let chronicle = batch.len();
    if !decision.chapters.is_empty() {
        batch.push(
            Statement::of(sql::CHRONICLE)
                .text(&text_of(&decision.chapters)?)
                .number(caller.ten)
                .text(&caller.staff.to_string())
                .number(HISTORY_ITEMS as u64)
                .number(HISTORY_VALUE as u64),
        );
    }
    if !decision.merges.is_empty() {
        batch.push(
            Statement::of(sql::MERGE)
                .text(&text_of(&decision.merges)?)
                .number(caller.ten)
                .number(decision.merges.len() as u64)
                .instant(call.now),
        );
    }
    if decision.changes_staff() {
        batch.push(Statement::of(sql::ADMINISTERED).number(caller.ten));
    }
    if !decision.refusals.is_empty() {
        batch.push(
            Statement::of(sql::REFUSE)
                .text(&text_of(&decision.refusals)?)
                .number(caller.ten)
                .text(&device)
                .instant(call.now),
        );
    }
    batch.push(
        Statement::of(sql::DECIDED)
            .number(caller.ten)
            .text(&device)
            .number(decision.mid)
            .instant(call.now)
            .text(&text_of(&decision.recent)?),
    );
    let results = call.db.batch("writing a push", batch).await?;
    let advanced = results.row::<Advanced>(1).ok().flatten();
    let seq = advanced.map_or(caller.seq, |row| row.seq);
    if decision.chapters.is_empty() {
        return Ok((seq, Vec::new()));
    }
    let lost = results.rows::<LostRow>(chronicle)?;
    let losses = lost.into_iter().map(LostRow::read);
    Ok((seq, losses.collect::<Result<_, _>>()?))
}

fn guard(
    call: &Call,
    caller: &Caller,
    device: &str,
    decision: &Decision,
) -> Result<Statement, ApiError> {
    Ok(Statement::of(sql::GUARD)
        .text(&caller.token)
        .number(caller.ten)
        .text(device)
        .number(caller.mid)
        .instant(call.now)
        .number(caller.version)
        .text(&text_of(&decision.expected)?))
}

/// A list as one parameter, if D1 takes it.
fn text_of<T: Serialize>(list: &[T]) -> Result<String, ApiError> {
    let text = serde_json::to_string(list).map_err(ApiError::json("writing a list"))?;
    if text.len() > PARAMETER_BYTES {
        return Err(ApiError::refused(Code::BodyTooLarge));
    }
    Ok(text)
}

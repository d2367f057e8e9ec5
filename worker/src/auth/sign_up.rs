//! Making a dealership: tenant, first store, first administrator, session, in
//! one batch or not at all.

use forecourt_domain::organisation::{OrgUnit, OrgUnitType, Role, Staff};
use forecourt_domain::row::{TENANT_UNIT, store_unit};
use forecourt_domain::{Entity, Id, State};
use forecourt_sync::auth::SignUp;
use forecourt_sync::fold::Creation;
use forecourt_sync::{Code, Stamp};
use serde::Deserialize;

use super::access::is_open;
use super::login::is_login;
use super::secret::{Token, is_hex, new_epoch, new_id, random, same, verifier};
use super::sign_in::NewSession;
use crate::attempts::Tries;
use crate::body;
use crate::call::{Answer, Call};
use crate::db::{Statement, sql};
use crate::error::ApiError;
use crate::limits::{
    DERIVATION_MEMORY, DERIVATION_PASSES, FORM_BYTES, NAME_LENGTH, SET_UP, SIGN_UP, SIGN_UP_TRIES,
};

#[derive(Deserialize)]
struct Plan {
    ten: u64,
    settled: u8,
    taken: u8,
}

/// `POST /sign-up`
///
/// The first dealership needs the set-up code; further ones need the setting
/// that lets anybody in.
pub async fn sign_up(call: &mut Call) -> Result<Answer, ApiError> {
    let form: SignUp = body::read(call, FORM_BYTES).await?;
    check(&form)?;
    let address = call.address();
    let setup_tries = Tries::of(&[(SET_UP, &address)])?;
    let plan = read_plan(call, &form).await?;
    let mut before = Vec::new();
    if plan.settled == 0 {
        check_setup_code(call, &form, &setup_tries).await?;
        before = vec![setup_tries.forgive(), Statement::of(sql::FIRST)];
    } else if is_open(call) {
        let tries = Tries::of(&[(SIGN_UP, &address)])?;
        tries.count(call, Statement::of(sql::STATUS)).await?;
    } else {
        return Err(ApiError::refused(Code::SignUpClosed));
    }
    if plan.taken != 0 {
        return Err(ApiError::refused(Code::LoginTaken));
    }
    if plan.settled == 0 {
        return make(call, &form, plan.ten, before).await;
    }
    let mut ten = plan.ten;
    for _ in 1..SIGN_UP_TRIES {
        // Of those who found the same number free, one has it; the others take the next.
        match make(call, &form, ten, Vec::new()).await {
            Err(ApiError::Contended { .. }) => ten = read_plan(call, &form).await?.ten,
            made => return made,
        }
    }
    make(call, &form, ten, Vec::new()).await
}

async fn read_plan(call: &Call, form: &SignUp) -> Result<Plan, ApiError> {
    let reading = vec![Statement::of(sql::PLAN).text(&form.login)];
    let results = call.db.batch("planning a dealership", reading).await?;
    results.row(0)?.ok_or(ApiError::Contended {
        doing: "planning a dealership",
    })
}

async fn check_setup_code(call: &Call, form: &SignUp, tries: &Tries) -> Result<(), ApiError> {
    let code = call
        .setting("SETUP_CODE")
        .ok_or(ApiError::refused(Code::SignUpClosed))?;
    tries.count(call, Statement::of(sql::STATUS)).await?;
    if same(&call.pepper()?, &code, &form.setup_code) {
        Ok(())
    } else {
        Err(ApiError::refused(Code::BadSetupCode))
    }
}

/// Writes it all. A batch that came second is undone whole.
async fn make(
    call: &Call,
    form: &SignUp,
    ten: u64,
    before: Vec<Statement>,
) -> Result<Answer, ApiError> {
    let (store, staff) = (new_id(call.now)?, new_id(call.now)?);
    let session = NewSession {
        ten,
        staff,
        login: form.login.clone(),
        token: Token::new()?,
    };
    let mut batch = before;
    batch.extend(foundation(call, form, ten, (store, staff))?);
    session.open(call, batch).await.map_err(|error| {
        if error.is_guard() {
            ApiError::refused(Code::SignUpClosed)
        } else if error.is_duplicate_of("login.login") {
            ApiError::refused(Code::LoginTaken)
        } else if error.is_duplicate_of("tenant.ten") {
            ApiError::Contended {
                doing: "making a dealership",
            }
        } else {
            error
        }
    })
}

fn foundation(
    call: &Call,
    form: &SignUp,
    ten: u64,
    (store, staff): (Id, Id),
) -> Result<Vec<Statement>, ApiError> {
    let rows = first_rows(call, form, store, staff)?;
    let units = [TENANT_UNIT.to_owned(), store_unit(store)];
    let json = ApiError::json("writing the first rows");
    let rows_text = serde_json::to_string(&rows).map_err(json)?;
    let json = ApiError::json("writing a person's units");
    let units_text = serde_json::to_string(&units).map_err(json)?;
    let count = rows.len() as u64;
    Ok(vec![
        Statement::of(sql::TENANT)
            .number(ten)
            .text(&new_id(call.now)?.to_string())
            .text(form.dealership.trim())
            .text(&new_epoch()?)
            .instant(call.now),
        Statement::of(sql::NEW_LOGIN)
            .text(&form.login)
            .number(ten)
            .text(&staff.to_string())
            .text(&form.derivation.salt)
            .number(form.derivation.memory_kib.into())
            .number(form.derivation.passes.into())
            .text(&verifier(&call.pepper()?, &form.login, &form.key))
            .instant(call.now),
        Statement::of(sql::ACCESS)
            .number(ten)
            .text(&staff.to_string())
            .text(&units_text),
        Statement::of(sql::ADVANCE).number(ten).number(count),
        Statement::of(sql::CREATE)
            .text(&rows_text)
            .number(ten)
            .number(count)
            .instant(call.now),
    ])
}

/// Store and administrator, as ordinary rows.
fn first_rows(call: &Call, form: &SignUp, store: Id, staff: Id) -> Result<[Creation; 2], ApiError> {
    let at = Stamp::new(call.now, 0, u64::from_be_bytes(random()?));
    let place = OrgUnit {
        name: form.store.trim().to_owned(),
        unit_type: OrgUnitType::Dealer,
        parent_id: None,
    };
    let person = Staff {
        name: form.name.trim().to_owned(),
        role: Role::Administrator,
        store_ids: vec![store],
    };
    Ok([first_row(store, &place, at), first_row(staff, &person, at)])
}

fn first_row<T: Entity>(id: Id, entity: &T, at: Stamp) -> Creation {
    let fields = entity.fields().into_iter();
    Creation {
        kind: T::KIND.as_str().to_owned(),
        id,
        unit: TENANT_UNIT.to_owned(),
        owner: None,
        state: State::Live,
        created: at,
        fields: fields.map(|(name, value)| (name, (value, at))).collect(),
    }
}

fn check(form: &SignUp) -> Result<(), ApiError> {
    if !is_login(&form.login) {
        return Err(ApiError::refused(Code::BadLogin));
    }
    let named = [&form.dealership, &form.store, &form.name]
        .iter()
        .all(|name| !name.trim().is_empty() && name.chars().count() <= NAME_LENGTH);
    let derived = is_hex(&form.derivation.salt, 32)
        && is_hex(&form.key, 64)
        && DERIVATION_MEMORY.contains(&form.derivation.memory_kib)
        && DERIVATION_PASSES.contains(&form.derivation.passes);
    if named && derived {
        Ok(())
    } else {
        Err(ApiError::refused(Code::BadBody))
    }
}

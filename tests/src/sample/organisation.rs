//! The group, its stores and its staff.

use forecourt_domain::organisation::{OrgUnit, OrgUnitType, Role, Staff};
use forecourt_domain::row::{TENANT_UNIT, Unit, store_unit};
use forecourt_domain::{Entity, Id};

/// The dealership's name.
pub const GROUP: &str = "Jinhai Auto Group 金海汽车集团";

const STORES: [&str; 3] = [
    "Jinhai Pudong 金海浦东",
    "Jinhai Minhang 金海闵行",
    "Jinhai Hongqiao 金海虹桥",
];

/// Name, login, role, places in `STORES`.
const STAFF: [(&str, &str, Role, &[usize]); 24] = [
    ("Chen Jing", "chen.jing", Role::Administrator, &[0, 1, 2]),
    ("Li Na", "li.na", Role::SalesManager, &[0]),
    ("沈国强", "shen.guoqiang", Role::SalesManager, &[1]),
    ("Amelia Novak", "amelia.novak", Role::SalesManager, &[2]),
    ("Zhou Wei", "zhou.wei", Role::SalesConsultant, &[0]),
    ("郭婷", "guo.ting", Role::SalesConsultant, &[1]),
    ("周敏", "zhou.min", Role::SalesConsultant, &[2]),
    ("何勇", "he.yong", Role::SalesConsultant, &[0]),
    ("单晓明", "shan.xiaoming", Role::SalesConsultant, &[1]),
    ("Marcus Berg", "marcus.berg", Role::SalesConsultant, &[2]),
    ("林可欣", "lin.kexin", Role::SalesConsultant, &[0]),
    ("孙浩然", "sun.haoran", Role::SalesConsultant, &[1]),
    ("曹雪", "cao.xue", Role::SalesConsultant, &[2]),
    ("徐梦洁", "xu.mengjie", Role::SalesConsultant, &[0]),
    ("高翔", "gao.xiang", Role::SalesConsultant, &[1]),
    ("贺一凡", "he.yifan", Role::SalesConsultant, &[2]),
    ("郑晓东", "zheng.xiaodong", Role::SalesConsultant, &[0]),
    ("黄志强", "huang.zhiqiang", Role::SalesConsultant, &[1]),
    ("赵敏", "zhao.min", Role::SalesConsultant, &[2]),
    (
        "Elena Petrova",
        "elena.petrova",
        Role::SalesConsultant,
        &[0],
    ),
    ("欧阳远", "ouyang.yuan", Role::SalesConsultant, &[1]),
    ("马艳", "ma.yan", Role::DccClerk, &[0]),
    ("罗佳怡", "luo.jiayi", Role::DccClerk, &[1]),
    ("唐诗", "tang.shi", Role::DccClerk, &[2]),
];

/// A store.
#[derive(Clone, Debug)]
pub struct SampleStore {
    /// Its id.
    pub id: Id,
    /// Its record.
    pub entity: OrgUnit,
}

/// A member of staff, who can sign in.
#[derive(Clone, Debug)]
pub struct SampleStaff {
    /// The person's id.
    pub id: Id,
    /// The person's record.
    pub entity: Staff,
    /// What the person signs in with.
    pub login: &'static str,
}

impl SampleStaff {
    /// Units that the person receives.
    pub fn units(&self) -> Vec<Unit> {
        let stores = self.entity.store_ids.iter().copied().map(store_unit);
        core::iter::once(TENANT_UNIT.to_owned())
            .chain(stores)
            .collect()
    }

    /// The unit of the person's first store.
    pub fn store(&self) -> Unit {
        self.entity
            .store_ids
            .first()
            .map_or_else(|| TENANT_UNIT.to_owned(), |store| store_unit(*store))
    }
}

/// The group and its stores; ids follow from the seed.
pub fn stores(seed: u64) -> Vec<SampleStore> {
    let id = |name: &str| Id::derived(&["sample", &seed.to_string(), name]);
    let group = SampleStore {
        id: id(GROUP),
        entity: OrgUnit {
            name: GROUP.into(),
            unit_type: OrgUnitType::DealerGroup,
            parent_id: None,
        },
    };
    let stores = STORES.map(|name| SampleStore {
        id: id(name),
        entity: OrgUnit {
            name: name.into(),
            unit_type: OrgUnitType::Dealer,
            parent_id: Some(group.id),
        },
    });
    core::iter::once(group).chain(stores).collect()
}

/// Everybody who works in the stores that `stores` gave.
pub fn staff(seed: u64, stores: &[SampleStore]) -> Vec<SampleStaff> {
    let dealers: Vec<Id> = stores
        .iter()
        .filter(|store| store.entity.unit_type == OrgUnitType::Dealer)
        .map(|store| store.id)
        .collect();
    STAFF
        .iter()
        .map(|(name, login, role, places)| SampleStaff {
            id: Id::derived(&["sample", &seed.to_string(), login]),
            entity: Staff {
                name: (*name).into(),
                role: *role,
                store_ids: places
                    .iter()
                    .filter_map(|place| dealers.get(*place).copied())
                    .collect(),
            },
            login,
        })
        .collect()
}

/// The rows of places and people: kind, id and body.
pub(super) fn bodies(
    stores: &[SampleStore],
    staff: &[SampleStaff],
) -> Vec<(forecourt_domain::Kind, Id, forecourt_domain::Fields)> {
    let places = stores
        .iter()
        .map(|store| (OrgUnit::KIND, store.id, store.entity.fields()));
    let people = staff
        .iter()
        .map(|person| (Staff::KIND, person.id, person.entity.fields()));
    places.chain(people).collect()
}

use super::*;
use crate::customer::PhoneEntry;
use proptest::prelude::*;

fn customer(name: &str, phone: &str) -> Customer {
    Customer {
        name: name.into(),
        phones: Phone::parse(phone, "CN")
            .map(|number| PhoneEntry {
                number,
                kind: Default::default(),
                time: Default::default(),
            })
            .into_iter()
            .collect(),
        ..Customer::default()
    }
}

fn id(number: u128) -> Id {
    Id::from_u128(number)
}

#[test]
fn keys_come_in_the_order_of_their_weight() {
    let fleet = Customer {
        party: PartyType::Business,
        company_reg_no: "91330100-MA2".into(),
        birth_on: "1990-01-02".parse().ok(),
        city: "杭州".into(),
        street: "人民路 88 号".into(),
        ..customer("海岳物流有限公司", "13800138000")
    };
    let car = Vehicle {
        vin: "LTV1AE4C6K3018264".into(),
        plate: "沪A·D1208".into(),
        ..Vehicle::default()
    };
    let keys = keys_of(&fleet, &[car]);
    let by: Vec<MatchBy> = keys.iter().map(|key| key.by).collect();
    assert_eq!(by, MatchBy::ALL);
    let values: Vec<&str> = keys.iter().map(|key| key.value.as_str()).collect();
    assert_eq!(
        values,
        [
            "ltv1ae4c6k3018264",
            "91330100ma2",
            "+8613800138000",
            "沪ad1208",
            "海岳物流有限公司 1990-01-02",
            "海岳物流有限公司 杭州人民路88号",
            "海岳物流",
        ]
    );
    assert!(MatchBy::ALL.is_sorted_by(|a, b| a.score() > b.score()));
}

#[test]
fn what_is_unknown_matches_nobody() {
    assert!(keys_of(&Customer::default(), &[Vehicle::default()]).is_empty());
    let keys = keys_of(&customer("王建国", ""), &[]);
    assert!(keys.is_empty(), "a name alone is no key: {keys:?}");
    let in_town = Customer {
        city: "杭州".into(),
        ..customer("王建国", "")
    };
    assert!(keys_of(&in_town, &[]).is_empty(), "a city is no address");
}

#[test]
fn firms_meet_whatever_their_legal_form() {
    for (name, bare) in [
        ("海岳物流有限公司", "海岳物流"),
        ("海岳物流股份有限公司", "海岳物流"),
        ("海岳（杭州）物流集团有限公司", "海岳物流"),
        ("海岳物流有限公司上海分公司", "海岳物流有限公司上海"),
        ("Haiyue Logistics Co., Ltd.", "haiyuelogistics"),
        ("HAIYUE LOGISTICS CO.,LTD", "haiyuelogisticscoltd"),
        ("Haiyue Logistics (Shanghai) Limited", "haiyuelogistics"),
        ("Minhe Car Hire GmbH & Co. KG", "minhecarhire"),
        ("有限公司", ""),
    ] {
        assert_eq!(without_legal_form(name), bare, "{name}");
    }
}

#[test]
fn a_phone_blocks_and_a_name_warns() {
    let mut index = DuplicateIndex::new();
    let li = customer("李娜", "13800138000");
    let firm = Customer {
        party: PartyType::Business,
        ..customer("海岳物流", "")
    };
    index.insert(id(1), keys_of(&li, &[]));
    index.insert(id(2), keys_of(&firm, &[]));

    let both = Customer {
        party: PartyType::Business,
        ..customer("海岳物流有限公司", "138 0013 8000")
    };
    let found = index.find(&keys_of(&both, &[]));
    assert_eq!(
        found,
        [
            Match {
                id: id(1),
                by: MatchBy::Phone
            },
            Match {
                id: id(2),
                by: MatchBy::CompanyName
            },
        ]
    );
    assert_eq!(found[0].by.severity(), Severity::Block);
    assert_eq!(found[1].by.severity(), Severity::Warn);
    let number = Phone::parse("13800138000", "CN").unwrap();
    assert_eq!(index.find_by_phone(&number).collect::<Vec<_>>(), [id(1)]);
}

proptest! {
    /// The index finds exactly those that share a key, as comparing all pairs does.
    #[test]
    fn the_index_agrees_with_comparing_everybody(
        phones in prop::collection::vec(0u32..6, 1..12), gone in prop::collection::vec(any::<bool>(), 12), wanted in 0u32..6,
    ) {
        let people: Vec<Vec<MatchKey>> = phones
            .iter()
            .map(|last| keys_of(&customer("李娜", &format!("1380013800{last}")), &[]))
            .collect();
        let mut index = DuplicateIndex::new();
        for (place, keys) in people.iter().enumerate() {
            index.insert(id(place as u128), keys.iter().cloned());
        }
        for (place, keys) in people.iter().enumerate().filter(|(place, _)| gone[*place]) {
            index.remove(id(place as u128), keys);
        }
        let keys = keys_of(&customer("", &format!("1380013800{wanted}")), &[]);
        let found: Vec<Id> = index.find(&keys).into_iter().map(|found| found.id).collect();
        let expected: Vec<Id> = (0..phones.len())
            .filter(|place| phones[*place] == wanted && !gone[*place])
            .map(|place| id(place as u128))
            .collect();
        prop_assert_eq!(found, expected);
    }
}

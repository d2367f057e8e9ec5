use super::*;
use crate::access::Actor;
use crate::customer::{CallTime, PartyType, PhoneType};
use crate::import::samples;
use crate::lead::Interest;
use crate::level::IntervalTable;
use crate::money::Currency;
use crate::organisation::Role;
use crate::{Date, Id};

fn run() -> Run {
    Run {
        id: Id::from_u128(3),
        first_id: Id::from_u128(1 << 64),
        unit: "s:1".into(),
        owner: None,
        actor: Actor {
            staff: Id::from_u128(1),
            units: vec!["s:1".into()],
            role: Role::DccClerk,
        },
        now: 1_773_900_000_000,
        today: Date::new(2026, 3, 19).unwrap(),
        offset_minutes: 480,
        table: IntervalTable::default(),
        country: "CN".into(),
        currency: Currency::CNY,
    }
}

fn read_text(text: &str) -> Result<Document, AdfError> {
    read(text, &run())
}

fn only(text: &str) -> Prospect {
    let mut document = read_text(text).unwrap();
    assert_eq!(
        (document.prospects.len(), document.broken_at),
        (1, None),
        "{text}"
    );
    document.prospects.remove(0)
}

#[test]
fn the_sample_keeps_every_field() {
    let document = read_text(&samples::enquiries()).unwrap();
    assert_eq!((document.prospects.len(), document.broken_at), (3, None));
    let [first, second, third] = document.prospects.as_slice() else {
        panic!("three prospects");
    };

    let lead = &first.lead;
    assert_eq!((first.resend, first.line), (false, 4));
    assert_eq!(
        (lead.refs[0].source.as_str(), lead.refs[0].value.as_str()),
        ("web-form", "WF-2026-000871")
    );
    assert_eq!(lead.request_at, 1_773_451_330_000);
    assert_eq!(lead.interest, Interest::Buy);
    assert_eq!(lead.model_interest, "Geely Galaxy E8 Max");
    assert_eq!(
        (lead.earliest_on, lead.latest_on),
        (Date::new(2026, 3, 20).ok(), Date::new(2026, 4, 15).ok())
    );
    assert_eq!(lead.timeframe_note, "within a month");
    assert_eq!(
        (lead.vendor_name.as_str(), lead.vendor_ref.as_str()),
        ("West Lake Geely", "HZ-WEST")
    );
    assert_eq!(
        (
            lead.provider_name.as_str(),
            lead.provider_service.as_str(),
            lead.provider_url.as_str()
        ),
        ("Brand site", "Build and price", "https://brand.example")
    );
    assert_eq!(lead.comments, "Has two children");
    assert!(lead.raw.starts_with("<prospect status=\"new\">") && lead.raw.ends_with("</prospect>"));
    assert_eq!(
        first.words(),
        "Has two children\nWants a weekend test drive & a trade-in value"
    );

    let [wanted, offered] = first.lines.as_slice() else {
        panic!("two vehicles");
    };
    assert_eq!(
        (wanted.year, wanted.doors, wanted.condition.as_str()),
        (2026, 4, "new")
    );
    assert_eq!(
        (wanted.body_style.as_str(), wanted.transmission.as_str()),
        ("sedan", "A")
    );
    assert_eq!(
        (
            wanted.price_minor,
            wanted.price_currency.as_str(),
            wanted.price_type.as_str()
        ),
        (18_980_000, "CNY", "quote")
    );
    let colour = &wanted.colours[0];
    assert_eq!(
        (
            colour.interior.as_str(),
            colour.exterior.as_str(),
            colour.preference
        ),
        ("beige", "silver", 1)
    );
    let option = &wanted.options[0];
    assert_eq!(
        (option.name.as_str(), option.code.as_str(), option.weighting),
        ("Panorama roof", "PR1", 65)
    );
    assert_eq!(
        wanted.comments,
        "Wants a weekend test drive & a trade-in value"
    );
    assert_eq!(
        (offered.interest, offered.vin.as_str()),
        (Interest::TradeIn, "LSVNV2182E2100001")
    );
    assert_eq!(
        (
            offered.odometer,
            offered.odometer_unit.as_str(),
            offered.odometer_status.as_str()
        ),
        (86_500, "km", "original")
    );

    let person = &first.customer;
    assert_eq!(person.name, "李娜");
    let phone = &person.phones[0];
    assert_eq!(
        (phone.number.as_str(), phone.kind, phone.time),
        ("+8613800138000", PhoneType::Cellphone, CallTime::Evening)
    );
    assert_eq!(person.emails, ["li.na@example.com"]);
    assert_eq!(
        (
            person.street.as_str(),
            person.city.as_str(),
            person.region.as_str(),
            person.postal.as_str(),
            person.country.as_str()
        ),
        ("人民路 88 号", "杭州", "ZJ", "310000", "CN")
    );
    assert_eq!(person.expected_on, Date::new(2026, 4, 15).ok());

    assert_eq!(second.customer.name, "Maria O'Neill-García");
    assert_eq!(second.customer.phones[0].number.as_str(), "+13125550147");
    assert_eq!(second.lead.interest, Interest::TestDrive);
    assert_eq!(second.lead.request_at, 1_773_536_741_000);
    assert!(third.resend);
    assert_eq!(third.lead.refs, lead.refs);
    assert_eq!(third.customer.phones[0].number, phone.number);
}

#[test]
fn case_prefix_and_declaration_do_not_matter() {
    for text in [
        "<?ADF VERSION \"1.0\"?><?XML VERSION \"1.0\"?><ADF><PROSPECT STATUS=\"RESEND\"><ID SEQUENCE=\"1\" SOURCE=\"x\">7</ID></PROSPECT></ADF>",
        "\u{feff}<!DOCTYPE adf SYSTEM \"adf.dtd\"><a:adf xmlns:a=\"urn:x\"><a:prospect a:status='resend'><a:id source='x'>7</a:id></a:prospect></a:adf>",
        "\n <prospect status=resend><id source=x>7</id></prospect>",
    ] {
        let prospect = only(text);
        assert!(prospect.resend, "{text}");
        let found = &prospect.lead.refs[0];
        assert_eq!(
            (found.source.as_str(), found.value.as_str()),
            ("x", "7"),
            "{text}"
        );
    }
}

#[test]
fn missing_parts_are_empty() {
    let prospect = only("<adf><prospect/></adf>");
    assert_eq!(prospect.lead.request_at, run().now);
    assert!(prospect.lines.is_empty() && prospect.lead.refs.is_empty());
    assert_eq!(prospect.customer.name, "");
    let prospect = only(
        "<adf><prospect><id>9</id><customer><contact><email>li@a.cn</email><phone>call me</phone></contact></customer>\
         <provider><name>Portal</name></provider></prospect></adf>",
    );
    assert_eq!(prospect.lead.refs[0].source, "Portal");
    assert_eq!(
        (
            prospect.customer.name.as_str(),
            prospect.customer.note.as_str()
        ),
        ("li@a.cn", "call me")
    );
}

#[test]
fn references_and_wrong_nesting_are_forgiven() {
    let prospect = only(
        "<adf><prospect><customer><contact><name part=\"full\">Tom &amp; Jerry &#x738B; &eacute; & Co</name><phone>13800138000\
         </contact><comments><![CDATA[a < b]]> &lt;3</comments></vendor></customer></prospect></adf>",
    );
    assert_eq!(prospect.customer.name, "Tom & Jerry 王 &eacute; & Co");
    assert_eq!(
        prospect.customer.phones[0].number.as_str(),
        "+8613800138000"
    );
    assert_eq!(prospect.lead.comments, "a < b <3");
}

#[test]
fn parts_of_names_and_kinds_of_contacts() {
    let contact = |inner: &str| {
        only(&format!(
            "<adf><prospect><customer><contact>{inner}</contact></customer></prospect></adf>"
        ))
        .customer
    };
    assert_eq!(
        contact("<name part=\"first\">娜</name><name part=\"last\">李</name>").name,
        "李娜"
    );
    let firm = contact("<name part=\"full\" type=\"business\">海岳物流</name>");
    assert_eq!(
        (firm.name.as_str(), firm.party),
        ("海岳物流", PartyType::Business)
    );
    let phones = contact(
        "<phone type=\"fax\">0571-88122808</phone><phone preferredcontact=\"1\">13800138000</phone><phone>+86 138 0013 8000</phone>",
    )
    .phones;
    let list: Vec<(&str, PhoneType)> = phones
        .iter()
        .map(|phone| (phone.number.as_str(), phone.kind))
        .collect();
    assert_eq!(
        list,
        [
            ("+8613800138000", PhoneType::Cellphone),
            ("+8657188122808", PhoneType::Fax)
        ]
    );
    let abroad = contact("<phone>312 555 0147</phone><address><country>US</country></address>");
    assert_eq!(abroad.phones[0].number.as_str(), "+13125550147");
}

#[test]
fn instants_come_in_several_forms() {
    for (text, instant) in [
        ("2026-03-14T09:22:10+08:00", 1_773_451_330_000),
        ("2026-03-14T09:22:10+0800", 1_773_451_330_000),
        ("2026-03-14T01:22:10Z", 1_773_451_330_000),
        ("2026-03-14 09:22:10", 1_773_451_330_000),
        ("2026-03-14", 1_773_460_800_000),
        ("3/14/2026", 1_773_460_800_000),
        ("yesterday", run().now),
    ] {
        let prospect = only(&format!(
            "<adf><prospect><requestdate>{text}</requestdate></prospect></adf>"
        ));
        assert_eq!(prospect.lead.request_at, instant, "{text}");
    }
}

#[test]
fn prices_in_words_have_no_amount() {
    let line = |price: &str| {
        only(&format!(
            "<adf><prospect><vehicle>{price}</vehicle></prospect></adf>"
        ))
        .lines
        .remove(0)
    };
    assert_eq!(line("<price type=\"call\">call</price>").price_minor, 0);
    let yen = line("<price currency=\"JPY\">1,000</price>");
    assert_eq!(
        (yen.price_minor, yen.price_currency.as_str()),
        (1_000, "JPY")
    );
    let own = line("<price>18.9万</price>");
    assert_eq!(
        (own.price_minor, own.price_currency.as_str()),
        (18_900_000, "CNY")
    );
}

#[test]
fn documents_that_break_are_read_up_to_there() {
    let sample = samples::enquiries();
    let second_end = sample.match_indices("</prospect>").nth(1).unwrap().0;
    let document = read_text(&sample[..second_end]).unwrap();
    assert_eq!(document.prospects.len(), 1);
    assert_eq!(
        document.broken_at,
        Some(sample[..second_end].lines().count())
    );
    for (text, error) in [
        ("name,phone\na,1", AdfError::NotAdf),
        ("", AdfError::NotAdf),
        ("<html><body/></html>", AdfError::NotAdf),
        ("<adf></adf>", AdfError::NoProspect),
        (
            "<adf>\n<prospect>\n<id>7</id>",
            AdfError::Broken { line: 3 },
        ),
        ("<adf>\n<prospect>\n<!-- ", AdfError::Broken { line: 3 }),
    ] {
        assert_eq!(read_text(text), Err(error), "{text}");
    }
}

#[test]
fn documents_that_are_too_deep_are_refused() {
    let nested = |depth: usize| {
        let (open, close) = ("<a>".repeat(depth), "</a>".repeat(depth));
        format!("<adf><prospect>{open}{close}</prospect></adf>")
    };
    assert_eq!(
        read_text(&nested(98)).map(|document| document.prospects.len()),
        Ok(1)
    );
    for depth in [99, 20_000, 200_000] {
        assert_eq!(read_text(&nested(depth)), Err(AdfError::TooDeep), "{depth}");
        let open = format!("<adf><prospect>{}", "<a>".repeat(depth));
        assert_eq!(
            read_text(&open),
            Err(AdfError::TooDeep),
            "{depth} not closed"
        );
    }
    // Beside each other they are no deeper than one.
    let flat = format!(
        "<adf><prospect>{}</prospect></adf>",
        "<a/><b></b>".repeat(20_000)
    );
    assert!(read_text(&flat).is_ok());
}

#[test]
fn long_texts_are_cut_at_a_character() {
    let prospect = only(&format!(
        "<adf><prospect><customer><comments>{}</comments></customer></prospect></adf>",
        "王".repeat(20_000)
    ));
    assert!(prospect.lead.raw.len() > 20_000 && prospect.lead.raw.len() <= 24 * 1024);
    assert_eq!(prospect.lead.comments.len(), 8 * 1024 / 3 * 3);
}

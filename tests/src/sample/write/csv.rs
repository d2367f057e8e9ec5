//! Customers as a dealer's own system exports them: Chinese headers, and every
//! way of writing telephone numbers, dates and levels that is met in the field.

use std::io::Write;

use forecourt_domain::customer::{Customer, Source};
use forecourt_domain::{Date, Entity, Id};

use super::WriteError;
use crate::sample::Sample;

const HEADERS: [&str; 9] = [
    "客户姓名",
    "手机号码",
    "意向级别",
    "来源",
    "意向车型",
    "所属顾问",
    "备注",
    "建档日期",
    "下次回访",
];

/// Writes the customers alone, UTF-8 without byte-order mark.
pub fn write_csv(sample: &Sample, out: &mut impl Write) -> Result<(), WriteError> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEADERS)?;
    for number in 0..sample.size.customers {
        if let Some(row) = sample.customer_rows(number).first() {
            let customer = Customer::from_fields(&row.fields);
            table.write_record(line(sample, number, row.owner, &customer))?;
        }
    }
    table.flush()?;
    Ok(())
}

fn line(sample: &Sample, number: u64, owner: Option<Id>, customer: &Customer) -> [String; 9] {
    let owner = sample.staff.iter().find(|person| Some(person.id) == owner);
    let created = Date::at(customer.created_at, 480);
    [
        customer.name.clone(),
        phone(number, customer),
        level(number, customer),
        customer.source.map_or("", source).to_owned(),
        customer.model_interest.clone(),
        owner.map_or_else(String::new, |person| person.entity.name.clone()),
        customer.note.clone(),
        date(number, created),
        customer
            .next_contact_on
            .map_or_else(String::new, |day| day.to_string()),
    ]
}

fn phone(number: u64, customer: &Customer) -> String {
    let Some(entry) = customer.phones.first() else {
        return String::new();
    };
    match number % 12 {
        0 => entry.number.display(),
        1 => entry.number.as_str().to_owned(),
        // American numbers need their plus sign.
        _ if !entry.number.is_mobile() => entry.number.display(),
        _ => entry.number.dialled(),
    }
}

fn level(number: u64, customer: &Customer) -> String {
    let suffix = if number.is_multiple_of(2) { "级" } else { "" };
    customer
        .intent_level
        .map_or_else(String::new, |level| format!("{}{suffix}", level.letter()))
}

fn date(number: u64, day: Date) -> String {
    let (year, month, date) = day.parts();
    match number % 3 {
        0 => day.to_string(),
        1 => format!("{year}/{month}/{date}"),
        _ => format!("{year}年{month}月{date}日"),
    }
}

const fn source(source: Source) -> &'static str {
    match source {
        Source::AutoShow => "车展",
        Source::Roadshow => "外展",
        Source::WalkIn => "展厅到店",
        Source::PhoneIn => "电话",
        Source::Web => "网站",
        Source::OemLead => "厂家线索",
        Source::Referral => "转介绍",
        Source::OldCustomer => "老客户",
        Source::Ad => "广告",
        Source::DirectMail => "直邮",
        Source::Event => "活动",
        Source::Other => "其他",
    }
}

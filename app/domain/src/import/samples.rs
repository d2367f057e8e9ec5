//! The sample files of the repository, for tests of the rules.

/// 301 customers with traps, GB 18030.
pub const GB18030: &[u8] = include_bytes!("../../../../tests/samples/customers-gb18030.csv");

/// The same customers, UTF-8 with byte-order mark.
pub const UTF8_BOM: &[u8] = include_bytes!("../../../../tests/samples/customers-utf8-bom.csv");

/// Three prospects, one of them sent again.
pub const ADF: &[u8] = include_bytes!("../../../../tests/samples/leads.adf.xml");

/// The customer sample as text.
pub fn customers() -> String {
    String::from_utf8(UTF8_BOM.to_vec()).unwrap()
}

/// The enquiry sample as text.
pub fn enquiries() -> String {
    String::from_utf8(ADF.to_vec()).unwrap()
}

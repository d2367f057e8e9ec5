//! Which encoding a file has. The decoding itself is done by the platform.

/// Encodings that files of dealers come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without byte-order mark.
    Utf8,
    /// UTF-8 with byte-order mark, as spreadsheets write it.
    Utf8Bom,
    /// The Chinese national standard; GBK and GB 2312 are parts of it.
    Gb18030,
    /// Unicode text in 16-bit units, low byte first.
    Utf16Le,
    /// Unicode text in 16-bit units, high byte first.
    Utf16Be,
    /// Western European text of older systems.
    Windows1252,
}

impl Encoding {
    /// Every encoding, in the order in which the choice lists them.
    pub const ALL: [Self; 6] = [
        Self::Utf8,
        Self::Utf8Bom,
        Self::Gb18030,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1252,
    ];

    /// The encoding of some bytes: a byte-order mark decides; else valid UTF-8
    /// wins, because text in another encoding is next to never valid UTF-8 by
    /// accident; else GB 18030 where the bytes have its shape.
    pub fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Self::Utf8Bom,
            [0xff, 0xfe, ..] => Self::Utf16Le,
            [0xfe, 0xff, ..] => Self::Utf16Be,
            _ if core::str::from_utf8(bytes).is_ok() => Self::Utf8,
            _ if has_gb18030_shape(bytes) => Self::Gb18030,
            _ => Self::Windows1252,
        }
    }

    /// True when the bytes can be text: pictures and packed files hold zero bytes, which text has in
    /// 16-bit units only.
    pub fn is_text(self, bytes: &[u8]) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be) || !bytes.contains(&0)
    }

    /// The label under which the Encoding Standard knows it. Its decoders drop
    /// a byte-order mark.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Bom => "utf-8",
            Self::Gb18030 => "gb18030",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Its proper name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 BOM",
            Self::Gb18030 => "GB 18030",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// True when every byte fits GB 18030: one byte below 0x80, or two bytes
/// (0x81-0xFE, then 0x40-0xFE without 0x7F), or four (lead, digit, lead, digit).
/// A character cut off at the end of the bytes is forgiven.
fn has_gb18030_shape(bytes: &[u8]) -> bool {
    let is_lead = |byte: u8| (0x81..=0xfe).contains(&byte);
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [single, tail @ ..] if single.is_ascii() => tail,
            [lead] => return is_lead(*lead),
            [lead, digit, more @ ..] if is_lead(*lead) && digit.is_ascii_digit() => match more {
                [third, fourth, tail @ ..] if is_lead(*third) && fourth.is_ascii_digit() => tail,
                [third] => return is_lead(*third),
                [] => return true,
                _ => return false,
            },
            [lead, trail, tail @ ..]
                if is_lead(*lead) && (0x40..=0xfe).contains(trail) && *trail != 0x7f =>
            {
                tail
            }
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Encoding) {
        assert_eq!(Encoding::detect(bytes), expected, "{bytes:02x?}");
    }

    #[test]
    fn pictures_and_packed_files_are_no_text() {
        for (bytes, text) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], false),
            (b"PK\x03\x04\x14\0\x06\0", false),
            (b"name,phone", true),
            (b"\xff\xfea\0", true),
            (b"", true),
        ] {
            assert_eq!(Encoding::detect(bytes).is_text(bytes), text, "{bytes:02x?}");
        }
    }

    #[test]
    fn marks_and_shapes_decide() {
        check(b"", Encoding::Utf8);
        check(b"name,phone", Encoding::Utf8);
        check("客户姓名".as_bytes(), Encoding::Utf8);
        check("\u{feff}客户".as_bytes(), Encoding::Utf8Bom);
        check(b"\xff\xfea\0", Encoding::Utf16Le);
        check(b"\xfe\xff\0a", Encoding::Utf16Be);
        // 客户 in GBK, whole and cut within the second character.
        check(b"\xbf\xcd\xbb\xa7", Encoding::Gb18030);
        check(b"\xbf\xcd\xbb", Encoding::Gb18030);
        // 㐂, a four-byte character, whole and cut.
        check(b"\x81\x39\xee\x39", Encoding::Gb18030);
        check(b"\x81\x39\xee", Encoding::Gb18030);
        check(b"\x81\x39", Encoding::Gb18030);
        // "é," in Windows-1252: a comma cannot follow a lead byte.
        check(b"Jos\xe9,1", Encoding::Windows1252);
        check(b"\x80uro", Encoding::Windows1252);
    }

    #[test]
    fn the_samples_are_told_apart() {
        check(crate::import::samples::GB18030, Encoding::Gb18030);
        check(crate::import::samples::UTF8_BOM, Encoding::Utf8Bom);
        check(crate::import::samples::ADF, Encoding::Utf8);
    }
}

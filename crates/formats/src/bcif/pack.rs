//! MessagePack to be written, and the maps that describe encodings.

/// Appends values in MessagePack.
pub(super) trait Pack {
    /// A map of this many pairs, which follow.
    fn map(&mut self, count: usize);
    /// An array of this many values, which follow.
    fn array(&mut self, count: usize);
    /// A text.
    fn text(&mut self, text: &str);
    /// Bytes.
    fn bytes(&mut self, bytes: &[u8]);
    /// An integer.
    fn integer(&mut self, value: i64);
    /// A float.
    fn float(&mut self, value: f64);
    /// A truth value.
    fn boolean(&mut self, value: bool);
    /// Nothing.
    fn nil(&mut self);
}

impl Pack for Vec<u8> {
    fn map(&mut self, count: usize) {
        match count {
            0..=15 => self.push(0x80 | count as u8),
            _ => {
                self.push(0xdf);
                self.extend_from_slice(&(count as u32).to_be_bytes());
            }
        }
    }

    fn array(&mut self, count: usize) {
        match count {
            0..=15 => self.push(0x90 | count as u8),
            _ => {
                self.push(0xdd);
                self.extend_from_slice(&(count as u32).to_be_bytes());
            }
        }
    }

    fn text(&mut self, text: &str) {
        match text.len() {
            length @ 0..=31 => self.push(0xa0 | length as u8),
            length => {
                self.push(0xdb);
                self.extend_from_slice(&(length as u32).to_be_bytes());
            }
        }
        self.extend_from_slice(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.push(0xc6);
        self.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
        self.extend_from_slice(bytes);
    }

    fn integer(&mut self, value: i64) {
        match value {
            0..=127 => self.push(value as u8),
            -32..=-1 => self.push(value as i8 as u8),
            _ => match i32::try_from(value) {
                Ok(value) => {
                    self.push(0xd2);
                    self.extend_from_slice(&value.to_be_bytes());
                }
                Err(_) => {
                    self.push(0xd3);
                    self.extend_from_slice(&value.to_be_bytes());
                }
            },
        }
    }

    fn float(&mut self, value: f64) {
        self.push(0xcb);
        self.extend_from_slice(&value.to_be_bytes());
    }

    fn boolean(&mut self, value: bool) {
        self.push(if value { 0xc3 } else { 0xc2 });
    }

    fn nil(&mut self) {
        self.push(0xc0);
    }
}

fn encoding(kind: &str, pairs: usize) -> Vec<u8> {
    let mut out = Vec::new();
    out.map(pairs + 1);
    out.text("kind");
    out.text(kind);
    out
}

/// Integers of 32 bits.
const INT32: i64 = 3;

pub(super) fn byte_array(kind: i64) -> Vec<u8> {
    let mut out = encoding("ByteArray", 1);
    out.text("type");
    out.integer(kind);
    out
}

pub(super) fn fixed_point(factor: f64) -> Vec<u8> {
    let mut out = encoding("FixedPoint", 2);
    out.text("factor");
    out.float(factor);
    out.text("srcType");
    out.integer(33);
    out
}

pub(super) fn run_length(length: usize) -> Vec<u8> {
    let mut out = encoding("RunLength", 2);
    out.text("srcType");
    out.integer(INT32);
    out.text("srcSize");
    out.integer(length as i64);
    out
}

pub(super) fn delta(origin: i32) -> Vec<u8> {
    let mut out = encoding("Delta", 2);
    out.text("origin");
    out.integer(i64::from(origin));
    out.text("srcType");
    out.integer(INT32);
    out
}

pub(super) fn integer_packing(width: i64, unsigned: bool, length: usize) -> Vec<u8> {
    let mut out = encoding("IntegerPacking", 3);
    out.text("byteCount");
    out.integer(width);
    out.text("isUnsigned");
    out.boolean(unsigned);
    out.text("srcSize");
    out.integer(length as i64);
    out
}

pub(super) fn string_array(
    data_encoding: &[Vec<u8>],
    string_data: &str,
    offset_encoding: &[Vec<u8>],
    offsets: &[u8],
) -> Vec<u8> {
    let mut out = encoding("StringArray", 4);
    out.text("dataEncoding");
    out.array(data_encoding.len());
    data_encoding.iter().for_each(|encoding| out.extend_from_slice(encoding));
    out.text("stringData");
    out.text(string_data);
    out.text("offsetEncoding");
    out.array(offset_encoding.len());
    offset_encoding.iter().for_each(|encoding| out.extend_from_slice(encoding));
    out.text("offsets");
    out.bytes(offsets);
    out
}

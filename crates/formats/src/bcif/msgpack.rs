//! MessagePack, as much of it as BinaryCIF uses: everything but timestamps and other extensions.

use crate::ReadError;

/// A decoded value; texts and bytes are slices of the input.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Array(Vec<Item<'a>>),
    Map(Vec<(Item<'a>, Item<'a>)>),
}

impl<'a> Item<'a> {
    /// The value of a key of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Item<'a>> {
        let Item::Map(pairs) = self else { return None };
        pairs.iter().find(|(k, _)| matches!(k, Item::Text(text) if *text == key)).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        if let Item::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Item::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    /// An integer; programs in JavaScript write whole numbers as floats.
    pub(super) fn integer(&self) -> Option<i64> {
        match *self {
            Item::Int(value) => Some(value),
            Item::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Some(value as i64),
            _ => None,
        }
    }

    pub(super) fn float(&self) -> Option<f64> {
        match *self {
            Item::Int(value) => Some(value as f64),
            Item::Float(value) => Some(value),
            _ => None,
        }
    }

    pub(super) fn array(&self) -> Option<&[Item<'a>]> {
        if let Item::Array(items) = self { Some(items) } else { None }
    }
}

/// Deeper than any file of the format.
const DEEPEST: usize = 32;

/// Decodes the value that the bytes begin with.
pub(super) fn decode(bytes: &[u8]) -> Result<Item<'_>, ReadError> {
    Decoder { bytes, at: 0 }.item(0)
}

struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Decoder<'a> {
    fn fail<T>(&self, what: &str) -> Result<T, ReadError> {
        Err(ReadError::damaged(0, 0, format!("MessagePack at byte {}: {what}", self.at)))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], ReadError> {
        match self.at.checked_add(count).and_then(|end| self.bytes.get(self.at..end)) {
            Some(bytes) => {
                self.at += count;
                Ok(bytes)
            }
            None => self.fail("the data end too early"),
        }
    }

    /// An unsigned number of `width` bytes, the highest first.
    fn number(&mut self, width: usize) -> Result<u64, ReadError> {
        Ok(self.take(width)?.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    fn length(&mut self, width: usize) -> Result<usize, ReadError> {
        Ok(self.number(width)? as usize)
    }

    fn item(&mut self, depth: usize) -> Result<Item<'a>, ReadError> {
        if depth > DEEPEST {
            return self.fail("nested too deeply");
        }
        let first = self.take(1)?[0];
        Ok(match first {
            0x00..=0x7f => Item::Int(i64::from(first)),
            0x80..=0x8f => self.map(usize::from(first & 0x0f), depth)?,
            0x90..=0x9f => self.array(usize::from(first & 0x0f), depth)?,
            0xa0..=0xbf => self.text(usize::from(first & 0x1f))?,
            0xc0 => Item::Nil,
            0xc2 | 0xc3 => Item::Bool(first == 0xc3),
            0xc4..=0xc6 => {
                let length = self.length(1 << (first - 0xc4))?;
                Item::Bytes(self.take(length)?)
            }
            0xca => Item::Float(f64::from(f32::from_bits(self.number(4)? as u32))),
            0xcb => Item::Float(f64::from_bits(self.number(8)?)),
            0xcc..=0xcf => Item::Int(i64::try_from(self.number(1 << (first - 0xcc))?).unwrap_or(i64::MAX)),
            0xd0 => Item::Int(i64::from(self.number(1)? as u8 as i8)),
            0xd1 => Item::Int(i64::from(self.number(2)? as u16 as i16)),
            0xd2 => Item::Int(i64::from(self.number(4)? as u32 as i32)),
            0xd3 => Item::Int(self.number(8)? as i64),
            0xd9..=0xdb => {
                let length = self.length(1 << (first - 0xd9))?;
                self.text(length)?
            }
            0xdc | 0xdd => {
                let length = self.length(2 << (first - 0xdc))?;
                self.array(length, depth)?
            }
            0xde | 0xdf => {
                let length = self.length(2 << (first - 0xde))?;
                self.map(length, depth)?
            }
            0xe0..=0xff => Item::Int(i64::from(first as i8)),
            _ => return self.fail("an extension that BinaryCIF does not use"),
        })
    }

    fn text(&mut self, length: usize) -> Result<Item<'a>, ReadError> {
        match std::str::from_utf8(self.take(length)?) {
            Ok(text) => Ok(Item::Text(text)),
            Err(_) => self.fail("a text that is not UTF-8"),
        }
    }

    /// No room is made ahead of the elements: the length may be a lie.
    fn array(&mut self, length: usize, depth: usize) -> Result<Item<'a>, ReadError> {
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(self.item(depth + 1)?);
        }
        Ok(Item::Array(items))
    }

    fn map(&mut self, length: usize, depth: usize) -> Result<Item<'a>, ReadError> {
        let mut pairs = Vec::new();
        for _ in 0..length {
            pairs.push((self.item(depth + 1)?, self.item(depth + 1)?));
        }
        Ok(Item::Map(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_kind() {
        let text = |text| Item::Text(text);
        for (bytes, expected) in [
            (&[0x05][..], Item::Int(5)),
            (&[0xff], Item::Int(-1)),
            (&[0xd1, 0xff, 0x00], Item::Int(-256)),
            (&[0xcd, 0x01, 0x00], Item::Int(256)),
            (&[0xcf, 0, 0, 0, 1, 0, 0, 0, 0], Item::Int(1 << 32)),
            (&[0xca, 0x3f, 0x80, 0, 0], Item::Float(1.0)),
            (&[0xa2, b'a', b'b'], text("ab")),
            (&[0xd9, 1, b'c'], text("c")),
            (&[0xc4, 2, 1, 2], Item::Bytes(&[1, 2])),
            (&[0x81, 0xa1, b'k', 0x92, 0xc0, 0xc3], {
                Item::Map(vec![(text("k"), Item::Array(vec![Item::Nil, Item::Bool(true)]))])
            }),
        ] {
            assert_eq!(decode(bytes).unwrap(), expected);
        }
    }

    #[test]
    fn damage_is_an_error() {
        for bytes in [&[][..], &[0xa5, b'a'], &[0xdd, 0xff, 0xff, 0xff, 0xff], &[0xc1], &[0x91; 100]] {
            assert!(decode(bytes).is_err());
        }
    }
}

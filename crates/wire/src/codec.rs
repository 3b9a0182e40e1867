//! Primitives: little-endian numbers one after another, without padding, names or types.
//!
//! | name | bytes |
//! |---|---|
//! | bool | u8, 0 or 1; anything else reads as true |
//! | i32, u32, i64, f32 | little-endian; there is no f64 and no u16 |
//! | str | u32 length in bytes, UTF-8 |
//! | T\[\] | u32 count, items |
//!
//! Writing cannot fail. Reading checks every count against the bytes that are left before it allocates, so the memory
//! a message can take is bounded by its own length.

/// Why a payload could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The payload is fine so far and ends too early.
    #[error("the payload is at least {more} byte(s) short for the value at byte {at}")]
    Incomplete {
        /// Where the value begins that does not fit.
        at: usize,
        /// The least number of bytes missing at the end.
        more: usize,
    },
    /// No further bytes can make the payload valid.
    #[error("the payload is invalid at byte {at}: {reason}")]
    Invalid {
        /// Where the offending value begins.
        at: usize,
        /// What is wrong with it.
        reason: Invalid,
    },
    /// The payload is a message or command that this protocol does not name; both sides ignore these.
    #[error("no {direction} has the hash {hash} (request {request_id}): ignore it")]
    Unknown {
        /// `"message"` (plugin → room) or `"command"` (room → plugin).
        direction: &'static str,
        /// The payload's request id.
        request_id: u32,
        /// The payload's hash.
        hash: u32,
    },
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A string is not UTF-8.
    #[error("the text is not UTF-8")]
    Text,
    /// A length is negative.
    #[error("the length {0} is negative")]
    Length(i32),
    /// A number that decides what follows has no meaning.
    #[error("{value} is not a known {what}")]
    Tag {
        /// What the number should have named.
        what: &'static str,
        /// The number.
        value: u32,
    },
    /// Layout nodes are nested too deeply.
    #[error("nested more than {0} levels deep")]
    Depth(usize),
}

/// Appends values to a buffer.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// Which conformer of the molecule being written stands for all in layouts too old to hold several.
    pub(crate) conformer: usize,
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends raw bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends a u8.
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// Appends a u32.
    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    /// Appends a count; one over `u32::MAX` cannot be written and saturates.
    pub fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).unwrap_or(u32::MAX));
    }
}

/// How deeply layouts may contain themselves (a list in a node in a list ...).
const MAX_DEPTH: usize = 64;

/// Takes values off the front of a payload.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.at
    }

    /// How many bytes are left.
    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next `count` bytes.
    ///
    /// # Errors
    /// [`DecodeError::Incomplete`] if there are fewer.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        self.require(count)?;
        let bytes = &self.bytes[self.at..self.at + count];
        self.at += count;
        Ok(bytes)
    }

    /// The next `N` bytes as an array.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    /// The next byte.
    ///
    /// # Errors
    /// [`DecodeError::Incomplete`] at the end.
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        Ok(self.array::<1>()?[0])
    }

    /// The next u32.
    ///
    /// # Errors
    /// [`DecodeError::Incomplete`] with fewer than four bytes left.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    /// A count of items that take at least `least` bytes each, checked against what is left.
    ///
    /// # Errors
    /// [`DecodeError::Incomplete`] if that many items cannot be there.
    pub fn count(&mut self, least: usize) -> Result<usize, DecodeError> {
        let count = self.u32()? as usize;
        self.require(count.saturating_mul(least))?;
        Ok(count)
    }

    /// An error about the value that begins at byte `at`.
    pub(crate) fn invalid<T>(at: usize, reason: Invalid) -> Result<T, DecodeError> {
        Err(DecodeError::Invalid { at, reason })
    }

    /// Runs `read` one level deeper.
    pub(crate) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.depth == MAX_DEPTH {
            return Self::invalid(self.at, Invalid::Depth(MAX_DEPTH));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn require(&self, count: usize) -> Result<(), DecodeError> {
        match count.checked_sub(self.remaining()) {
            None | Some(0) => Ok(()),
            Some(more) => Err(DecodeError::Incomplete { at: self.at, more }),
        }
    }
}

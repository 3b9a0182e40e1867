//! Layouts: how a value lies on the wire, at every version of it.
//!
//! A layout that the protocol names has a version of its own in the session's table; one without a name has version 0.
//! Most are plain lists of fields and are written once, as a list, with `layout!`: reading, writing and the default
//! come from the same lines and cannot disagree.

use crate::codec::{DecodeError, Invalid, Reader, Writer};
#[cfg(test)]
use crate::sample::Random;
use crate::versions::Versions;

/// A value that can be read from and written to the wire.
pub trait Layout: Sized {
    /// The name under which the version is negotiated; empty if it has none.
    const NAME: &'static str = "";
    /// The newest version.
    const VERSION: u8 = 0;
    /// No value takes fewer bytes than this, at any version.
    const LEAST: usize = 1;

    /// Appends the value.
    fn write(&self, out: &mut Writer, versions: &Versions);

    /// Reads a value.
    ///
    /// # Errors
    /// When the bytes end early or can never be such a value.
    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError>;

    /// Appends values without their count.
    fn write_all(values: &[Self], out: &mut Writer, versions: &Versions) {
        for value in values {
            value.write(out, versions);
        }
    }

    /// Reads `count` values; `count` has been checked against the bytes that are left.
    ///
    /// # Errors
    /// As [`Layout::read`].
    fn read_all(input: &mut Reader<'_>, versions: &Versions, count: usize) -> Result<Vec<Self>, DecodeError> {
        let mut values = Vec::with_capacity(count.min(1 + input.remaining() / size_of::<Self>().max(1)));
        for _ in 0..count {
            values.push(Self::read(input, versions)?);
        }
        Ok(values)
    }

    /// A random value, for tests.
    #[cfg(test)]
    fn sample(random: &mut Random) -> Self;
}

macro_rules! number {
    ($($type:ty)*) => {$(
        impl Layout for $type {
            const LEAST: usize = size_of::<$type>();

            #[inline]
            fn write(&self, out: &mut Writer, _: &Versions) {
                out.bytes(&self.to_le_bytes());
            }

            #[inline]
            fn read(input: &mut Reader<'_>, _: &Versions) -> Result<Self, DecodeError> {
                input.array().map(Self::from_le_bytes)
            }

            fn read_all(input: &mut Reader<'_>, _: &Versions, count: usize) -> Result<Vec<Self>, DecodeError> {
                let (items, _) = input.bytes(count * size_of::<$type>())?.as_chunks();
                Ok(items.iter().map(|&bytes| Self::from_le_bytes(bytes)).collect())
            }

            #[cfg(test)]
            fn sample(random: &mut Random) -> Self {
                random.below(200) as Self
            }
        }
    )*};
}

number!(u8 i32 u32 i64 f32);

/// Nothing.
impl Layout for () {
    const LEAST: usize = 0;

    fn write(&self, _: &mut Writer, _: &Versions) {}

    fn read(_: &mut Reader<'_>, _: &Versions) -> Result<Self, DecodeError> {
        Ok(())
    }

    #[cfg(test)]
    fn sample(_: &mut Random) -> Self {}
}

impl Layout for bool {
    fn write(&self, out: &mut Writer, _: &Versions) {
        out.u8(u8::from(*self));
    }

    fn read(input: &mut Reader<'_>, _: &Versions) -> Result<Self, DecodeError> {
        Ok(input.u8()? != 0)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        random.below(2) == 1
    }
}

impl Layout for String {
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, _: &Versions) {
        out.count(self.len());
        out.bytes(self.as_bytes());
    }

    fn read(input: &mut Reader<'_>, _: &Versions) -> Result<Self, DecodeError> {
        let at = input.position();
        let count = input.count(1)?;
        match std::str::from_utf8(input.bytes(count)?) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Reader::invalid(at, Invalid::Text),
        }
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        random.text()
    }
}

impl<T: Layout> Layout for Box<T> {
    const NAME: &'static str = T::NAME;
    const VERSION: u8 = T::VERSION;
    const LEAST: usize = T::LEAST;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        T::write(self, out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        T::read(input, versions).map(Self::new)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self::new(T::sample(random))
    }
}

impl<T: Layout> Layout for Vec<T> {
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        out.count(self.len());
        T::write_all(self, out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let count = input.count(T::LEAST)?;
        T::read_all(input, versions, count)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let count = random.count();
        (0..count).map(|_| T::sample(random)).collect()
    }
}

impl<T: Layout + Copy + Default, const N: usize> Layout for [T; N] {
    const LEAST: usize = N * T::LEAST;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        T::write_all(self, out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let mut array = [T::default(); N];
        for item in &mut array {
            *item = T::read(input, versions)?;
        }
        Ok(array)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        std::array::from_fn(|_| T::sample(random))
    }
}

/// A bool, and the value if it is true.
impl<T: Layout> Layout for Option<T> {
    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.is_some().write(out, versions);
        if let Some(value) = self {
            value.write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok(if bool::read(input, versions)? { Some(T::read(input, versions)?) } else { None })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        (random.below(3) > 0).then(|| T::sample(random))
    }
}

impl<A: Layout, B: Layout> Layout for (A, B) {
    const LEAST: usize = A::LEAST + B::LEAST;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.0.write(out, versions);
        self.1.write(out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok((A::read(input, versions)?, B::read(input, versions)?))
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        (A::sample(random), B::sample(random))
    }
}

/// A struct that is a list of fields:
///
/// ```text
/// pub struct Name = "NameOnTheWire", newest version {
///     /// What it is.
///     [versions that have it] field: Type as adapter = default,
/// }
/// ```
///
/// The versions, the adapter (a module with `write` and `read` that know the layout's version) and the default are
/// optional. A field that a version lacks takes its default when read.
macro_rules! layout {
    (
        $(#[$meta:meta])*
        pub struct $type:ident = $name:literal, $newest:literal {
            $( $(#[doc = $doc:literal])* $([$range:expr])? $field:ident : $ty:ty $(as $with:ident)? $(= $default:expr)? ),*
            $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $type {
            $( $(#[doc = $doc])* pub $field: $ty, )*
        }

        impl Default for $type {
            fn default() -> Self {
                Self { $( $field: $crate::layout::layout!(@default $($default)?), )* }
            }
        }

        impl $crate::layout::Layout for $type {
            const NAME: &'static str = $name;
            const VERSION: u8 = $newest;

            fn write(&self, out: &mut $crate::codec::Writer, versions: &$crate::versions::Versions) {
                let version = versions.of::<Self>();
                $(
                    if $crate::layout::layout!(@present version $($range)?) {
                        $crate::layout::layout!(@write &self.$field, out, versions, version $(, $with)?);
                    }
                )*
                let _ = version;
            }

            fn read(
                input: &mut $crate::codec::Reader<'_>,
                versions: &$crate::versions::Versions,
            ) -> Result<Self, $crate::codec::DecodeError> {
                let version = versions.of::<Self>();
                let _ = version;
                Ok(Self { $(
                    $field: if $crate::layout::layout!(@present version $($range)?) {
                        $crate::layout::layout!(@read $ty, input, versions, version $(, $with)?)?
                    } else {
                        $crate::layout::layout!(@default $($default)?)
                    },
                )* })
            }

            #[cfg(test)]
            fn sample(random: &mut $crate::sample::Random) -> Self {
                Self { $( $field: <$ty as $crate::layout::Layout>::sample(random), )* }
            }
        }
    };
    (@default) => { Default::default() };
    (@default $default:expr) => { $default };
    (@present $version:ident) => { true };
    (@present $version:ident $range:expr) => { ($range).contains(&$version) };
    (@write $value:expr, $out:ident, $versions:ident, $version:ident) => {
        $crate::layout::Layout::write($value, $out, $versions)
    };
    (@write $value:expr, $out:ident, $versions:ident, $version:ident, $with:ident) => {
        $with::write($value, $out, $versions, $version)
    };
    (@read $ty:ty, $input:ident, $versions:ident, $version:ident) => {
        <$ty as $crate::layout::Layout>::read($input, $versions)
    };
    (@read $ty:ty, $input:ident, $versions:ident, $version:ident, $with:ident) => {
        $with::read($input, $versions, $version)
    };
}

/// An enumeration that is a number on the wire. The first value is the default; a number without a name is kept in
/// `Other`, so nothing is lost.
macro_rules! enumeration {
    (
        $(#[$meta:meta])*
        pub enum $type:ident : $repr:ty { $first:ident = $first_code:literal, $( $variant:ident = $code:literal, )* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub enum $type {
            #[default]
            #[doc = concat!("`", stringify!($first), "`, ", stringify!($first_code), " on the wire.")]
            $first,
            $(
                #[doc = concat!("`", stringify!($variant), "`, ", stringify!($code), " on the wire.")]
                $variant,
            )*
            /// A number without a name.
            Other($repr),
        }

        impl $type {
            /// Every named value.
            pub const ALL: &'static [$type] = &[Self::$first, $(Self::$variant,)*];

            /// The number on the wire.
            pub fn code(self) -> $repr {
                match self {
                    Self::$first => $first_code,
                    $( Self::$variant => $code, )*
                    Self::Other(code) => code,
                }
            }
        }

        impl From<$repr> for $type {
            fn from(code: $repr) -> Self {
                match code {
                    $first_code => Self::$first,
                    $( $code => Self::$variant, )*
                    _ => Self::Other(code),
                }
            }
        }

        impl $crate::layout::Layout for $type {
            const LEAST: usize = size_of::<$repr>();

            fn write(&self, out: &mut $crate::codec::Writer, versions: &$crate::versions::Versions) {
                self.code().write(out, versions);
            }

            fn read(
                input: &mut $crate::codec::Reader<'_>,
                versions: &$crate::versions::Versions,
            ) -> Result<Self, $crate::codec::DecodeError> {
                <$repr>::read(input, versions).map(Self::from)
            }

            #[cfg(test)]
            fn sample(random: &mut $crate::sample::Random) -> Self {
                Self::ALL[random.below(Self::ALL.len() as u64) as usize]
            }
        }
    };
}

/// A list that is one item without a count at version 0, and a list at version 1. An empty list does not exist at
/// version 0: nothing is written.
macro_rules! one_then_many {
    ($(#[doc = $doc:literal])* $type:ident($item:ty) = $name:literal) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $type(pub Vec<$item>);

        impl $crate::layout::Layout for $type {
            const NAME: &'static str = $name;
            const VERSION: u8 = 1;

            fn write(&self, out: &mut $crate::codec::Writer, versions: &$crate::versions::Versions) {
                if versions.of::<Self>() >= 1 {
                    self.0.write(out, versions);
                } else if let Some(first) = self.0.first() {
                    first.write(out, versions);
                }
            }

            fn read(
                input: &mut $crate::codec::Reader<'_>,
                versions: &$crate::versions::Versions,
            ) -> Result<Self, $crate::codec::DecodeError> {
                Ok(Self(if versions.of::<Self>() >= 1 {
                    Vec::read(input, versions)?
                } else {
                    vec![<$item>::read(input, versions)?]
                }))
            }

            #[cfg(test)]
            fn sample(random: &mut $crate::sample::Random) -> Self {
                Self((0..=random.count()).map(|_| <$item>::sample(random)).collect())
            }
        }
    };
}

pub(crate) use {enumeration, layout, one_then_many};

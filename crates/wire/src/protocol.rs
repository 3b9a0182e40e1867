//! What messages and commands have in common: a row of the protocol each, a hash, a layout.

/// A row of the protocol: one message or command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// The hash of its name, unique in its direction.
    pub hash: u32,
    /// The name under which its layout's version is negotiated.
    pub layout: &'static str,
    /// The command that answers it, if a plugin waits for one.
    pub response: Option<&'static str>,
}

/// The ids of a plugin's requests: 0 for `connect`, then 1, 2 ...; `u32::MAX` is never used.
#[derive(Debug, Clone, Default)]
pub struct RequestIds {
    next: u32,
}

impl RequestIds {
    /// The next id.
    #[expect(clippy::should_implement_trait, reason = "it never ends, so it is no iterator")]
    pub fn next(&mut self) -> u32 {
        let id = self.next;
        self.next = (id + 1) % u32::MAX;
        id
    }
}

/// An enum of all messages or all commands from one table:
///
/// ```text
/// "name" "Layout" Variant(body: Type) -> "response";
/// ```
macro_rules! protocol {
    (
        $(#[$meta:meta])*
        $enum:ident, $rows:ident, $direction:literal, $count:literal;
        $(
            $(#[doc = $doc:literal])*
            $name:literal $layout:literal $variant:ident $(($body:ident: $type:ty))? $(-> $response:literal)?;
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $enum {
            $( $(#[doc = $doc])* $variant $(($type))?, )*
        }

        #[doc = concat!("Every ", $direction, ", in the order of the protocol.")]
        pub const $rows: [$crate::protocol::Row; $count] = [$(
            $crate::protocol::Row {
                name: $name,
                hash: $crate::name_hash($name),
                layout: $layout,
                response: $crate::protocol::protocol!(@option $($response)?),
            },
        )*];

        impl $enum {
            /// Its row of the protocol.
            pub fn row(&self) -> &'static $crate::protocol::Row {
                const ROWS: &[$crate::protocol::Row] = &$rows;
                let name = match self { $( Self::$variant { .. } => $name, )* };
                ROWS.iter().find(|row| row.name == name).unwrap_or(&ROWS[0])
            }

            fn write_body(&self, out: &mut $crate::codec::Writer, versions: &$crate::versions::Versions) {
                match self {
                    $( Self::$variant $(($body))? => { $( $body.write(out, versions); )? } )*
                }
            }

            fn read_body(
                head: $crate::packet::Head,
                input: &mut $crate::codec::Reader<'_>,
                versions: &$crate::versions::Versions,
            ) -> Result<Self, $crate::codec::DecodeError> {
                $(
                    if head.hash == const { $crate::name_hash($name) } {
                        return Ok(Self::$variant $((<$type as $crate::layout::Layout>::read(input, versions)?))?);
                    }
                )*
                let $crate::packet::Head { request_id, hash } = head;
                Err($crate::codec::DecodeError::Unknown { direction: $direction, request_id, hash })
            }

            /// A random value for the row with a number, for tests.
            #[cfg(test)]
            pub(crate) fn sample(row: usize, random: &mut $crate::sample::Random) -> Self {
                let samples: [fn(&mut $crate::sample::Random) -> Self; $count] = [
                    $( |_random| Self::$variant $((<$type as $crate::layout::Layout>::sample(_random)))?, )*
                ];
                samples[row](random)
            }

            /// The layout that the row with a number really has, for tests; empty if it has no name of its own.
            #[cfg(test)]
            pub(crate) const LAYOUTS: [&'static str; $count] = [
                $( $crate::protocol::protocol!(@layout $($type)?), )*
            ];
        }
    };
    (@option) => { None };
    (@option $value:literal) => { Some($value) };
    (@layout) => { "" };
    (@layout $type:ty) => { <$type as $crate::layout::Layout>::NAME };
}

pub(crate) use protocol;

#[cfg(test)]
mod tests {
    use super::RequestIds;

    #[test]
    fn request_ids_wrap_before_the_last() {
        let mut ids = RequestIds::default();
        assert_eq!([ids.next(), ids.next()], [0, 1]);
        let mut ids = RequestIds { next: u32::MAX - 1 };
        assert_eq!([ids.next(), ids.next()], [u32::MAX - 1, 0]);
    }
}

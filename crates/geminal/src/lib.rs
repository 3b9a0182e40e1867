//! Geminal's compute half under one name: the model, file formats, space, chemistry, force fields, minimization and
//! interactions.
//!
//! ```
//! use geminal::formats::{Format, Options, read};
//!
//! let file = "HETATM    1 ZN    ZN B  31      10.000  20.500 -30.250  1.00 19.42          ZN2+\n";
//! let input = read(file.as_bytes(), Format::Pdb, &Options::default())?;
//! assert_eq!(input.structures[0].select("ion")?.count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[doc(inline)]
pub use geminal_chemistry as chemistry;
#[doc(inline)]
pub use geminal_forcefield as forcefield;
#[doc(inline)]
pub use geminal_formats as formats;
#[doc(inline)]
pub use geminal_interactions as interactions;
#[doc(inline)]
pub use geminal_minimize as minimize;
#[doc(inline)]
pub use geminal_spatial as spatial;
#[doc(inline)]
pub use geminal_structure as structure;

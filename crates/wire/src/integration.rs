//! Integrations: buttons of the room that a plugin serves.
//!
//! A request is u32 id, u32 hash of the integration's name, the request's body; the answer repeats id and hash before
//! its own body. The id of the message around it means nothing. A plugin says at registration which groups of
//! integrations it serves, by other hashes ([`IntegrationGroup`]).

use crate::codec::{DecodeError, Invalid, Reader, Writer};
use crate::layout::{Layout, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::structure::{Complex, WithAtoms};
use crate::versions::Versions;

layout! {
    /// How to minimize.
    pub struct StartMinimization = "StartMinimization", 0 {
        /// 0 UFF, 1 GAFF, 2 Ghemical, 3 MMFF94, 4 MMFF94s.
        force_field: u8,
        /// At most how many steps.
        steps: i32 = 2500,
        /// Whether by steepest descent.
        steepest_descent: bool = true,
        /// Beyond what distance atoms do not act on each other, Å.
        cutoff: f32,
    }
}

layout! {
    /// A file to export.
    pub struct ExportFile = "ExportFile", 0 {
        /// One of the locations the plugin offered.
        location: String,
        /// The file's name.
        filename: String,
        /// What it holds.
        data: Vec<u8>,
    }
}

layout! {
    /// Molecules to draw.
    pub struct GenerateMoleculeImage = "GenerateMoleculeImage", 0 {
        /// One picture each.
        molecules: WithAtoms<Vec<Complex>>,
        /// Width of a picture, pixels.
        width: i32,
        /// Height of a picture, pixels.
        height: i32,
    }
}

/// Complexes and their atoms.
type Complexes = WithAtoms<Vec<Complex>>;

macro_rules! integrations {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $layout:literal: $request:ty => $response:ty;)*) => {
        /// Which integration.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum IntegrationKind {
            $( $(#[doc = $doc])* $variant, )*
        }

        impl IntegrationKind {
            /// Every integration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The hash of its name, as requests and answers carry it.
            pub const fn hash(self) -> u32 {
                crate::name_hash(self.name())
            }

            /// The name under which its layout's version is negotiated.
            pub const fn layout(self) -> &'static str {
                match self { $( Self::$variant => $layout, )* }
            }
        }

        /// What the room asks for.
        #[derive(Debug, Clone, PartialEq)]
        pub enum IntegrationRequest {
            $( $(#[doc = $doc])* $variant($request), )*
        }

        /// What the plugin answers.
        #[derive(Debug, Clone, PartialEq)]
        pub enum IntegrationResponse {
            $( $(#[doc = $doc])* $variant($response), )*
        }

        integrations!(@body IntegrationRequest $($variant: $request;)*);
        integrations!(@body IntegrationResponse $($variant: $response;)*);
    };
    (@body $body:ident $($variant:ident: $type:ty;)*) => {
        impl $body {
            /// Which integration it belongs to.
            pub fn kind(&self) -> IntegrationKind {
                match self { $( Self::$variant(_) => IntegrationKind::$variant, )* }
            }

            fn write(&self, out: &mut Writer, versions: &Versions) {
                match self { $( Self::$variant(body) => Layout::write(body, out, versions), )* }
            }

            fn read(
                kind: IntegrationKind,
                input: &mut Reader<'_>,
                versions: &Versions,
            ) -> Result<Self, DecodeError> {
                Ok(match kind { $( IntegrationKind::$variant => Self::$variant(Layout::read(input, versions)?), )* })
            }

            #[cfg(test)]
            fn sample(kind: IntegrationKind, random: &mut Random) -> Self {
                match kind { $( IntegrationKind::$variant => Self::$variant(Layout::sample(random)), )* }
            }
        }
    };
}

integrations! {
    /// Add hydrogens.
    HydrogenAdd = "hydrogen_add", "AddHydrogen": Complexes => Complexes;
    /// Remove hydrogens.
    HydrogenRemove = "hydrogen_remove", "RemoveHydrogen": Complexes => Complexes;
    /// Prepare structures: bonds and secondary structure.
    StructurePrep = "structure_prep", "StructurePrep": Complexes => Complexes;
    /// Compute electrostatic potentials; these come as volumes instead of an answer.
    CalculateEsp = "calculate_esp", "CalculateESP": Complexes => Complexes;
    /// Start minimizing; the answer says whether it began.
    MinimizationStart = "minimization_start", "StartMinimization": StartMinimization => bool;
    /// Stop minimizing.
    MinimizationStop = "minimization_stop", "StopMinimization": () => ();
    /// List the locations that files can be exported to.
    ExportLocations = "export_locations", "ExportLocations": () => Vec<String>;
    /// Draw molecules; one PNG each.
    GenerateMoleculeImage = "generate_molecule_image", "GenerateMoleculeImage": GenerateMoleculeImage => Vec<Vec<u8>>;
    /// Export a file; the answer says whether it was.
    ExportFile = "export_file", "ExportFile": ExportFile => bool;
    /// Import a file; the plugin opens its menu and does not answer.
    ImportFile = "import_file", "ImportFile": () => ();
    /// Write SMILES, one a complex.
    ExportSmiles = "export_smiles", "ExportSmiles": Complexes => Vec<String>;
    /// Read SMILES.
    ImportSmiles = "import_smiles", "ImportSmiles": Vec<String> => Complexes;
    /// Find interactions; the message `interactions_calc_done` tells the end instead of an answer.
    RunInteractions = "run_interactions", "RunInteractions": () => ();
}

impl IntegrationKind {
    /// The integration with a hash.
    pub fn of_hash(hash: u32) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.hash() == hash)
    }

    /// What a plugin has to declare to be asked for it.
    pub const fn group(self) -> IntegrationGroup {
        match self {
            Self::HydrogenAdd | Self::HydrogenRemove => IntegrationGroup::Hydrogen,
            Self::StructurePrep => IntegrationGroup::StructurePrep,
            Self::CalculateEsp => IntegrationGroup::CalculateEsp,
            Self::MinimizationStart | Self::MinimizationStop => IntegrationGroup::Minimization,
            Self::ExportLocations => IntegrationGroup::ExportLocations,
            Self::GenerateMoleculeImage => IntegrationGroup::GenerateMoleculeImage,
            Self::ExportFile => IntegrationGroup::ExportFile,
            Self::ImportFile => IntegrationGroup::ImportFile,
            Self::ExportSmiles | Self::ImportSmiles => IntegrationGroup::Smiles,
            Self::RunInteractions => IntegrationGroup::Interactions,
        }
    }
}

/// Integrations that are declared together at registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntegrationGroup {
    /// Add and remove hydrogens.
    Hydrogen,
    /// Prepare structures.
    StructurePrep,
    /// Compute electrostatic potentials.
    CalculateEsp,
    /// Start and stop minimizing.
    Minimization,
    /// Export a file.
    ExportFile,
    /// List the locations that files can be exported to.
    ExportLocations,
    /// Draw molecules.
    GenerateMoleculeImage,
    /// Import a file.
    ImportFile,
    /// Nothing that the room asks for.
    Analysis,
    /// Find interactions.
    Interactions,
    /// Write and read SMILES.
    Smiles,
}

impl IntegrationGroup {
    /// Every group.
    pub const ALL: [Self; 11] = [
        Self::Hydrogen,
        Self::StructurePrep,
        Self::CalculateEsp,
        Self::Minimization,
        Self::ExportFile,
        Self::ExportLocations,
        Self::GenerateMoleculeImage,
        Self::ImportFile,
        Self::Analysis,
        Self::Interactions,
        Self::Smiles,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hydrogen => "hydrogen",
            Self::StructurePrep => "structure_prep",
            Self::CalculateEsp => "calculate_esp",
            Self::Minimization => "minimization",
            Self::ExportFile => "export_file",
            Self::ExportLocations => "export_locations",
            Self::GenerateMoleculeImage => "generate_molecule_image",
            Self::ImportFile => "import_file",
            Self::Analysis => "analysis",
            Self::Interactions => "interactions",
            Self::Smiles => "smiles",
        }
    }

    /// The hash of its name, as `integrations` of [`Registration`](crate::Registration) carries it.
    pub const fn hash(self) -> u32 {
        crate::name_hash(self.name())
    }

    /// The group with a hash.
    pub fn of_hash(hash: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.hash() == hash)
    }
}

/// u32 id; u32 hash; body.
macro_rules! integration_frame {
    ($(#[doc = $doc:literal])* $type:ident, $field:ident: $body:ident) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $type {
            /// The id that answer and request share.
            pub request_id: u32,
            /// The body.
            pub $field: $body,
        }

        impl Layout for $type {
            const NAME: &'static str = "Integration";
            const LEAST: usize = 8;

            fn write(&self, out: &mut Writer, versions: &Versions) {
                self.request_id.write(out, versions);
                self.$field.kind().hash().write(out, versions);
                self.$field.write(out, versions);
            }

            fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
                let request_id = u32::read(input, versions)?;
                let at = input.position();
                let hash = u32::read(input, versions)?;
                let Some(kind) = IntegrationKind::of_hash(hash) else {
                    return Reader::invalid(at, Invalid::Tag { what: "integration", value: hash });
                };
                Ok(Self { request_id, $field: $body::read(kind, input, versions)? })
            }

            #[cfg(test)]
            fn sample(random: &mut Random) -> Self {
                let kind = IntegrationKind::ALL[random.below(IntegrationKind::ALL.len() as u64) as usize];
                Self { request_id: u32::sample(random), $field: $body::sample(kind, random) }
            }
        }
    };
}

integration_frame! {
    /// The room asks for an integration. `Integration`, newest version 0.
    IntegrationCall, request: IntegrationRequest
}

integration_frame! {
    /// The plugin answers. `Integration`, newest version 0.
    IntegrationAnswer, response: IntegrationResponse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes() {
        let kinds: Vec<_> = IntegrationKind::ALL.iter().map(|kind| kind.hash()).collect();
        assert_eq!(
            kinds,
            [
                287474962, 287492584, 660242612, 103842316, 446505985, 446505999, 183504179, 240792748,
                183513874, 317731250, 183510640, 317728368, 604636467
            ]
        );
        let groups = IntegrationGroup::ALL.map(IntegrationGroup::hash);
        assert_eq!(
            groups,
            [
                287499758, 660242612, 103842316, 446506409, 183513874, 183504179, 240792748, 317731250,
                46447411, 307346725, 650752620
            ]
        );
        for group in IntegrationGroup::ALL {
            let served = IntegrationKind::ALL.iter().filter(|kind| kind.group() == group).count();
            let expected = match group {
                IntegrationGroup::Analysis => 0,
                IntegrationGroup::Hydrogen | IntegrationGroup::Minimization | IntegrationGroup::Smiles => 2,
                _ => 1,
            };
            assert_eq!(served, expected, "{}", group.name());
        }
    }
}

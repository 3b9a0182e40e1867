//! Integrations: what a press of the room's own buttons asks of whichever plugin serves it, and what it answers.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use geminal_formats::Format;
use geminal_wire::Command;
use geminal_wire::integration::{
    ExportFile, GenerateMoleculeImage, IntegrationCall, IntegrationKind, IntegrationRequest,
    IntegrationResponse, StartMinimization,
};
use geminal_wire::relay_protocol::RoomRequest;
use geminal_wire::structure::{Complex, StructureLists, WithAtoms};
use serde::Deserialize;

use crate::event::Event;
use crate::people::Refused;
use crate::room::Room;

/// How to minimize, as people say it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Minimize {
    /// `uff`, `gaff`, `ghemical`, `mmff94` or `mmff94s`.
    pub forcefield: String,
    /// At most so many steps.
    pub steps: i32,
    /// By steepest descent, or else by conjugate gradients.
    pub steepest_descent: bool,
    /// Å; 0 for none.
    pub cutoff: f32,
}

impl Default for Minimize {
    fn default() -> Self {
        Minimize { forcefield: "mmff94s".into(), steps: 500, steepest_descent: false, cutoff: 0.0 }
    }
}

impl Minimize {
    fn request(&self) -> Result<StartMinimization, Refused> {
        let names = ["uff", "gaff", "ghemical", "mmff94", "mmff94s"];
        let number = names.iter().position(|name| *name == self.forcefield);
        let wrong = || {
            Refused::Wrong(format!("no force field `{}`; there are {}", self.forcefield, names.join(", ")))
        };
        Ok(StartMinimization {
            force_field: number.ok_or_else(wrong)? as u8,
            steps: self.steps,
            steepest_descent: self.steepest_descent,
            cutoff: self.cutoff,
        })
    }
}

/// What some integrations take besides the workspace.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Integrate {
    /// Of `import_smiles`.
    pub smiles: Vec<String>,
    /// Of `export_file`: one of the locations that `export_locations` gave.
    pub location: String,
    /// Of `export_file`: the file's name, whose ending tells the format.
    pub filename: String,
    /// Of `export_file`: the complex.
    pub complex: i64,
    /// Of `generate_molecule_image`, pixels.
    pub width: i32,
    /// Of `generate_molecule_image`, pixels.
    pub height: i32,
}

impl Default for Integrate {
    fn default() -> Self {
        Self {
            smiles: Vec::new(),
            location: String::new(),
            filename: String::new(),
            complex: 0,
            width: 400,
            height: 400,
        }
    }
}

impl Room {
    /// Asks whoever serves it to minimize what is selected.
    pub fn minimize(&mut self, how: &Minimize) -> Result<(), Refused> {
        let request = how.request()?;
        self.ask(IntegrationRequest::MinimizationStart(request))
    }

    /// Asks the minimization to stop.
    pub fn stop_minimization(&mut self) -> Result<(), Refused> {
        self.ask(IntegrationRequest::MinimizationStop(()))
    }

    /// Asks for interactions.
    pub fn run_interactions(&mut self) -> Result<(), Refused> {
        self.ask(IntegrationRequest::RunInteractions(()))
    }

    /// Starts an integration by name. Those that take complexes take the ones with a selection, or all.
    pub fn integrate(&mut self, name: &str, with: &Integrate) -> Result<(), Refused> {
        let kind = IntegrationKind::ALL.iter().find(|kind| kind.name() == name);
        let kind = kind.ok_or_else(|| Refused::Unknown(format!("integration `{name}`")))?;
        self.ask(match kind {
            IntegrationKind::HydrogenAdd => IntegrationRequest::HydrogenAdd(self.chosen_complexes()),
            IntegrationKind::HydrogenRemove => IntegrationRequest::HydrogenRemove(self.chosen_complexes()),
            IntegrationKind::StructurePrep => IntegrationRequest::StructurePrep(self.chosen_complexes()),
            IntegrationKind::CalculateEsp => IntegrationRequest::CalculateEsp(self.chosen_complexes()),
            IntegrationKind::MinimizationStart => {
                IntegrationRequest::MinimizationStart(StartMinimization::default())
            }
            IntegrationKind::MinimizationStop => IntegrationRequest::MinimizationStop(()),
            IntegrationKind::ExportLocations => IntegrationRequest::ExportLocations(()),
            IntegrationKind::GenerateMoleculeImage => {
                IntegrationRequest::GenerateMoleculeImage(GenerateMoleculeImage {
                    molecules: self.chosen_complexes(),
                    width: with.width,
                    height: with.height,
                })
            }
            IntegrationKind::ExportFile => IntegrationRequest::ExportFile(self.file_to_export(with)?),
            IntegrationKind::ImportFile => IntegrationRequest::ImportFile(()),
            IntegrationKind::ExportSmiles => IntegrationRequest::ExportSmiles(self.chosen_complexes()),
            IntegrationKind::ImportSmiles => IntegrationRequest::ImportSmiles(with.smiles.clone()),
            IntegrationKind::RunInteractions => IntegrationRequest::RunInteractions(()),
        })
    }

    fn file_to_export(&self, with: &Integrate) -> Result<ExportFile, Refused> {
        let format = Format::from_path(std::path::Path::new(&with.filename))
            .map_err(|error| Refused::Wrong(error.to_string()))?;
        Ok(ExportFile {
            location: with.location.clone(),
            filename: with.filename.clone(),
            data: self.save_file(with.complex, format)?,
        })
    }

    fn chosen_complexes(&self) -> WithAtoms<Vec<Complex>> {
        let list = self.workspace.list();
        let selected: Vec<i64> =
            list.iter().filter(|complex| complex.selected).map(|complex| complex.index).collect();
        let all = || list.iter().map(|complex| complex.index).collect();
        self.workspace.deep(&if selected.is_empty() { all() } else { selected })
    }

    /// Hands an integration to the plugin that serves it, starting it first if it is not at work.
    fn ask(&mut self, request: IntegrationRequest) -> Result<(), Refused> {
        let group = request.kind().group();
        let route = self.routes.iter().find(|route| route.integration == group.hash());
        let plugin = route.map(|route| route.plugin);
        let plugin =
            plugin.ok_or_else(|| Refused::Unknown(format!("plugin that serves {}", group.name())))?;
        let found = self.sessions.values_mut().find(|session| session.plugin == plugin);
        let request_id = found.map_or(1, |session| session.next_integration());
        let command = Command::Integration(IntegrationCall { request_id, request });
        match self.sessions.values().find(|session| session.plugin == plugin).map(|session| session.id) {
            Some(session) => self.say(session, command),
            None => {
                self.on_activation.push((plugin, command));
                self.request(&RoomRequest::Activate { plugin });
            }
        }
        Ok(())
    }

    /// Minimizes by itself from now on after every edit, or no longer.
    pub fn set_auto_minimize(&mut self, how: Option<Minimize>) -> Result<(), Refused> {
        if let Some(how) = &how {
            how.request()?;
        }
        self.auto_minimize = how;
        Ok(())
    }

    /// People have changed the workspace: with auto-minimization on, it starts anew.
    pub(crate) fn edited(&mut self) {
        if let Some(how) = self.auto_minimize.clone()
            && let Err(refused) = self.minimize(&how)
        {
            self.tell(Event::Failed { message: refused.to_string() });
        }
    }

    /// Takes what an integration answered: structures take their places, the rest is told.
    pub(crate) fn integrated(&mut self, session: u32, response: IntegrationResponse) {
        let name = response.kind().name();
        let (mut success, mut texts, mut images) = (None, Vec::new(), Vec::new());
        match response {
            IntegrationResponse::HydrogenAdd(complexes)
            | IntegrationResponse::HydrogenRemove(complexes)
            | IntegrationResponse::StructurePrep(complexes)
            | IntegrationResponse::CalculateEsp(complexes) => self.take_changed(complexes),
            IntegrationResponse::ImportSmiles(complexes) => {
                self.add_complexes(complexes);
            }
            IntegrationResponse::MinimizationStart(done) | IntegrationResponse::ExportFile(done) => {
                success = Some(done);
            }
            IntegrationResponse::ExportLocations(list) | IntegrationResponse::ExportSmiles(list) => {
                texts = list
            }
            IntegrationResponse::GenerateMoleculeImage(pictures) => {
                images = pictures.iter().map(|png| BASE64_STANDARD.encode(png)).collect();
            }
            IntegrationResponse::MinimizationStop(())
            | IntegrationResponse::ImportFile(())
            | IntegrationResponse::RunInteractions(()) => {}
        }
        self.tell(Event::Integration { session, name, success, texts, images });
    }

    fn take_changed(&mut self, complexes: WithAtoms<Vec<Complex>>) {
        let lists = StructureLists { complexes: complexes.structure, ..StructureLists::default() };
        let edit = self.workspace.update_deep(WithAtoms { atoms: complexes.atoms, structure: lists });
        self.announce(&edit);
    }
}

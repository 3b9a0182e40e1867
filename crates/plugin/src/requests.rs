//! Everything a plugin can ask of its room or tell it, by name.

use geminal_wire::files::{
    ExportFiles, ExportedFile, FileError, FileList, FileLoaded, FromTo, GotFile, LoadFiles, PutFile,
    WorkingDirectory,
};
use geminal_wire::interactions::{GetInteractions, Interaction};
use geminal_wire::macros::{Macro, MacroResult, RunMacro};
use geminal_wire::shapes::{DeleteShapes, SetShapes, Shape, ShapesDeleted, ShapesSet};
use geminal_wire::structure::{
    ColorSchemeUse, Complex, StructureLists, StructureUpdate, SubstructureKind, SubstructureRequest,
    SubstructureResponse, WithAtoms, Workspace,
};
use geminal_wire::ui::{
    Content, ContentUpdate, Hook, HookKind, LayoutNodeDeep, MenuTransform, MenuUpdate, NodeUpdate,
    Notification, NotificationKind,
};
use geminal_wire::user::PresenterInfo;
use geminal_wire::volumes::AddVolume;
use geminal_wire::{
    Command, ControllerTransforms, Message, OpenUrl, PluginButton, PluginListButton, Skybox, Transform,
};

use crate::error::SessionError;
use crate::session::Session;

/// `fn name(arguments) -> Answer = Message -> Command variant`: a request that is awaited.
macro_rules! requests {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:ident: $type:ty),*) $(-> $answer:ty)? = $message:expr => $variant:ident;)*) => {
        impl Session {$(
            $(#[doc = $doc])*
            ///
            /// # Errors
            /// When the session ends before, or the answer cannot be read.
            pub async fn $name(&self, $($argument: $type),*) -> Result<requests!(@type $($answer)?), SessionError> {
                let message = $message;
                let request = message.row().name;
                match self.request(message).await? {
                    requests!(@pattern answer $variant $($answer)?) => Ok(requests!(@value answer $($answer)?)),
                    other => Err(SessionError::Unexpected { request, answer: other.row().name }),
                }
            }
        )*}
    };
    (@type) => { () };
    (@type $answer:ty) => { $answer };
    (@pattern $bound:ident $variant:ident) => { Command::$variant };
    (@pattern $bound:ident $variant:ident $answer:ty) => { Command::$variant($bound) };
    (@value $bound:ident) => { () };
    (@value $bound:ident $answer:ty) => { $bound };
}

requests! {
    /// Everything in the room.
    workspace() -> WithAtoms<Workspace> = Message::WorkspaceRequest => WorkspaceResponse;
    /// All complexes without molecules; the newest last.
    complex_list() -> Vec<Complex> = Message::ComplexListRequest => ComplexListResponse;
    /// The complexes with these indices, in this order; one with index -1 for any that is not there.
    complexes(indices: Vec<i64>) -> WithAtoms<Vec<Complex>> = Message::ComplexesRequest(indices) => ComplexesResponse;
    /// Replaces everything in the room.
    update_workspace(workspace: WithAtoms<Workspace>) = Message::WorkspaceUpdate(workspace) => WorkspaceUpdated;
    /// Replaces structures with their descendants. Index -1 below makes new ones; what is missing is removed.
    update_deep(structures: StructureUpdate) = Message::StructuresDeepUpdate(structures) => StructuresDeepUpdateDone;
    /// Adds complexes; gives them back in this order, with indices.
    add_to_workspace(complexes: WithAtoms<Vec<Complex>>) -> WithAtoms<Vec<Complex>> =
        Message::AddToWorkspace(complexes) => AddToWorkspaceDone;
    /// Brings the user to the atoms with these indices.
    zoom(atoms: Vec<i64>) = Message::StructuresZoom(atoms) => PositionStructuresDone;
    /// Puts the atoms with these indices into the middle.
    center(atoms: Vec<i64>) = Message::StructuresCenter(atoms) => PositionStructuresDone;
    /// The parts of the molecule with an index.
    substructures(molecule: i64, kind: SubstructureKind) -> SubstructureResponse =
        Message::SubstructureRequest(SubstructureRequest { molecule, kind }) => SubstructureResponse;
    /// Shows hydrogen bonds.
    compute_hydrogen_bonds() = Message::ComputeHbonds => ComputeHbondsDone;
    /// Where a menu is.
    menu_transform(index: u8) -> Transform = Message::MenuTransformRequest(index) => MenuTransformResponse;
    /// Makes shapes (index -1) or changes them; gives one index and one success each.
    set_shapes(shapes: Vec<Shape>) -> ShapesSet = Message::SetShape(SetShapes(shapes)) => SetShapeResult;
    /// Removes shapes by index.
    delete_shapes(indices: Vec<i32>) -> ShapesDeleted = Message::DeleteShape(DeleteShapes(indices)) => DeleteShapeResult;
    /// Makes interactions (index -1) or changes them; gives one index each.
    create_interactions(interactions: Vec<Interaction>) -> Vec<i64> =
        Message::CreateInteractions(interactions) => CreateInteractionsResult;
    /// Interactions of structures, all where none are named.
    interactions(of: GetInteractions) -> Vec<Interaction> = Message::GetInteractions(of) => GetInteractionsResponse;
    /// Adds a map.
    add_volume(volume: AddVolume) = Message::AddVolume(volume) => AddVolumeDone;
    /// Asks who presents.
    presenter_info() -> PresenterInfo = Message::PresenterInfoRequest => PresenterInfoResponse;
    /// Where the presenter's head and hands are.
    controller_transforms() -> ControllerTransforms =
        Message::ControllerTransformsRequest => ControllerTransformsResponse;
    /// Loads files with the room's own readers.
    load_files(files: LoadFiles) -> Vec<FileLoaded> = Message::LoadFile(files) => LoadFileDone;
    /// Makes files from complexes with the room's own writers.
    export_files(files: ExportFiles) -> Vec<ExportedFile> = Message::ExportFiles(files) => ExportFilesResult;
    /// The folder that paths begin at.
    working_directory() -> WorkingDirectory = Message::PrintWorkingDirectory => PrintWorkingDirectoryResponse;
    /// Changes the folder that paths begin at.
    change_directory(path: String) -> FileError = Message::Cd(path) => CdResponse;
    /// Lists a folder.
    list_files(path: String) -> FileList = Message::Ls(path) => LsResponse;
    /// Moves a file.
    move_file(source: String, destination: String) -> FileError = Message::Mv(FromTo { source, destination }) => MvResponse;
    /// Copies a file.
    copy_file(source: String, destination: String) -> FileError = Message::Cp(FromTo { source, destination }) => CpResponse;
    /// Reads a file.
    read_file(path: String) -> GotFile = Message::Get(path) => GetResponse;
    /// Writes a file.
    write_file(destination: String, data: Vec<u8>) -> FileError = Message::Put(PutFile { destination, data }) => PutResponse;
    /// Removes a file.
    remove_file(path: String) -> FileError = Message::Rm(path) => RmResponse;
    /// Removes a folder.
    remove_directory(path: String) -> FileError = Message::Rmdir(path) => RmdirResponse;
    /// Makes a folder and those on its path.
    make_directory(path: String) -> FileError = Message::Mkdir(path) => MkdirResponse;
    /// Runs a macro.
    run_macro(what: RunMacro) -> MacroResult = Message::RunMacro(what) => RunMacroResult;
    /// The macros of a plugin, by its identifier.
    macros(plugin: String) -> Vec<Macro> = Message::GetMacros(plugin) => GetMacrosResponse;
}

/// What is told and not answered.
impl Session {
    /// Changes structures' own fields and leaves their descendants: moves, hides, locks, names.
    pub fn update_shallow(&self, structures: StructureUpdate) {
        self.send(Message::StructuresShallowUpdate(structures));
    }

    /// Changes complexes' own fields.
    pub fn update_complexes_shallow(&self, complexes: &[Complex]) {
        let shallow = |complex: &Complex| Complex { molecules: Vec::new(), ..complex.clone() };
        let lists = StructureLists {
            complexes: complexes.iter().map(shallow).collect(),
            ..StructureLists::default()
        };
        self.update_shallow(WithAtoms { atoms: Vec::new(), structure: lists });
    }

    /// Removes complexes by index.
    ///
    /// # Errors
    /// When the session ends before.
    pub async fn remove_from_workspace(&self, indices: &[i64]) -> Result<(), SessionError> {
        let empty = |&index: &i64| Complex { index, ..Complex::default() };
        let lists =
            StructureLists { complexes: indices.iter().map(empty).collect(), ..StructureLists::default() };
        self.update_deep(WithAtoms { atoms: Vec::new(), structure: lists }).await
    }

    /// Shows a text for a moment.
    pub fn notify(&self, kind: NotificationKind, text: impl Into<String>) {
        self.send(Message::NotificationSend(Notification { kind, text: text.into() }));
    }

    /// Changes a button of the plugin in the list of plugins.
    pub fn set_list_button(&self, button: PluginButton, text: impl Into<String>, usable: bool) {
        self.send(Message::PluginListButtonSet(PluginListButton { button, text: text.into(), usable }));
    }

    /// From now on changes of the complex with an index come to [`complex_updated`](crate::Plugin::complex_updated).
    pub fn watch_complex(&self, index: i64) {
        self.send(Message::HookComplexUpdated(index));
    }

    /// From now on selections in the complex with an index come to
    /// [`selection_changed`](crate::Plugin::selection_changed).
    pub fn watch_selection(&self, index: i64) {
        self.send(Message::HookSelectionChanged(index));
    }

    /// Shows a menu in place of any with the same number ([`ui::menu`](crate::ui::menu)).
    pub fn show_menu(&self, menu: MenuUpdate) {
        self.send(Message::MenuUpdate(menu));
    }

    /// Shows widgets in place of those with the same ids.
    pub fn update_content(&self, contents: impl IntoIterator<Item = Content>) {
        self.send(Message::ContentUpdate(ContentUpdate(contents.into_iter().collect())));
    }

    /// Shows nodes in place of those with the same ids.
    pub fn update_nodes(&self, nodes: Vec<LayoutNodeDeep>) {
        self.send(Message::NodeUpdate(NodeUpdate(nodes)));
    }

    /// Moves a menu.
    pub fn move_menu(&self, transform: MenuTransform) {
        self.send(Message::MenuTransformSet(transform));
    }

    /// From now on what the user does with this widget comes to [`ui`](crate::Plugin::ui).
    pub fn watch_widget(&self, kind: HookKind, id: i32) {
        self.send(Message::HookUiCallback(Hook { kind, id }));
    }

    /// Removes interactions by index.
    pub fn delete_interactions(&self, indices: Vec<i64>) {
        self.send(Message::DeleteInteractions(indices));
    }

    /// The integration `run_interactions` is done, also after an error.
    pub fn interactions_done(&self) {
        self.send(Message::InteractionsCalcDone);
    }

    /// Colours the selected atoms.
    pub fn apply_color_scheme(&self, scheme: ColorSchemeUse) {
        self.send(Message::ApplyColorScheme(scheme));
    }

    /// Changes what is around the room.
    pub fn set_skybox(&self, skybox: Skybox) {
        self.send(Message::SetSkybox(skybox));
    }

    /// Opens a page.
    pub fn open_url(&self, url: impl Into<String>, desktop_browser: bool) {
        self.send(Message::OpenUrl(OpenUrl { url: url.into(), desktop_browser }));
    }
}

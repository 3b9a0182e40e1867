//! Messages: what a plugin says to the room.
//!
//! u32 request id; u32 hash; a bool that says if a response is expected (only if the session's versions have it, and
//! never in `connect`); body. Bytes after the body are ignored.

use crate::codec::{DecodeError, Reader, Writer};
use crate::control::{OpenUrl, PluginConnect, PluginListButton, Skybox};
use crate::files::{DirectoryRequest, ExportFiles, FileToSave, FromTo, LoadFiles, PutFile};
use crate::integration::IntegrationAnswer;
use crate::interactions::{GetInteractions, Interaction};
use crate::layout::Layout;
use crate::macros::{DeleteMacro, RunMacro, SaveMacro};
use crate::packet::Head;
use crate::protocol::protocol;
use crate::shapes::{DeleteShapes, SetShapes};
use crate::streams::{StreamCreate, StreamFeed};
use crate::structure::{ColorSchemeUse, Complex, StructureUpdate, SubstructureRequest, WithAtoms, Workspace};
use crate::ui::{ContentUpdate, Hook, MenuTransform, MenuUpdate, NodeUpdate, Notification};
use crate::versions::Versions;
use crate::volumes::AddVolume;

protocol! {
    /// What a plugin says to the room.
    Message, MESSAGES, "message", 60;

    /// The answer to the room's table of versions; the first message of a session.
    "connect" "Connect" Connect(body: PluginConnect);
    /// Changes a button of the plugin in the list of plugins.
    "plugin_list_button_set" "SetPluginListButton" PluginListButtonSet(body: PluginListButton);
    /// Shows a menu.
    "menu_update" "UpdateMenu" MenuUpdate(body: MenuUpdate);
    /// Replaces widgets.
    "content_update" "SendUIContent" ContentUpdate(body: ContentUpdate);
    /// Replaces nodes.
    "node_update" "SendLayoutNode" NodeUpdate(body: NodeUpdate);
    /// Moves a menu.
    "menu_transform_set" "SetMenuTransform" MenuTransformSet(body: MenuTransform);
    /// Asks where the menu with a number is.
    "menu_transform_request" "GetMenuTransform" MenuTransformRequest(body: u8) -> "menu_transform_response";
    /// Shows a text for a moment.
    "notification_send" "SendNotification" NotificationSend(body: Notification);
    /// Asks to hear of what users do with a widget.
    "hook_ui_callback" "UIHook" HookUiCallback(body: Hook);
    /// Replaces structures with their descendants.
    "structures_deep_update" "UpdateStructures" StructuresDeepUpdate(body: StructureUpdate)
        -> "structures_deep_update_done";
    /// Changes structures and leaves their descendants.
    "structures_shallow_update" "UpdateStructures" StructuresShallowUpdate(body: StructureUpdate);
    /// Brings the user to the atoms with these indices.
    "structures_zoom" "PositionStructures" StructuresZoom(body: Vec<i64>) -> "position_structures_done";
    /// Puts the atoms with these indices into the middle.
    "structures_center" "PositionStructures" StructuresCenter(body: Vec<i64>) -> "position_structures_done";
    /// Replaces everything in the room.
    "workspace_update" "UpdateWorkspace" WorkspaceUpdate(body: WithAtoms<Workspace>) -> "workspace_updated";
    /// Asks for everything in the room.
    "workspace_request" "RequestWorkspace" WorkspaceRequest -> "workspace_response";
    /// Adds complexes; the answer holds them in the same order with new indices.
    "add_to_workspace" "AddToWorkspace" AddToWorkspace(body: WithAtoms<Vec<Complex>>) -> "add_to_workspace_done";
    /// Asks for the complexes with these indices; the answer holds one with index -1 for any that is not there.
    "complexes_request" "RequestComplexes" ComplexesRequest(body: Vec<i64>) -> "complexes_response";
    /// Asks for all complexes without molecules.
    "complex_list_request" "RequestComplexList" ComplexListRequest -> "complex_list_response";
    /// Asks for the parts of a molecule.
    "substructure_request" "RequestSubstructure" SubstructureRequest(body: SubstructureRequest)
        -> "substructure_response";
    /// Asks for bonds.
    "bonds_add" "AddBonds" BondsAdd(body: WithAtoms<Vec<Complex>>) -> "bonds_add_done";
    /// Asks for secondary structure.
    "dssp_add" "AddDSSP" DsspAdd(body: WithAtoms<Vec<Complex>>) -> "dssp_add_done";
    /// Asks to hear of changes of the complex with an index.
    "hook_complex_updated" "ComplexUpdatedHook" HookComplexUpdated(body: i64);
    /// Asks to hear of selections in the complex with an index.
    "hook_selection_changed" "SelectionChangedHook" HookSelectionChanged(body: i64);
    /// Shows hydrogen bonds.
    "compute_hbonds" "ComputeHBonds" ComputeHbonds -> "compute_hbonds_done";
    /// Asks for a stream.
    "stream_create" "StreamCreation" StreamCreate(body: StreamCreate) -> "stream_create_done";
    /// Feeds a stream.
    "stream_feed" "StreamFeed" StreamFeed(body: StreamFeed) -> "stream_feed_done";
    /// Ends the stream with an id.
    "stream_destroy" "StreamDestruction" StreamDestroy(body: u32);
    /// Lists a folder (old files API).
    "directory_request" "Directory" DirectoryRequest(body: DirectoryRequest) -> "directory_response";
    /// Reads files (old files API).
    "file_request" "FileRequest" FileRequest(body: Vec<String>) -> "file_response";
    /// Writes files (old files API).
    "file_save" "FileSave" FileSave(body: Vec<FileToSave>) -> "file_save_done";
    /// Makes files from complexes.
    "export_files" "ExportFiles" ExportFiles(body: ExportFiles) -> "export_files_result";
    /// Asks for the folder that paths begin at.
    "print_working_directory" "pwd" PrintWorkingDirectory -> "print_working_directory_response";
    /// Changes the folder that paths begin at.
    "cd" "cd" Cd(body: String) -> "cd_response";
    /// Lists a folder.
    "ls" "ls" Ls(body: String) -> "ls_response";
    /// Moves a file.
    "mv" "mv" Mv(body: FromTo) -> "mv_response";
    /// Reads a file.
    "get" "get" Get(body: String) -> "get_response";
    /// Writes a file.
    "put" "put" Put(body: PutFile) -> "put_response";
    /// Removes a file.
    "rm" "rm" Rm(body: String) -> "rm_response";
    /// Removes a folder.
    "rmdir" "rmdir" Rmdir(body: String) -> "rmdir_response";
    /// Makes a folder and those on its path.
    "mkdir" "mkdir" Mkdir(body: String) -> "mkdir_response";
    /// Copies a file.
    "cp" "cp" Cp(body: FromTo) -> "cp_response";
    /// Saves a macro.
    "save_macro" "SaveMacro" SaveMacro(body: SaveMacro);
    /// Deletes a macro.
    "delete_macro" "DeleteMacro" DeleteMacro(body: DeleteMacro);
    /// Runs a macro.
    "run_macro" "RunMacro" RunMacro(body: RunMacro) -> "run_macro_result";
    /// Stops macros. Without a body in practice; a str may follow and is ignored.
    "stop_macro" "StopMacro" StopMacro;
    /// Asks for the macros of a plugin, by its identifier.
    "get_macros" "GetMacros" GetMacros(body: String) -> "get_macros_response";
    /// Asks who presents; the second message of every session.
    "presenter_info_request" "GetPresenterInfo" PresenterInfoRequest -> "presenter_info_response";
    /// Asks where the presenter's head and hands are.
    "controller_transforms_request" "GetControllerTransforms" ControllerTransformsRequest
        -> "controller_transforms_response";
    /// Makes or changes shapes.
    "set_shape" "SetShape" SetShape(body: SetShapes) -> "set_shape_result";
    /// Removes shapes.
    "delete_shape" "DeleteShape" DeleteShape(body: DeleteShapes) -> "delete_shape_result";
    /// Makes or changes interactions; the answer holds one index each.
    "create_interactions" "CreateInteractions" CreateInteractions(body: Interactions) -> "create_interactions_result";
    /// Asks for interactions.
    "get_interactions" "GetInteractions" GetInteractions(body: GetInteractions) -> "get_interactions_response";
    /// Removes the interactions with these indices.
    "delete_interactions" "DeleteInteractions" DeleteInteractions(body: Vec<i64>);
    /// An integration `run_interactions` is done.
    "interactions_calc_done" "InteractionsCalcDone" InteractionsCalcDone;
    /// Adds a map.
    "add_volume" "AddVolume" AddVolume(body: AddVolume) -> "add_volume_done";
    /// Opens a page.
    "open_url" "OpenURL" OpenUrl(body: OpenUrl);
    /// Loads files into the room.
    "load_file" "LoadFile" LoadFile(body: LoadFiles) -> "load_file_done";
    /// Answers an integration.
    "integration" "Integration" Integration(body: IntegrationAnswer);
    /// Changes what is around the room.
    "set_skybox" "SetSkybox" SetSkybox(body: Skybox);
    /// Colours the selected atoms.
    "apply_color_scheme" "ApplyColorScheme" ApplyColorScheme(body: ColorSchemeUse);
}

/// Interactions to make or change.
type Interactions = Vec<Interaction>;

/// A message as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedMessage {
    /// The id that a response has to repeat.
    pub request_id: u32,
    /// Whether the plugin waits for a response; true where the session's versions leave it open.
    pub expects_response: bool,
    /// What it says.
    pub message: Message,
    /// How many bytes of the payload it took.
    pub length: usize,
}

impl Message {
    /// The payload of a packet `message_to_client`.
    pub fn encode(&self, request_id: u32, expects_response: bool, versions: &Versions) -> Vec<u8> {
        let mut out = Writer::new();
        out.u32(request_id);
        out.u32(self.row().hash);
        if has_flag(self.row().hash, versions) {
            expects_response.write(&mut out, versions);
        }
        self.write_body(&mut out, versions);
        out.finish()
    }

    /// Reads the payload of a packet `message_to_client`.
    ///
    /// # Errors
    /// When the payload ends early, can never be valid, or has a hash that no message has.
    pub fn decode(payload: &[u8], versions: &Versions) -> Result<ReceivedMessage, DecodeError> {
        let mut input = Reader::new(payload);
        let head = Head { request_id: input.u32()?, hash: input.u32()? };
        let expects_response = !has_flag(head.hash, versions) || bool::read(&mut input, versions)?;
        let message = Self::read_body(head, &mut input, versions)?;
        Ok(ReceivedMessage {
            request_id: head.request_id,
            expects_response,
            message,
            length: input.position(),
        })
    }
}

/// Whether a message says if a response is expected.
fn has_flag(hash: u32, versions: &Versions) -> bool {
    versions.flags_responses && hash != const { crate::name_hash("connect") }
}

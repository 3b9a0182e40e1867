//! Commands: what the room says to a plugin.
//!
//! u32 request id; u32 hash; body. A command that answers a message repeats its request id; any other may have any.
//! Bytes after the body are ignored.

use crate::codec::{DecodeError, Reader, Writer};
use crate::control::ControllerTransforms;
use crate::files::{
    DirectoryResponse, ExportedFile, FileData, FileError, FileList, FileLoaded, FileSaved, GotFile,
    WorkingDirectory,
};
use crate::integration::IntegrationCall;
use crate::interactions::Interaction;
use crate::layout::Layout;
use crate::macros::{Macro, MacroResult};
use crate::packet::Head;
use crate::protocol::protocol;
use crate::shapes::{ShapesDeleted, ShapesSet};
use crate::streams::{StreamCreated, StreamFeed, StreamInterrupt};
use crate::structure::{Complex, ComplexChange, SubstructureResponse, WithAtoms, Workspace};
use crate::ui::{ButtonEvent, DropdownEvent, ImageEvent, MenuToggle, SliderEvent, TextEvent};
use crate::user::PresenterInfo;
use crate::values::Transform;
use crate::versions::{VersionTable, Versions};

protocol! {
    /// What the room says to a plugin.
    Command, COMMANDS, "command", 60;

    /// The room's table of versions; the first command of a session, which begins it.
    "connect" "Connect" Connect(body: VersionTable);
    /// The user pressed "run".
    "run" "Run" Run;
    /// The user pressed the second button.
    "advanced_settings" "AdvancedSettings" AdvancedSettings;
    /// A menu was opened or closed.
    "menu_toggle" "MenuCallback" MenuToggle(body: MenuToggle);
    /// A button was pressed.
    "button_press" "ButtonCallback" ButtonPress(body: ButtonEvent);
    /// The user points at a button; only if hooked.
    "button_hover" "ButtonCallback" ButtonHover(body: ButtonEvent);
    /// A slider was let go.
    "slider_release" "SliderCallback" SliderRelease(body: SliderEvent);
    /// A text was entered.
    "text_submit" "TextInputCallback" TextSubmit(body: TextEvent);
    /// A text is being typed.
    "text_change" "TextInputCallback" TextChange(body: TextEvent);
    /// A slider is being moved.
    "slider_change" "SliderCallback" SliderChange(body: SliderEvent);
    /// A picture was pressed; only if hooked.
    "image_press" "ImageCallback" ImagePress(body: ImageEvent);
    /// A picture is being held; only if hooked.
    "image_hold" "ImageCallback" ImageHold(body: ImageEvent);
    /// A picture was let go; only if hooked.
    "image_release" "ImageCallback" ImageRelease(body: ImageEvent);
    /// An item of a dropdown was chosen.
    "dropdown_item_click" "DropdownCallback" DropdownItemClick(body: DropdownEvent);
    /// Where a menu is.
    "menu_transform_response" "GetMenuTransformResponse" MenuTransformResponse(body: Transform);
    /// Everything in the room.
    "workspace_response" "ReceiveWorkspace" WorkspaceResponse(body: WithAtoms<Workspace>);
    /// All complexes without molecules, so without atoms; the newest last.
    "complex_list_response" "ReceiveComplexList" ComplexListResponse(body: Vec<Complex>);
    /// The complexes asked for, in that order; one with index -1 for any that is not there.
    "complexes_response" "ReceiveComplexes" ComplexesResponse(body: WithAtoms<Vec<Complex>>);
    /// The parts of a molecule.
    "substructure_response" "RequestSubstructure" SubstructureResponse(body: SubstructureResponse);
    /// Structures were replaced.
    "structures_deep_update_done" "UpdateStructureDeepDone" StructuresDeepUpdateDone;
    /// The complexes added, in the same order, with indices.
    "add_to_workspace_done" "AddToWorkspace" AddToWorkspaceDone(body: WithAtoms<Vec<Complex>>);
    /// The user was brought to atoms, or these into the middle.
    "position_structures_done" "PositionStructuresDone" PositionStructuresDone;
    /// A complex was added.
    "complex_add" "ComplexAddedRemoved" ComplexAdd;
    /// A complex was removed.
    "complex_remove" "ComplexAddedRemoved" ComplexRemove;
    /// Complexes with bonds.
    "bonds_add_done" "AddBonds" BondsAddDone(body: WithAtoms<Vec<Complex>>);
    /// Complexes with secondary structure.
    "dssp_add_done" "AddDSSP" DsspAddDone(body: WithAtoms<Vec<Complex>>);
    /// A complex changed; only if hooked.
    "complex_updated" "ComplexUpdated" ComplexUpdated(body: ComplexChange);
    /// Everything in the room was replaced.
    "workspace_updated" "WorkspaceUpdated" WorkspaceUpdated;
    /// The selection in a complex changed; only if hooked.
    "selection_changed" "SelectionChanged" SelectionChanged(body: ComplexChange);
    /// Hydrogen bonds show.
    "compute_hbonds_done" "ComputeHBonds" ComputeHbondsDone;
    /// A stream was made, or not.
    "stream_create_done" "StreamCreationResult" StreamCreateDone(body: StreamCreated);
    /// Feeds a stream that the plugin reads.
    "stream_feed" "StreamFeed" StreamFeed(body: StreamFeed);
    /// A stream's values were taken; the id of the feed.
    "stream_feed_done" "StreamFeedDone" StreamFeedDone;
    /// A stream ended.
    "stream_interrupt" "StreamInterrupt" StreamInterrupt(body: StreamInterrupt);
    /// What a folder holds (old files API).
    "directory_response" "Directory" DirectoryResponse(body: DirectoryResponse);
    /// What files hold (old files API).
    "file_response" "FileRequest" FileResponse(body: Vec<FileData>);
    /// Which files were written (old files API).
    "file_save_done" "FileSave" FileSaveDone(body: Vec<FileSaved>);
    /// Files made from complexes.
    "export_files_result" "ExportFiles" ExportFilesResult(body: Vec<ExportedFile>);
    /// The folder that paths begin at.
    "print_working_directory_response" "pwd" PrintWorkingDirectoryResponse(body: WorkingDirectory);
    /// Answers `cd`.
    "cd_response" "cd" CdResponse(body: FileError);
    /// Answers `ls`.
    "ls_response" "ls" LsResponse(body: FileList);
    /// Answers `mv`.
    "mv_response" "mv" MvResponse(body: FileError);
    /// Answers `cp`.
    "cp_response" "cp" CpResponse(body: FileError);
    /// Answers `get`; an error without a name ends the plugin.
    "get_response" "get" GetResponse(body: GotFile);
    /// Answers `put`.
    "put_response" "put" PutResponse(body: FileError);
    /// Answers `rm`.
    "rm_response" "rm" RmResponse(body: FileError);
    /// Answers `rmdir`.
    "rmdir_response" "rmdir" RmdirResponse(body: FileError);
    /// Answers `mkdir`.
    "mkdir_response" "mkdir" MkdirResponse(body: FileError);
    /// A plugin's macros.
    "get_macros_response" "GetMacrosResponse" GetMacrosResponse(body: Vec<Macro>);
    /// A macro ran.
    "run_macro_result" "RunMacro" RunMacroResult(body: MacroResult);
    /// Who presents.
    "presenter_info_response" "GetPresenterInfoResponse" PresenterInfoResponse(body: PresenterInfo);
    /// Another person presents.
    "presenter_change" "PresenterChange" PresenterChange;
    /// Where the presenter's head and hands are.
    "controller_transforms_response" "GetControllerTransformsResponse"
        ControllerTransformsResponse(body: ControllerTransforms);
    /// Which shapes were made or changed.
    "set_shape_result" "SetShape" SetShapeResult(body: ShapesSet);
    /// Which shapes were removed.
    "delete_shape_result" "DeleteShape" DeleteShapeResult(body: ShapesDeleted);
    /// Indices of the interactions made or changed, one each.
    "create_interactions_result" "CreateInteractions" CreateInteractionsResult(body: Vec<i64>);
    /// Interactions asked for.
    "get_interactions_response" "GetInteractions" GetInteractionsResponse(body: Vec<Interaction>);
    /// A map was added.
    "add_volume_done" "AddVolumeDone" AddVolumeDone;
    /// Which files were loaded, one each.
    "load_file_done" "LoadFileDone" LoadFileDone(body: Vec<FileLoaded>);
    /// Asks for an integration.
    "integration" "Integration" Integration(body: IntegrationCall);
}

/// A command as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedCommand {
    /// The id of the message that it answers, if it answers one.
    pub request_id: u32,
    /// What it says.
    pub command: Command,
    /// How many bytes of the payload it took.
    pub length: usize,
}

impl Command {
    /// The payload of a packet `message_to_plugin`.
    pub fn encode(&self, request_id: u32, versions: &Versions) -> Vec<u8> {
        let mut out = Writer::new();
        out.u32(request_id);
        out.u32(self.row().hash);
        self.write_body(&mut out, versions);
        out.finish()
    }

    /// Reads the payload of a packet `message_to_plugin`.
    ///
    /// # Errors
    /// When the payload ends early, can never be valid, or has a hash that no command has.
    pub fn decode(payload: &[u8], versions: &Versions) -> Result<ReceivedCommand, DecodeError> {
        let mut input = Reader::new(payload);
        let head = Head { request_id: input.u32()?, hash: input.u32()? };
        let command = Self::read_body(head, &mut input, versions)?;
        Ok(ReceivedCommand { request_id: head.request_id, command, length: input.position() })
    }
}

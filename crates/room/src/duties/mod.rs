//! What the room does for plugins, an area a file: every message is carried out, and every one that waits for an
//! answer gets it.

mod export;
mod interactions;
mod shapes;
mod streams;
mod structures;
mod ui;

pub(crate) use export::{entries_of_file, write_complexes};

use geminal_wire::files::{
    DirectoryEntry, DirectoryError, DirectoryResponse, FileData, FileError, FileList, FileSaved, GotFile,
    OldFileError, WorkingDirectory,
};
use geminal_wire::integration::IntegrationResponse;
use geminal_wire::macros::MacroResult;
use geminal_wire::structure::{Complex, WithAtoms};
use geminal_wire::{Command, ControllerTransforms, LOCAL_FILES_ACCESS, Message};

use crate::event::Event;
use crate::room::Room;

/// The only complex of a list, with its atoms.
pub(crate) fn one(mut complexes: WithAtoms<Vec<Complex>>) -> WithAtoms<Complex> {
    WithAtoms { atoms: complexes.atoms, structure: complexes.structure.pop().unwrap_or_default() }
}

impl Room {
    /// Carries a message of a session out; gives the answer it waits for, if it does.
    pub(crate) fn carry_out(&mut self, session: u32, message: Message) -> Option<Command> {
        Some(match message {
            Message::Connect(_) => return None,
            Message::PluginListButtonSet(button) => return self.set_list_button(session, button),
            Message::MenuUpdate(menu) => return self.set_menu(session, menu),
            Message::ContentUpdate(update) => return self.set_content(session, update.0),
            Message::NodeUpdate(update) => return self.set_nodes(session, update.0),
            Message::MenuTransformSet(_) => return None,
            Message::MenuTransformRequest(_) => {
                Command::MenuTransformResponse(geminal_wire::Transform::default())
            }
            Message::NotificationSend(notification) => return self.notification(session, &notification),
            Message::HookUiCallback(hook) => return self.hook(session, &hook),
            Message::StructuresDeepUpdate(update) => {
                let edit = self.workspace.update_deep(update);
                self.announce(&edit);
                Command::StructuresDeepUpdateDone
            }
            Message::StructuresShallowUpdate(update) => {
                let edit = self.workspace.update_shallow(update);
                self.announce(&edit);
                return None;
            }
            Message::StructuresZoom(atoms) | Message::StructuresCenter(atoms) => {
                self.tell(Event::Focus { atoms });
                Command::PositionStructuresDone
            }
            Message::WorkspaceUpdate(workspace) => {
                let edit = self.workspace.replace(workspace);
                self.announce(&edit);
                Command::WorkspaceUpdated
            }
            Message::WorkspaceRequest => Command::WorkspaceResponse(self.workspace.snapshot()),
            Message::AddToWorkspace(complexes) => Command::AddToWorkspaceDone(self.add_complexes(complexes)),
            Message::ComplexesRequest(indices) => Command::ComplexesResponse(self.workspace.deep(&indices)),
            Message::ComplexListRequest => Command::ComplexListResponse(self.workspace.list()),
            Message::SubstructureRequest(request) => {
                Command::SubstructureResponse(self.substructures(&request))
            }
            Message::BondsAdd(complexes) => Command::BondsAddDone(structures::with_bonds(complexes)),
            Message::DsspAdd(complexes) => Command::DsspAddDone(complexes),
            Message::HookComplexUpdated(index) => return self.watch(session, |s| s.watches.insert(index)),
            Message::HookSelectionChanged(index) => {
                return self.watch(session, |s| s.selections.insert(index));
            }
            Message::ComputeHbonds => {
                self.compute_hydrogen_bonds();
                Command::ComputeHbondsDone
            }
            Message::StreamCreate(create) => Command::StreamCreateDone(self.create_stream(session, create)),
            Message::StreamFeed(feed) => self.feed_stream(session, feed),
            Message::StreamDestroy(id) => return self.destroy_stream(session, id),
            Message::ExportFiles(export) => Command::ExportFilesResult(self.export(&export)),
            Message::SaveMacro(_) | Message::DeleteMacro(_) | Message::StopMacro => return None,
            Message::RunMacro(_) => Command::RunMacroResult(MacroResult { success: false }),
            Message::GetMacros(_) => Command::GetMacrosResponse(Vec::new()),
            Message::PresenterInfoRequest => Command::PresenterInfoResponse(self.presenter_info()),
            Message::ControllerTransformsRequest => {
                Command::ControllerTransformsResponse(ControllerTransforms::default())
            }
            Message::SetShape(shapes) => Command::SetShapeResult(self.set_shapes(shapes)),
            Message::DeleteShape(shapes) => Command::DeleteShapeResult(self.delete_shapes(&shapes)),
            Message::CreateInteractions(list) => {
                Command::CreateInteractionsResult(self.create_interactions(list))
            }
            Message::GetInteractions(of) => Command::GetInteractionsResponse(self.get_interactions(&of)),
            Message::DeleteInteractions(indices) => return self.delete_interactions(&indices),
            Message::InteractionsCalcDone => {
                self.integrated(session, IntegrationResponse::RunInteractions(()));
                return None;
            }
            Message::AddVolume(volume) => {
                self.volumes.push(volume);
                self.tell(Event::Volumes);
                Command::AddVolumeDone
            }
            Message::OpenUrl(page) => {
                self.tell(Event::OpenUrl { url: page.url });
                return None;
            }
            Message::LoadFile(files) => Command::LoadFileDone(self.load_files(&files)),
            Message::Integration(answer) => {
                self.integrated(session, answer.response);
                return None;
            }
            Message::SetSkybox(skybox) => {
                self.skybox = skybox;
                self.tell(Event::Skybox);
                return None;
            }
            Message::ApplyColorScheme(scheme) => return self.color(&scheme),
            files => return self.file_request(session, files),
        })
    }

    fn watch(&mut self, session: u32, change: impl FnOnce(&mut crate::Session) -> bool) -> Option<Command> {
        self.sessions.get_mut(&session).map(change);
        None
    }

    /// The files of the room host, for plugins that have declared that they use them.
    fn file_request(&mut self, session: u32, message: Message) -> Option<Command> {
        let allowed = self.may(session, LOCAL_FILES_ACCESS);
        let files = &mut self.files;
        let check = |act: FileError| if allowed { act } else { FileError::Unauthorized };
        let old = |error: FileError| match error {
            FileError::None => OldFileError::None,
            FileError::Unauthorized | FileError::Security => OldFileError::MissingPermission,
            _ => OldFileError::Unreachable,
        };
        Some(match message {
            Message::PrintWorkingDirectory => {
                let path = if allowed { files.working_directory() } else { String::new() };
                Command::PrintWorkingDirectoryResponse(WorkingDirectory {
                    error: check(FileError::None),
                    path,
                })
            }
            _ if !allowed => return Some(unauthorized(message)),
            Message::Cd(path) => Command::CdResponse(files.change_directory(&path)),
            Message::Ls(path) => Command::LsResponse(match files.list(&path) {
                Ok(files) => FileList { error: FileError::None, files },
                Err(error) => FileList { error, files: Vec::new() },
            }),
            Message::Mv(paths) => Command::MvResponse(files.rename(&paths.source, &paths.destination)),
            Message::Cp(paths) => Command::CpResponse(files.copy(&paths.source, &paths.destination)),
            Message::Get(path) => Command::GetResponse(match files.read(&path) {
                Ok(data) => GotFile { error: FileError::None, data },
                Err(error) => GotFile { error, data: Vec::new() },
            }),
            Message::Put(file) => Command::PutResponse(files.write(&file.destination, &file.data)),
            Message::Rm(path) => Command::RmResponse(files.remove(&path)),
            Message::Rmdir(path) => Command::RmdirResponse(files.remove_directory(&path)),
            Message::Mkdir(path) => Command::MkdirResponse(files.make_directory(&path)),
            Message::DirectoryRequest(request) => {
                Command::DirectoryResponse(match files.list(&request.directory) {
                    Ok(found) => {
                        let entry = |file: geminal_wire::files::FileMeta| DirectoryEntry {
                            name: file.name,
                            is_directory: file.is_directory,
                        };
                        DirectoryResponse {
                            entries: found.into_iter().map(entry).collect(),
                            error: DirectoryError::None,
                        }
                    }
                    Err(_) => DirectoryResponse { entries: Vec::new(), error: DirectoryError::Unreachable },
                })
            }
            Message::FileRequest(paths) => {
                let read = |path: &String| match files.read(path) {
                    Ok(data) => FileData { data, error: OldFileError::None },
                    Err(error) => FileData { data: Vec::new(), error: old(error) },
                };
                Command::FileResponse(paths.iter().map(read).collect())
            }
            Message::FileSave(list) => {
                let save = |file: geminal_wire::files::FileToSave| {
                    let error = old(files.write(&file.path, &file.data));
                    FileSaved { path: file.path, error }
                };
                Command::FileSaveDone(list.into_iter().map(save).collect())
            }
            _ => return None,
        })
    }
}

/// The answer to a plugin that has not asked for the permission.
fn unauthorized(message: Message) -> Command {
    let error = FileError::Unauthorized;
    match message {
        Message::Cd(_) => Command::CdResponse(error),
        Message::Ls(_) => Command::LsResponse(FileList { error, files: Vec::new() }),
        Message::Mv(_) => Command::MvResponse(error),
        Message::Cp(_) => Command::CpResponse(error),
        Message::Get(_) => Command::GetResponse(GotFile { error, data: Vec::new() }),
        Message::Put(_) => Command::PutResponse(error),
        Message::Rm(_) => Command::RmResponse(error),
        Message::Rmdir(_) => Command::RmdirResponse(error),
        Message::Mkdir(_) => Command::MkdirResponse(error),
        Message::FileRequest(paths) => {
            let refused = |_: String| FileData { data: Vec::new(), error: OldFileError::MissingPermission };
            Command::FileResponse(paths.into_iter().map(refused).collect())
        }
        Message::FileSave(files) => {
            let refused = |file: geminal_wire::files::FileToSave| FileSaved {
                path: file.path,
                error: OldFileError::MissingPermission,
            };
            Command::FileSaveDone(files.into_iter().map(refused).collect())
        }
        _ => Command::DirectoryResponse(DirectoryResponse {
            entries: Vec::new(),
            error: DirectoryError::Unreachable,
        }),
    }
}

//! What a plugin says about itself.

use geminal_wire::integration::IntegrationGroup;
use geminal_wire::{LOCAL_FILES_ACCESS, Registration};

/// What a plugin says about itself.
#[derive(Debug, Clone)]
pub struct Description {
    /// What is sent to the relay.
    pub registration: Registration,
}

impl Description {
    /// A plugin with a name, a paragraph for people, and tags, the first of which is its category.
    pub fn new(name: impl Into<String>, description: impl Into<String>, tags: &[&str]) -> Self {
        Self { registration: Registration::new(name, description, tags) }
    }

    /// It serves these integrations too.
    pub fn serves(mut self, groups: &[IntegrationGroup]) -> Self {
        self.registration.integrations.extend(groups.iter().map(|group| group.hash()));
        self
    }

    /// It has a second button, "advanced settings".
    pub fn with_advanced_settings(mut self) -> Self {
        self.registration.has_advanced = true;
        self
    }

    /// It asks to read and write files on the presenter's machine.
    pub fn with_local_files(mut self) -> Self {
        self.registration.permissions.push(LOCAL_FILES_ACCESS);
        self
    }
}

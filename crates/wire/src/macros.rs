//! Macros: Lua that runs in the room.

use crate::layout::layout;

layout! {
    /// A macro.
    pub struct Macro = "Macro", 0 {
        /// Its title.
        title: String,
        /// Its source, Lua.
        logic: String,
    }
}

layout! {
    /// Saves a macro.
    pub struct SaveMacro = "SaveMacro", 0 {
        /// The macro.
        r#macro: Macro,
        /// Whether for all users.
        all_users: bool,
        /// Whose it is: twelve characters of the plugin process, or empty for the user's own.
        plugin: String,
    }
}

layout! {
    /// Deletes a macro.
    pub struct DeleteMacro = "DeleteMacro", 0 {
        /// The macro.
        r#macro: Macro,
        /// Whether for all users.
        all_users: bool,
        /// Whose it is, as in [`SaveMacro`].
        plugin: String,
    }
}

layout! {
    /// Runs a macro.
    pub struct RunMacro = "RunMacro", 1 {
        /// The macro.
        r#macro: Macro,
    }
}

layout! {
    /// A macro ran.
    pub struct MacroResult = "RunMacro", 1 {
        /// Whether it succeeded.
        [1..] success: bool = true,
    }
}

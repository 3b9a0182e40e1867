//! The commands, a file each. A new one is a file with `Arguments` and `run`, and a line in the list below.

macro_rules! commands {
    ($($name:ident = $module:ident,)*) => {
        $(mod $module;)*

        /// What the program can do.
        #[derive(Debug, clap::Subcommand)]
        pub enum Command {
            // Each takes its help from its arguments.
            $($name(Box<$module::Arguments>),)*
        }

        impl Command {
            /// Runs the command.
            pub fn run(self, context: &crate::context::Context) -> anyhow::Result<crate::context::Outcome> {
                match self {
                    $(Command::$name(arguments) => $module::run(*arguments, context),)*
                }
            }
        }
    };
}

commands! {
    Info = info,
    Convert = convert,
    Pairs = pairs,
    Interactions = interactions,
    Relay = relay,
    Serve = serve,
    Room = room,
    Up = up,
    Hydrogens = hydrogens,
    Energy = energy,
    Minimize = minimize,
}

//! What pydock knows about the world outside the repository: tables, and the types that read them strictly.

mod frameworks;
mod servers;

pub use frameworks::{FrameworkRow, Frameworks, Interface, Kind, OwnCommand, RowHealth, ScriptStart};
pub use servers::{CommandRow, FactoryStyle, OptionRow, ServerRow};

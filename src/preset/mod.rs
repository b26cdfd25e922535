//! Presets: stage layouts as data, and the way from facts and a layout to a plan.
//!
//! A preset is a `preset.toml` and templates beside it, in layers: each changes the one that it `extends`. It is data. What
//! it says about values is written in expressions, which are templates too, and no template of a preset can do more than
//! [`template`](crate::template) lets it.

mod asked;
mod bundle;
mod copies;
mod detect;
mod error;
mod example;
mod file;
mod further;
mod health;
mod ignore;
mod images;
mod inputs;
mod install;
mod layers;
mod layout;
mod load;
mod question;
mod resolve;
mod rungs;
mod stage;
mod system;
#[cfg(test)]
mod tests;
mod values;

pub use asked::{Answered, answers, open_whatever};
pub use copies::exclude;
pub use error::PresetError;
pub use example::{examples, scaffold};
pub use file::QuestionType;
pub use further::{Further, extra_files};
pub use inputs::Inputs;
pub use layout::{Expression, FurtherFile, Preset, PresetDefault, PresetLayer};
pub use load::{PresetLoader, built_in, of_tree};
pub use question::PresetQuestion;
pub use resolve::resolve;
pub use stage::{About, PresetStage, PresetStep, StageFrom, StepName, When};
pub use values::{VALUES, names, values};

//! Presets: stage layouts as data, and the way from facts and a layout to a plan.

mod copies;
mod health;
mod ignore;
mod install;
mod resolve;
mod schema;

pub use resolve::{Inputs, resolve};
pub use schema::{Preset, PresetError, PresetStage, StageFrom, StepName, When, built_in};

//! What pydock keeps beside the project: the choices of a person in `pydock.toml`, and in `pydock.lock` what became of them.
//!
//! The first is for people: it holds what was chosen and nothing that is detected, and its comments stay. The second is the
//! ancestor of every later merge, so that [`merge`] can tell an edit by hand from a change of pydock's own.

mod choices;
mod drift;
mod error;
mod lock;
mod merge;
mod pinned;
mod schema;
mod update;
mod user;

pub use choices::{Choices, lint_settings};
pub use drift::{Drift, FileState, Moved, Presence};
pub use error::RecordError;
pub use lock::{LOCK, PinnedImage, Pristine, RecordLock, RecordedFact, RecordedPreset};
pub use merge::{ConflictStyle, Merged, merge};
pub use pinned::{PinDrift, PinState, written};
pub use schema::{choices_schema, lock_schema};
pub use update::{Outcome, Updated, update};
pub use user::UserDefaults;

//! Tables that were checked against a real engine, what the parts mean, and texts made to break the parser.

mod accepts;
mod hostile;
mod ignores;
mod meaning;
mod rejects;
mod word;

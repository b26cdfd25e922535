//! Presets out of real repositories, by the git that is installed.

mod addresses;
mod fetching;
mod hostile;
mod http;
mod repository;
mod server;

//! What the project is, one file or folder per question. Nothing here runs Python or uses the network.

pub mod start;

//! What the verbs share, from the project to the facts.

mod precedence;

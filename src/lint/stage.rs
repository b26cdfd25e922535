//! A stage as rules see it: what it is built on, variables put in.

use std::ops::Range;

use super::image::ImageName;
use crate::dockerfile::{Instruction, Keyword, Stage};

/// One stage.
#[derive(Debug)]
pub struct StageView<'a> {
    pub index: usize,
    /// In lower case. `None` if it has no name.
    pub name: Option<String>,
    pub base: BaseView,
    pub from: &'a Instruction,
    /// Its instructions and their places in the file's list.
    pub range: Range<usize>,
    pub instructions: &'a [Instruction],
}

/// What a stage is built on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaseView {
    Scratch,
    Image(ImageName),
    Stage(usize),
    /// A variable without a default stands in the name.
    Unknown,
}

impl<'a> StageView<'a> {
    pub(super) fn new(stage: Stage<'a>, base: BaseView, first: usize) -> Self {
        let range = first..first + stage.instructions.len();
        Self { index: stage.index, name: stage.name, base, from: stage.from, range, instructions: stage.instructions }
    }

    /// The instructions of one kind.
    pub fn of(&self, keyword: Keyword) -> impl DoubleEndedIterator<Item = &'a Instruction> + use<'a> {
        self.instructions.iter().filter(move |instruction| instruction.keyword == keyword)
    }

    pub fn image(&self) -> Option<&ImageName> {
        match &self.base {
            BaseView::Image(image) => Some(image),
            _ => None,
        }
    }
}

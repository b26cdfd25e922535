//! Branches that are taken, or not, where no variable is set.

use ruff_python_ast::Expr;

use super::super::conditions::is_set;
use super::Finder;

impl<'a> Finder<'a, '_> {
    /// Whether the branch is taken without any variable, where its condition is about a name that holds an optional one. `None`
    /// if the condition is about something else. Ex) not for `path is not None` after `path = os.environ.get("PASSWORD_FILE")`
    pub(super) fn without_variables(&self, test: &'a Expr) -> Option<bool> {
        let (name, is_set) = is_set(test)?;
        let local = self.local(name);
        let (_, index) = self.bound.iter().rev().find(|(bound, _)| *bound == local)?;
        let read = self.found.reads.get(*index)?;
        (!read.defaulted && !read.raises).then_some(!is_set)
    }
}

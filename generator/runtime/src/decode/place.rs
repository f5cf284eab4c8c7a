//! Where a value stands, spelled out only when something is wrong with it.

use std::fmt::Write as _;

/// A step from the input's root to a value; steps are linked to their parents.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Root,
    Name(&'p str),
    /// A name that its fields do not have before theirs.
    Within(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    pub(crate) const ROOT: Place<'static> = Place {
        parent: None,
        step: Step::Root,
    };

    pub(crate) const fn name(parent: &'p Self, name: &'p str) -> Self {
        Self {
            parent: Some(parent),
            step: Step::Name(name),
        }
    }

    /// The place of an object whose fields stand among the parent's.
    pub(crate) const fn within(parent: &'p Self, name: &'p str) -> Self {
        Self {
            parent: Some(parent),
            step: Step::Within(name),
        }
    }

    pub(crate) const fn index(parent: &'p Self, index: usize) -> Self {
        Self {
            parent: Some(parent),
            step: Step::Index(index),
        }
    }

    /// What the names of its children are behind.
    fn base(&self) -> &Self {
        match (self.step, self.parent) {
            (Step::Within(_), Some(parent)) => parent.base(),
            _ => self,
        }
    }

    /// How many steps it is away from the root.
    pub(crate) fn depth(&self) -> usize {
        std::iter::successors(self.parent, |place| place.parent).count()
    }

    /// A JSON pointer, `/channel/name`.
    pub(crate) fn pointer(&self) -> String {
        let mut text = self
            .parent
            .map(Place::base)
            .map(Place::pointer)
            .unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Name(name) | Step::Within(name) => {
                text.push('/');
                text.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(index) => {
                let _ = write!(text, "/{index}");
            }
        }
        text
    }

    /// As people write it, `channel.name`, `tags[0]`; the whole body is `body`.
    pub(crate) fn display(&self) -> String {
        let text = self.dotted();
        if text.is_empty() { "body".into() } else { text }
    }

    fn dotted(&self) -> String {
        let mut text = self
            .parent
            .map(Place::base)
            .map(Place::dotted)
            .unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Name(name) | Step::Within(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_pointers() {
        let root = Place::ROOT;
        let channel = Place::name(&root, "channel");
        let name = Place::name(&channel, "a/b");
        assert_eq!(name.pointer(), "/channel/a~1b");
        assert_eq!(name.display(), "channel.a/b");
        let item = Place::index(&channel, 2);
        assert_eq!(item.display(), "channel[2]");
        assert_eq!(root.display(), "body");
        assert_eq!((root.depth(), item.depth()), (0, 2));
    }
}

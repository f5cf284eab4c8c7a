//! Sections: structs whose fields are keys.

use super::value::Leaf;

/// One key of a section: a value, or a section of its own.
pub trait Entry {
    /// Shows itself to the walker under this name.
    fn enter(&mut self, name: &'static str, walker: &mut dyn Walker);
}

/// Keys that belong together.
pub trait Section: Default {
    /// Visits every key, in the order of declaration.
    fn walk(&mut self, walker: &mut dyn Walker);
}

/// Somebody who visits every key of the tree: to fill, to print, to list.
pub trait Walker {
    /// A section begins; its keys follow.
    fn open(&mut self, name: &'static str);
    /// The section that was opened last ends.
    fn close(&mut self);
    /// A value.
    fn leaf(&mut self, name: &'static str, leaf: &mut dyn Leaf);
}

impl<L: Leaf> Entry for L {
    fn enter(&mut self, name: &'static str, walker: &mut dyn Walker) {
        walker.leaf(name, self);
    }
}

/// Declares sections: a struct per block with a field per key, its defaults, and the walk over it.
///
/// A key that is no Rust name gets one: `p144 as "144p"`. A field without a default is a section, or starts empty.
macro_rules! sections {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident $(as $key:literal)? : $type:ty $(= $default:expr)?,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $(
                #[doc = concat!("`", $crate::config::tree::key_name!($field $(as $key)?), "` ")]
                $(#[$field_doc])*
                pub $field: $type,
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $crate::config::tree::initial!($type $(, $default)?),)* }
            }
        }

        impl $crate::config::tree::Section for $name {
            fn walk(&mut self, walker: &mut dyn $crate::config::tree::Walker) {
                use $crate::config::tree::Entry as _;
                $(self.$field.enter($crate::config::tree::key_name!($field $(as $key)?), walker);)*
            }
        }

        impl $crate::config::tree::Entry for $name {
            fn enter(&mut self, name: &'static str, walker: &mut dyn $crate::config::tree::Walker) {
                walker.open(name);
                $crate::config::tree::Section::walk(self, walker);
                walker.close();
            }
        }
    )*};
}
pub(crate) use sections;

/// The key in files of a field.
macro_rules! key_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident as $key:literal) => {
        $key
    };
}
pub(crate) use key_name;

/// The default of a field.
macro_rules! initial {
    ($type:ty) => {
        <$type>::default()
    };
    ($type:ty, $default:expr) => {
        $crate::config::Initial::<$type>::initial($default)
    };
}
pub(crate) use initial;

//! What a configuration file or variable may say, and the types that read it.

use std::path::PathBuf;

/// A value as it was written, before anything knows which key it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Nothing, `null`, `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Raw>),
    /// Keys and values, in the order of the file.
    Map(Vec<(String, Raw)>),
}

impl Raw {
    /// What stands there, for a message: `the text "abc"`, `a list`.
    pub fn describe(&self) -> String {
        match self {
            Raw::Null => "nothing".to_owned(),
            Raw::Bool(value) => value.to_string(),
            Raw::Int(value) => format!("the number {value}"),
            Raw::Float(value) => format!("the number {value}"),
            Raw::Text(value) => format!("the text {value:?}"),
            Raw::List(_) => "a list".to_owned(),
            Raw::Map(_) => "a section of keys".to_owned(),
        }
    }
}

/// A value that its key cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What stands there.
    pub found: String,
    /// What would be right.
    pub allowed: String,
}

impl Mismatch {
    /// A mismatch between what was written and what the key takes.
    pub fn new(found: &Raw, allowed: impl Into<String>) -> Self {
        Self {
            found: found.describe(),
            allowed: allowed.into(),
        }
    }
}

/// A type that one configuration key can have.
pub trait Leaf {
    /// Takes the value over, or says what would be right. Nothing changes on a mismatch.
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch>;

    /// The value, as it would be written in a file.
    fn show(&self) -> Raw;

    /// Whether the text of an environment variable is the value itself; otherwise it is read as JSON.
    fn is_text(&self) -> bool {
        false
    }
}

/// What the literal of a default becomes, so that defaults read like the file.
pub trait Initial<T> {
    /// The default value.
    fn initial(self) -> T;
}

impl<T> Initial<T> for T {
    fn initial(self) -> T {
        self
    }
}

impl Initial<String> for &'static str {
    fn initial(self) -> String {
        self.to_owned()
    }
}

impl Initial<PathBuf> for &'static str {
    fn initial(self) -> PathBuf {
        PathBuf::from(self)
    }
}

impl<const N: usize> Initial<Vec<String>> for [&'static str; N] {
    fn initial(self) -> Vec<String> {
        self.into_iter().map(str::to_owned).collect()
    }
}

impl Leaf for bool {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        match raw {
            Raw::Bool(value) => *self = *value,
            other => return Err(Mismatch::new(other, "true or false")),
        }
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::Bool(*self)
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Leaf for $type {
            fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
                let number = match raw {
                    Raw::Int(value) => <$type>::try_from(*value).ok(),
                    _ => None,
                };
                *self = number.ok_or_else(|| {
                    // `-1` stands for "no limit" in several keys; the full range would only be noise.
                    let allowed = if <$type>::MIN == 0 && std::mem::size_of::<$type>() == 2 {
                        format!("a whole number from 0 to {}", <$type>::MAX)
                    } else if <$type>::MIN == 0 {
                        "a whole number, 0 or more".to_owned()
                    } else {
                        "a whole number".to_owned()
                    };
                    Mismatch::new(raw, allowed)
                })?;
                Ok(())
            }

            fn show(&self) -> Raw {
                i64::try_from(*self).map_or(Raw::Text(self.to_string()), Raw::Int)
            }
        }
    )*};
}

whole_numbers!(u16, u32, u64, i64);

impl Leaf for String {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        *self = match raw {
            Raw::Text(value) => value.clone(),
            // A name such as 2024 needs no quotes.
            Raw::Int(value) => value.to_string(),
            other => return Err(Mismatch::new(other, "text")),
        };
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::Text(self.clone())
    }

    fn is_text(&self) -> bool {
        true
    }
}

impl Leaf for PathBuf {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        match raw {
            Raw::Text(value) if !value.is_empty() => *self = PathBuf::from(value),
            other => return Err(Mismatch::new(other, "the path of a directory or file")),
        }
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::Text(self.to_string_lossy().into_owned())
    }

    fn is_text(&self) -> bool {
        true
    }
}

impl<T: Leaf + Default> Leaf for Option<T> {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        if *raw == Raw::Null {
            *self = None;
            return Ok(());
        }
        let mut value = T::default();
        value.set(raw).map_err(|mismatch| Mismatch {
            allowed: format!("{}, or null", mismatch.allowed),
            ..mismatch
        })?;
        *self = Some(value);
        Ok(())
    }

    fn show(&self) -> Raw {
        self.as_ref().map_or(Raw::Null, Leaf::show)
    }

    fn is_text(&self) -> bool {
        T::default().is_text()
    }
}

impl<T: Leaf + Default> Leaf for Vec<T> {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        let items = match raw {
            Raw::Null => &[],
            Raw::List(items) => items.as_slice(),
            other => return Err(Mismatch::new(other, "a list")),
        };
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let mut value = T::default();
            value.set(item).map_err(|mismatch| Mismatch {
                found: format!("{} as item {}", mismatch.found, index + 1),
                allowed: format!("a list, each item {}", mismatch.allowed),
            })?;
            values.push(value);
        }
        *self = values;
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::List(self.iter().map(Leaf::show).collect())
    }
}

/// Text that no log and no `config print` may show.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "\"\"" } else { "***" })
    }
}

impl Leaf for Secret {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        self.0.set(raw).map_err(|mismatch| Mismatch {
            // A secret of the wrong type is still a secret.
            found: "something else".to_owned(),
            ..mismatch
        })
    }

    fn show(&self) -> Raw {
        Raw::Text(if self.0.is_empty() { "" } else { "***" }.to_owned())
    }

    fn is_text(&self) -> bool {
        true
    }
}

/// A leaf with a fixed set of texts.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $first:ident = $first_text:literal, $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub enum $name {
            #[doc = concat!("`", $first_text, "`")]
            #[default]
            $first,
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// The value as it is written in files and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $name::$first => $first_text,
                    $($name::$variant => $text,)*
                }
            }
        }

        impl $crate::config::Leaf for $name {
            fn set(&mut self, raw: &$crate::config::Raw) -> Result<(), $crate::config::Mismatch> {
                *self = match raw {
                    $crate::config::Raw::Text(text) if text == $first_text => $name::$first,
                    $($crate::config::Raw::Text(text) if text == $text => $name::$variant,)*
                    other => return Err($crate::config::Mismatch::new(
                        other,
                        concat!("one of ", $first_text, $(", ", $text),*),
                    )),
                };
                Ok(())
            }

            fn show(&self) -> $crate::config::Raw {
                $crate::config::Raw::Text(self.as_str().to_owned())
            }

            fn is_text(&self) -> bool {
                true
            }
        }
    };
}
pub(crate) use choice;

macro_rules! numbered_leaf {
    ($name:ty) => {
        impl Leaf for $name {
            fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
                let value = match raw {
                    Raw::Int(number) => <$name>::from_id(*number),
                    _ => None,
                };
                *self = value.ok_or_else(|| {
                    let all: Vec<String> = <$name>::ALL
                        .iter()
                        .map(|value| format!("{} ({})", value.id(), value.label()))
                        .collect();
                    Mismatch::new(raw, format!("one of {}", all.join(", ")))
                })?;
                Ok(())
            }

            fn show(&self) -> Raw {
                Raw::Int(self.id())
            }
        }
    };
}

numbered_leaf!(crate::video::Privacy);
numbered_leaf!(crate::video::CommentsPolicy);

impl Leaf for crate::video::NsfwPolicy {
    fn set(&mut self, raw: &Raw) -> Result<(), Mismatch> {
        let value = match raw {
            Raw::Text(name) => Self::from_name(name),
            _ => None,
        };
        *self = value.ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str);
            Mismatch::new(raw, format!("one of {}", all.join(", ")))
        })?;
        Ok(())
    }

    fn show(&self) -> Raw {
        Raw::Text(self.as_str().to_owned())
    }

    fn is_text(&self) -> bool {
        true
    }
}

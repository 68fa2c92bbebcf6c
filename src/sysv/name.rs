//! What the names of all kernel objects have in common: they are numbers that go through text.

/// Gives `struct $name(c_int)`, which has a `remove` of its own, what every name has.
macro_rules! name {
    ($name:ident) => {
        impl $name {
            /// The object with this id, as another process told it to you. Nothing is checked.
            pub const fn from_id(id: i32) -> $name {
                $name(id)
            }

            /// The id.
            pub const fn id(self) -> i32 {
                self.0
            }

            /// Takes on the duty to remove it.
            pub fn remove_on_drop(self) -> $crate::sysv::cleanup::RemoveOnDrop<$name> {
                $crate::sysv::cleanup::RemoveOnDrop::new(self)
            }
        }

        impl $crate::sysv::cleanup::Removable for $name {
            fn remove(self) -> Result<(), $crate::sysv::error::Error> {
                $name::remove(self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<$name, std::num::ParseIntError> {
                text.parse().map($name)
            }
        }
    };
}
pub(crate) use name;

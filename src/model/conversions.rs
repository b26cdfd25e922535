//! Conversions that types of validated text share.

/// Ex) `text_conversions!(StageName: parsed, written, shown)`
macro_rules! text_conversions {
    // Out of a string of a file, as it is parsed.
    (@parsed $name:ident) => {
        impl TryFrom<String> for $name {
            type Error = crate::model::InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
    // Into a string of a file, as it is shown.
    (@written $name:ident) => {
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    };
    // Shown as the text that it wraps.
    (@shown $name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    // Shown by its name.
    (@named $name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
    ($name:ident: $($kind:ident),+) => {
        $(text_conversions!(@$kind $name);)+
    };
}

pub(super) use text_conversions;

//! Reads a table as the build has packed it (`pack.rs`): a string is cut out where it lies, a row is found without reading
//! those before it, and a struct takes its fields one after the other.
//!
//! serde's code for a struct out of a sequence is a fraction of that out of a map, and there is a struct for every table.
//! So the reader puts the fields in the order of the struct by itself, and knows the ones that a row leaves out.

use serde::de::value::U32Deserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::pack::{FALSE, HEAD, LIST, LONG, MAP, MORE, NEGATIVE, NUMBER, SHARED, SHORT, TRUE};

#[cfg(test)]
mod tests;

/// A value of a packed table.
#[derive(Clone, Copy)]
pub(super) struct Packed {
    table: &'static str,
    /// `ABSENT` for a field that the row leaves out.
    at: usize,
}

const ABSENT: usize = usize::MAX;

const NO_CONTENT: &str = "no variant of a table has content";

/// Why a value is not what its type wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Error {
    /// The field is left out, and its type has no value for that.
    Absent,
    /// The struct ended before this field.
    Ended(usize),
    Other(Box<str>),
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => formatter.write_str("it is missing"),
            Self::Ended(count) => write!(formatter, "it has only {count} elements"),
            Self::Other(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string().into())
    }

    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self::Ended(length)
    }
}

impl Packed {
    /// The whole table.
    pub fn new(table: &'static str) -> Self {
        let (length, pool) = digits(table, 0);
        Self { table, at: pool + length }
    }

    pub fn read<T: Deserialize<'static>>(self) -> Result<T, Error> {
        T::deserialize(self)
    }

    /// The elements of a list; none of another value.
    pub fn values(self) -> impl Iterator<Item = Self> {
        let Elements { next, left } = self.elements(LIST).unwrap_or(Elements { next: self, left: 0 });
        next.and_following(left)
    }

    /// An element of a list and those behind it: as many as there are in the list.
    pub fn and_following(self, count: usize) -> impl Iterator<Item = Self> {
        let mut elements = Elements { next: self, left: count };
        std::iter::from_fn(move || elements.next())
    }

    /// The keys of a table with their values; none of another value.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, Self)> {
        let mut elements = self.elements(MAP).unwrap_or(Elements { next: self, left: 0 });
        std::iter::from_fn(move || Some((elements.next()?.text().ok()?, elements.next()?)))
    }

    /// The value of a key of a table. `None` if there is none.
    pub fn get(self, key: &str) -> Option<Self> {
        self.entries().find(|(found, _)| *found == key).map(|(_, value)| value)
    }

    pub fn text(self) -> Result<&'static str, Error> {
        let mut at = self.at;
        if self.kind() == Some(SHARED) {
            at = HEAD + digits(self.table, at + 1).0;
        }
        match self.table.as_bytes().get(at).copied() {
            Some(LONG) => {
                let (length, start) = digits(self.table, at + 1);
                Ok(&self.table[start..start + length])
            }
            Some(kind) if kind >= SHORT => Ok(&self.table[at + 1..at + 1 + usize::from(kind - SHORT)]),
            _ => Err(self.wants("a string")),
        }
    }

    /// What its first byte says. `None` if it is absent.
    fn kind(self) -> Option<u8> {
        self.table.as_bytes().get(self.at).copied()
    }

    fn number(self) -> Result<(bool, usize), Error> {
        match self.kind() {
            Some(kind @ (NUMBER | NEGATIVE)) => Ok((kind == NEGATIVE, digits(self.table, self.at + 1).0)),
            _ => Err(self.wants("a number")),
        }
    }

    fn truth(self) -> Result<bool, Error> {
        match self.kind() {
            Some(FALSE) => Ok(false),
            Some(TRUE) => Ok(true),
            _ => Err(self.wants("true or false")),
        }
    }

    /// What a list or a table consists of: of a table, keys and values by turns.
    fn elements(self, kind: u8) -> Result<Elements, Error> {
        if self.kind() != Some(kind) {
            return Err(self.wants(if kind == MAP { "a table" } else { "a list" }));
        }
        let (_, start) = digits(self.table, self.at + 1);
        let (count, first) = digits(self.table, start);
        let next = Self { at: first, ..self };
        Ok(Elements { next, left: if kind == MAP { 2 * count } else { count } })
    }

    /// Where the value behind this one begins.
    fn end(self) -> usize {
        let kind = self.kind().unwrap_or_default();
        match kind {
            FALSE | TRUE => self.at + 1,
            NUMBER | NEGATIVE | SHARED => digits(self.table, self.at + 1).1,
            LIST | MAP | LONG => {
                let (length, start) = digits(self.table, self.at + 1);
                start + length
            }
            _ => self.at + 1 + usize::from(kind - SHORT),
        }
    }

    #[cold]
    fn wants(self, what: &str) -> Error {
        if self.at == ABSENT {
            return Error::Absent;
        }
        let found = match self.kind() {
            Some(FALSE | TRUE) => "true or false".to_owned(),
            Some(NUMBER | NEGATIVE) => "a number".to_owned(),
            Some(LIST) => "a list".to_owned(),
            Some(MAP) => "a table".to_owned(),
            _ => self.text().map_or_else(|_| "nothing".to_owned(), |text| format!("`{text}`")),
        };
        Error::Other(format!("{found} where {what} is expected").into())
    }
}

/// A number, and where what is behind it begins.
fn digits(table: &str, mut at: usize) -> (usize, usize) {
    let (mut number, mut shift) = (0, 0);
    loop {
        let digit = table.as_bytes()[at];
        at += 1;
        number |= usize::from(digit & !MORE) << shift;
        if digit & MORE == 0 {
            return (number, at);
        }
        shift += 6;
    }
}

/// Values that lie one behind the other.
struct Elements {
    next: Packed,
    left: usize,
}

impl Elements {
    fn next(&mut self) -> Option<Packed> {
        self.left = self.left.checked_sub(1)?;
        let next = self.next;
        self.next.at = next.end();
        Some(next)
    }
}

impl SeqAccess<'static> for Elements {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'static>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.next().map(|element| seed.deserialize(element)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl MapAccess<'static> for Elements {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'static>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Error> {
        // A key always has its value.
        seed.deserialize(self.next().unwrap_or(Packed { at: ABSENT, ..self.next }))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left / 2)
    }
}

/// The fields of a struct, in its order.
struct Fields {
    names: &'static [&'static str],
    /// How many of them have been asked for.
    asked: usize,
    row: Vec<(&'static str, Packed)>,
    /// How many of the row's keys are fields that have been asked for.
    found: usize,
    /// Where the next one is looked for first: rows are mostly written in the order of the struct.
    at: usize,
}

impl Fields {
    fn new(packed: Packed, names: &'static [&'static str]) -> Result<Self, Error> {
        let mut elements = packed.elements(MAP)?;
        let mut row = Vec::with_capacity(elements.left / 2);
        while let (Some(key), Some(value)) = (elements.next(), elements.next()) {
            row.push((key.text()?, value));
        }
        Ok(Self { names, asked: 0, row, found: 0, at: 0 })
    }

    fn next(&mut self) -> Packed {
        let name = self.names.get(self.asked).copied().unwrap_or_default();
        self.asked += 1;
        let absent = Packed { table: "", at: ABSENT };
        if self.found == self.row.len() {
            return absent;
        }
        let (before, after) = self.row.split_at(self.at);
        let found = after.iter().chain(before).position(|(key, _)| *key == name);
        let Some(found) = found.map(|found| (self.at + found) % self.row.len()) else { return absent };
        self.at = found + 1;
        self.found += 1;
        self.row[found].1
    }

    /// Says where the mistake is.
    #[cold]
    fn named(&self, error: Error) -> Error {
        let last = self.names.get(self.asked.saturating_sub(1)).copied().unwrap_or_default();
        match error {
            Error::Absent => Error::Absent,
            error => Error::Other(format!("{last}: {error}").into()),
        }
    }

    /// Every key of the row has to be a field.
    fn finish(&self) -> Result<(), Error> {
        if self.found == self.row.len() {
            return Ok(());
        }
        let unknown = self.row.iter().find(|(key, _)| !self.names.contains(key));
        // A key is there twice in no table.
        Err(Error::unknown_field(unknown.map_or("", |(key, _)| key), self.names))
    }
}

impl SeqAccess<'static> for Fields {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'static>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        match seed.deserialize(self.next()) {
            Ok(value) => Ok(Some(value)),
            // Its default takes its place, or the struct says that it ended.
            Err(Error::Absent) => Ok(None),
            Err(error) => Err(self.named(error)),
        }
    }
}

/// A variant without content, by its place.
struct Variant(u32);

impl EnumAccess<'static> for Variant {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'static>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let place: U32Deserializer<Error> = self.0.into_deserializer();
        Ok((seed.deserialize(place)?, self))
    }
}

impl VariantAccess<'static> for Variant {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'static>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error::custom(NO_CONTENT))
    }

    fn tuple_variant<V: Visitor<'static>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::custom(NO_CONTENT))
    }

    fn struct_variant<V: Visitor<'static>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error::custom(NO_CONTENT))
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.number()? {
                (false, number) => visitor.visit_u64(number as u64),
                (true, number) => visitor.visit_i64(0_i64.saturating_sub_unsigned(number as u64)),
            }
        })*
    };
}

macro_rules! strings {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.visit_borrowed_str(self.text()?)
        })*
    };
}

impl Deserializer<'static> for Packed {
    type Error = Error;

    numbers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    strings! { deserialize_str deserialize_string deserialize_char deserialize_identifier }

    fn deserialize_any<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.kind() {
            Some(FALSE | TRUE) => self.deserialize_bool(visitor),
            Some(NUMBER | NEGATIVE) => self.deserialize_i64(visitor),
            Some(LIST) => self.deserialize_seq(visitor),
            Some(MAP) => self.deserialize_map(visitor),
            _ => self.deserialize_str(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.truth()?)
    }

    fn deserialize_option<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.at == ABSENT { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'static>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(self.elements(LIST)?)
    }

    fn deserialize_tuple<V: Visitor<'static>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self.elements(MAP)?)
    }

    fn deserialize_struct<V: Visitor<'static>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let mut fields = Fields::new(self, names)?;
        match visitor.visit_seq(&mut fields) {
            Ok(value) => fields.finish().map(|()| value),
            Err(Error::Ended(field)) => Err(Error::missing_field(names.get(field).copied().unwrap_or_default())),
            Err(error) => Err(error),
        }
    }

    fn deserialize_enum<V: Visitor<'static>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = self.text()?;
        let place = names.iter().position(|known| *known == name).and_then(|place| u32::try_from(place).ok());
        visitor.visit_enum(Variant(place.ok_or_else(|| Error::unknown_variant(name, names))?))
    }

    fn deserialize_ignored_any<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.at == ABSENT { Err(Error::Absent) } else { visitor.visit_unit() }
    }

    serde::forward_to_deserialize_any! { <V: Visitor<'static>> f32 f64 bytes byte_buf unit unit_struct tuple_struct }
}

//! What a shared object asks the loader for.

use object::elf::{DT_NEEDED, DT_NULL, DT_SONAME, DT_STRSZ, DT_STRTAB, FileHeader32, FileHeader64, PT_LOAD};
use object::read::elf::{Dyn as _, FileHeader, ProgramHeader as _};
use object::{Endianness, FileKind};

/// The loader's view of an ELF file, taken from its segments as the loader takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedObject {
    /// `DT_NEEDED`, in the file's order. Ex) `libGL.so.1`
    pub needed: Vec<String>,
    /// `DT_SONAME`: the name that others ask for it by. `None` if it has none.
    pub soname: Option<String>,
    /// The names of its symbols, each between NULs.
    strings: Vec<u8>,
}

impl SharedObject {
    /// `None` if the bytes are not an ELF file, or one that is broken.
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        match FileKind::parse(data).ok()? {
            FileKind::Elf32 => read::<FileHeader32<Endianness>>(data),
            FileKind::Elf64 => read::<FileHeader64<Endianness>>(data),
            _ => None,
        }
    }

    /// Whether Python can import it under this name: it knows the symbol `PyInit_<module>`.
    pub(super) fn is_extension_module(&self, module: &str) -> bool {
        let symbol = format!("PyInit_{module}");
        self.strings.split(|byte| *byte == 0).any(|name| name == symbol.as_bytes())
    }
}

fn read<Elf: FileHeader<Endian = Endianness>>(data: &[u8]) -> Option<SharedObject> {
    let header = Elf::parse(data).ok()?;
    let endian = header.endian().ok()?;
    let segments = header.program_headers(endian, data).ok()?;
    let Some(dynamic) = segments.iter().find_map(|segment| segment.dynamic(endian, data).ok().flatten()) else {
        // An object without a dynamic segment asks for nothing.
        return Some(SharedObject { needed: Vec::new(), soname: None, strings: Vec::new() });
    };
    let entries = || dynamic.iter().map(|entry| (entry.tag(endian), entry.val(endian))).take_while(|(tag, _)| *tag != DT_NULL);
    let value = |wanted| entries().find(|(tag, _)| *tag == wanted).map(|(_, value)| value);
    let (address, size) = (value(DT_STRTAB)?, value(DT_STRSZ)?);
    // The table is named by where it will lie in memory.
    let offset = segments.iter().filter(|segment| segment.p_type(endian) == PT_LOAD).find_map(|segment| {
        let (start, offset): (u64, u64) = (segment.p_vaddr(endian).into(), segment.p_offset(endian).into());
        let length: u64 = segment.p_filesz(endian).into();
        let into = address.checked_sub(start).filter(|into| *into < length)?;
        offset.checked_add(into)
    })?;
    let start = usize::try_from(offset).ok()?;
    let strings = data.get(start..start.checked_add(usize::try_from(size).ok()?)?)?;
    let text = |at: u64| {
        let rest = strings.get(usize::try_from(at).ok()?..)?;
        let name = &rest[..rest.iter().position(|byte| *byte == 0)?];
        // A soname ends up in messages and is looked up in a table: printable, without a folder.
        let name = std::str::from_utf8(name).ok()?;
        let printable = !name.is_empty() && name.len() <= 255 && name.chars().all(|c| c.is_ascii_graphic() && c != '/');
        printable.then(|| name.to_owned())
    };
    let needed = entries().filter(|(tag, _)| *tag == DT_NEEDED).filter_map(|(_, at)| text(at)).collect();
    Some(SharedObject { needed, soname: value(DT_SONAME).and_then(text), strings: strings.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::super::tests::objects::shared_object;
    use super::*;

    #[test]
    fn needed_and_soname_are_read_from_the_segments() {
        let bytes = shared_object(&["libm.so.6", "libGL.so.1"], Some("libdemo.so.1"), &["PyInit_demo"]);
        let object = SharedObject::read(&bytes).unwrap();
        assert_eq!(object.needed, ["libm.so.6", "libGL.so.1"]);
        assert_eq!(object.soname.as_deref(), Some("libdemo.so.1"));
        assert!(object.is_extension_module("demo"));
        assert!(!object.is_extension_module("dem"));
    }

    #[test]
    fn garbage_is_nothing_and_never_a_panic() {
        let bytes = shared_object(&["libm.so.6"], None, &["PyInit_demo"]);
        assert_eq!(SharedObject::read(b""), None);
        assert_eq!(SharedObject::read(b"\x7fELF"), None);
        for length in 0..bytes.len() {
            let _ = SharedObject::read(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut broken = bytes.clone();
                broken[at] = value;
                let _ = SharedObject::read(&broken);
            }
        }
    }
}

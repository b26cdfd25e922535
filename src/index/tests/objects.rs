//! Small files of the kinds that archives hold.

use std::io::Write as _;

/// The smallest shared object that a loader would take for one: a header, two segments, names and the dynamic section.
pub(in crate::index) fn shared_object(needed: &[&str], soname: Option<&str>, symbols: &[&str]) -> Vec<u8> {
    let mut strings = vec![0];
    let mut name = |text: &str| {
        let at = strings.len() as u64;
        strings.extend_from_slice(text.as_bytes());
        strings.push(0);
        at
    };
    let mut dynamic: Vec<(u64, u64)> = needed.iter().map(|library| (1, name(library))).collect();
    dynamic.extend(soname.map(|soname| (14, name(soname))));
    for symbol in symbols {
        name(symbol);
    }
    while strings.len() % 8 != 0 {
        strings.push(0);
    }
    // The segment lies higher in memory than in the file, as it usually does.
    const BASE: u64 = 0x1000;
    let (header, segments) = (64, 2 * 56);
    let strings_at = header + segments;
    let dynamic_at = strings_at + strings.len() as u64;
    dynamic.extend([(5, BASE + strings_at), (10, strings.len() as u64), (0, 0)]);
    let dynamic: Vec<u8> = dynamic.iter().flat_map(|(tag, value)| [tag.to_le_bytes(), value.to_le_bytes()].concat()).collect();
    let end = dynamic_at + dynamic.len() as u64;
    let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    let halves = |values: &[u16]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let longs = |values: &[u64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    bytes.extend(halves(&[3, 62, 1, 0]));
    bytes.extend(longs(&[0, header, 0]));
    bytes.extend(halves(&[0, 0, 64, 56, 2, 64, 0, 0]));
    for (kind, start, length) in [(1_u32, 0, end), (2, dynamic_at, dynamic.len() as u64)] {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(4_u32.to_le_bytes());
        bytes.extend(longs(&[start, BASE + start, BASE + start, length, length, 8]));
    }
    bytes.extend(&strings);
    bytes.extend(dynamic);
    bytes
}

/// A zip archive; members whose name begins with `=` are stored without compression.
pub(in crate::index) fn zip_archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        let (name, options) = match name.strip_prefix('=') {
            Some(name) => (name, options.compression_method(zip::CompressionMethod::Stored)),
            None => (*name, options.compression_method(zip::CompressionMethod::Deflated)),
        };
        writer.start_file(name, options.large_file(name.contains("large"))).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A zip archive with one stored member whose every number stands where 64 bits fit, as archives beyond 4 GiB have it.
pub(in crate::index) fn zip64_archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    let halves = |values: &[u16]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let words = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let longs = |values: &[u64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let (length, name_length) = (bytes.len() as u64, u16::try_from(name.len()).unwrap());
    let local_extra = [halves(&[1, 16]), longs(&[length, length])].concat();
    let member = [
        words(&[0x0403_4b50]),
        halves(&[45, 0, 0, 0, 0]),
        words(&[0, u32::MAX, u32::MAX]),
        halves(&[name_length, 20]),
        name.as_bytes().to_vec(),
        local_extra,
        bytes.to_vec(),
    ]
    .concat();
    let extra = [halves(&[0x5455, 1]), vec![0], halves(&[1, 24]), longs(&[length, length, 0])].concat();
    let entry = [
        words(&[0x0201_4b50]),
        halves(&[45, 45, 0, 0, 0, 0]),
        words(&[0, u32::MAX, u32::MAX]),
        halves(&[name_length, u16::try_from(extra.len()).unwrap(), 0, 0, 0]),
        words(&[0, u32::MAX]),
        name.as_bytes().to_vec(),
        extra,
    ]
    .concat();
    let (start, size) = (member.len() as u64, entry.len() as u64);
    let end_64 = [words(&[0x0606_4b50]), longs(&[44]), halves(&[45, 45]), words(&[0, 0]), longs(&[1, 1, size, start])].concat();
    let locator = [words(&[0x0706_4b50, 0]), longs(&[start + size]), words(&[1])].concat();
    let end =
        [words(&[0x0605_4b50]), halves(&[0, 0, u16::MAX, u16::MAX]), words(&[u32::MAX, u32::MAX]), halves(&[3]), b"end".to_vec()];
    [member, entry, end_64, locator, end.concat()].concat()
}

/// A source archive as `python -m build` packs it.
pub(in crate::index) fn tar_gz(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none()));
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

/// Bytes that do not compress: a block that is longer than what deflate looks back, over and over.
pub(in crate::index) fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    let block: Vec<u8> = (0..40_000).map(|_| next()).collect();
    block.iter().copied().cycle().take(length).collect()
}

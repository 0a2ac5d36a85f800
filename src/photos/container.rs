//! Recognises a photo by its content and walks its outer structure, without decoding a pixel.
//!
//! The walk is here because the decoders are lenient where we must not be: a JPEG cut in half decodes to half a
//! picture and grey, and an animation to its first frame.

use super::PhotoError;

/// The kinds of photo that are taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoFormat {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, not APNG.
    Png,
    /// WebP, lossy or lossless, not animated.
    WebP,
}

/// What the walk found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Container {
    pub format: PhotoFormat,
    /// A progressive JPEG: all its coefficients are held in memory while it is decoded.
    pub progressive: bool,
}

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_SIGNATURE: &[u8] = b"\xff\xd8\xff";
const HEIF_BRANDS: [&[u8; 4]; 8] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"];
/// Brands that say "some HEIF"; the compatible brands tell which.
const HEIF_GENERIC_BRANDS: [&[u8; 4]; 2] = [b"mif1", b"msf1"];

/// Tells the format by content and refuses what is no photo, moves, or ends too early.
pub(super) fn inspect(bytes: &[u8]) -> Result<Container, PhotoError> {
    if bytes.is_empty() {
        Err(PhotoError::Empty)
    } else if bytes.starts_with(JPEG_SIGNATURE) {
        walk_jpeg(bytes).ok_or(PhotoError::Broken)
    } else if let Some(chunks) = bytes.strip_prefix(PNG_SIGNATURE) {
        walk_png(chunks).ok_or(PhotoError::Broken)?
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        walk_webp(bytes).ok_or(PhotoError::Broken)?
    } else if is_heif(bytes) {
        Err(PhotoError::HeicUnsupported)
    } else {
        Err(PhotoError::FormatUnsupported)
    }
}

/// A position in the file. Every reading past the end is `None`: the file is cut off.
struct Walk<'a>(&'a [u8]);

impl<'a> Walk<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Skips to the next JPEG marker and returns its code. In entropy-coded data a stuffed `FF 00` is none.
    fn next_marker(&mut self) -> Option<u8> {
        loop {
            let at = memchr::memchr(0xFF, self.0)?;
            self.take(at)?;
            while self.0.first() == Some(&0xFF) {
                self.byte()?;
            }
            match self.byte()? {
                0x00 => {}
                marker => return Some(marker),
            }
        }
    }
}

/// `None` unless the markers lead, past at least one scan, to the end-of-image marker. Bytes after it (the film of
/// a "motion photo", a maker's depth map) are nobody's business: they are never read.
fn walk_jpeg(bytes: &[u8]) -> Option<Container> {
    let mut walk = Walk(bytes);
    walk.take(2)?;
    let mut progressive = false;
    let mut scans = 0_u32;
    loop {
        match walk.next_marker()? {
            0xD9 => {
                return (scans > 0).then_some(Container { format: PhotoFormat::Jpeg, progressive });
            }
            0x01 | 0xD0..=0xD8 => {}
            marker => {
                let length = u16::from_be_bytes(walk.array()?);
                walk.take(usize::from(length.checked_sub(2)?))?;
                match marker {
                    0xC2 | 0xC6 | 0xCA | 0xCE => progressive = true,
                    0xDA => scans = scans.saturating_add(1),
                    _ => {}
                }
            }
        }
    }
}

/// The chunks after the signature; `None` when the closing `IEND` is missing.
fn walk_png(chunks: &[u8]) -> Option<Result<Container, PhotoError>> {
    let mut walk = Walk(chunks);
    loop {
        let length = u32::from_be_bytes(walk.array()?);
        let name = walk.array::<4>()?;
        walk.take(usize::try_from(length).ok()?)?;
        let _checksum = walk.take(4)?;
        match &name {
            b"acTL" => return Some(Err(PhotoError::AnimatedUnsupported)),
            b"IEND" => return Some(Ok(Container { format: PhotoFormat::Png, progressive: false })),
            _ => {}
        }
    }
}

/// `None` when the RIFF size promises more bytes than there are.
fn walk_webp(bytes: &[u8]) -> Option<Result<Container, PhotoError>> {
    let mut walk = Walk(bytes);
    walk.take(4)?;
    let length = usize::try_from(u32::from_le_bytes(walk.array()?)).ok()?;
    let mut chunks = Walk(walk.take(length)?);
    chunks.take(4)?;
    while !chunks.0.is_empty() {
        let name = chunks.array::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(chunks.array()?)).ok()?;
        if matches!(&name, b"ANIM" | b"ANMF") {
            return Some(Err(PhotoError::AnimatedUnsupported));
        }
        chunks.take(length)?;
        if length % 2 == 1 && !chunks.0.is_empty() {
            chunks.byte()?;
        }
    }
    Some(Ok(Container { format: PhotoFormat::WebP, progressive: false }))
}

/// Whether the file begins with an ISO media `ftyp` box of the HEIF family. AVIF shares the box and is not HEIC.
fn is_heif(bytes: &[u8]) -> bool {
    let mut walk = Walk(bytes);
    let Some(length) = walk.array().map(u32::from_be_bytes) else {
        return false;
    };
    if walk.array() != Some(*b"ftyp") {
        return false;
    }
    let Some(major) = walk.array::<4>() else {
        return false;
    };
    let body = usize::try_from(length).unwrap_or(usize::MAX).saturating_sub(16);
    let (_minor, rest) = walk.0.split_at(walk.0.len().min(4));
    let compatible = rest.get(..body.min(rest.len())).unwrap_or_default();
    let names_heif = |brand: &[u8]| HEIF_BRANDS.iter().any(|known| known.as_slice() == brand);
    names_heif(&major) || HEIF_GENERIC_BRANDS.contains(&&major) && compatible.chunks(4).any(names_heif)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
        let length = u32::try_from(16 + 4 * compatible.len()).unwrap();
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend_from_slice(b"ftyp");
        bytes.extend_from_slice(major);
        bytes.extend_from_slice(&[0; 4]);
        compatible.iter().for_each(|brand| bytes.extend_from_slice(*brand));
        bytes.extend_from_slice(b"\0\0\0\x08mdat");
        bytes
    }

    #[test]
    fn heic_is_told_from_its_relatives() {
        let refusal = |bytes: &[u8]| inspect(bytes).unwrap_err();
        assert_eq!(refusal(&ftyp(b"heic", &[b"mif1", b"heic"])), PhotoError::HeicUnsupported);
        assert_eq!(refusal(&ftyp(b"mif1", &[b"mif1", b"heix"])), PhotoError::HeicUnsupported);
        assert_eq!(refusal(&ftyp(b"avif", &[b"mif1", b"miaf"])), PhotoError::FormatUnsupported);
        assert_eq!(refusal(&ftyp(b"mif1", &[b"avif"])), PhotoError::FormatUnsupported);
        assert_eq!(refusal(&ftyp(b"isom", &[b"mp42"])), PhotoError::FormatUnsupported);
    }

    #[test]
    fn anything_else_is_no_photo() {
        for bytes in
            [&b"just words"[..], b"\xff", b"GIF89a", b"RIFF\x04\0\0\0WAVE", b"\0\0\0\x08ftyp", b"<svg/>"]
        {
            assert_eq!(inspect(bytes), Err(PhotoError::FormatUnsupported), "{bytes:?}");
        }
        assert_eq!(inspect(b""), Err(PhotoError::Empty));
    }

    #[test]
    fn a_jpeg_ends_at_its_own_end_and_not_at_that_of_the_preview_inside() {
        let preview = b"\xff\xe1\x00\x08\xff\xd8\xff\xd9\0\0";
        let scan = b"\xff\xda\x00\x02\x12\xff\x00\x34\xff\xd3\x56";
        let whole = [b"\xff\xd8", &preview[..], scan, b"\xff\xd9", b"film"].concat();
        assert_eq!(inspect(&whole), Ok(Container { format: PhotoFormat::Jpeg, progressive: false }));
        for end in 3..whole.len() - 4 {
            assert_eq!(inspect(&whole[..end]), Err(PhotoError::Broken), "cut at {end}");
        }
    }
}

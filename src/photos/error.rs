//! What the photos room refuses, and what can go wrong where the photos lie.

/// Why an upload is not taken in. The messages are meant for the person who sent it and say what to do;
/// [`PhotoError::code`] is stable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// No bytes at all.
    #[error("The photo is empty. Choose it again and resend.")]
    Empty,
    /// More bytes than `photos.max_bytes`.
    #[error("The photo has {bytes} bytes, at most {max_bytes} are allowed. Send a smaller one.")]
    TooLarge {
        /// Size of the upload.
        bytes: u64,
        /// The limit in force.
        max_bytes: u64,
    },
    /// More pixels than `photos.max_pixels`.
    #[error(
        "The photo is {width} × {height} pixels, at most {max_pixels} in total are allowed. Send a smaller one."
    )]
    TooManyPixels {
        /// Width the file claims, in pixels.
        width: u32,
        /// Height the file claims, in pixels.
        height: u32,
        /// The limit in force.
        max_pixels: u64,
    },
    /// Decoding would take more than `photos.decode_memory_bytes`.
    #[error(
        "The photo is stored in a way that takes too much memory to open. Save it as an ordinary JPEG and resend."
    )]
    TooMuchMemory,
    /// Not JPEG, PNG or WebP by its content, or a kind of them that cannot be decoded.
    #[error("This is not a photo we can read. Send a JPEG, PNG or WebP picture.")]
    FormatUnsupported,
    /// HEIC or HEIF, the default of some phones.
    #[error(
        "HEIC photos cannot be read. Send a JPEG: on an iPhone choose Settings → Camera → Formats → Most Compatible."
    )]
    HeicUnsupported,
    /// APNG or animated WebP.
    #[error("Moving pictures cannot be taken. Send a still photo.")]
    AnimatedUnsupported,
    /// Cut off or damaged.
    #[error("The photo is incomplete or damaged. Take or choose it again and resend.")]
    Broken,
    /// All places for preparing photos stayed taken for `photos.queue_timeout_ms`.
    #[error("Too many photos are being received just now. Try again in a moment.")]
    Busy,
}

impl PhotoError {
    /// The stable code of this refusal, in snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "photo_empty",
            Self::TooLarge { .. } => "photo_too_large",
            Self::TooManyPixels { .. } => "photo_too_many_pixels",
            Self::TooMuchMemory => "photo_too_much_memory",
            Self::FormatUnsupported => "photo_format_unsupported",
            Self::HeicUnsupported => "photo_heic_unsupported",
            Self::AnimatedUnsupported => "photo_animated_unsupported",
            Self::Broken => "photo_broken",
            Self::Busy => "photo_room_busy",
        }
    }
}

/// Why a photo could not be kept, fetched or removed. The cause goes to the log where it happens, never outward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No object lies under this key.
    #[error("The photo is not there.")]
    NotFound,
    /// The store is away, too slow, or refuses our credentials. Trying again later may help.
    #[error("The photo store cannot be reached just now. Try again in a moment.")]
    Unavailable,
    /// No space left. Trying again helps only after somebody made room.
    #[error("The photo store has no space left. Tell the administrator, and try again later.")]
    Full,
}

impl StoreError {
    /// The stable code of this failure, in snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotFound => "photo_not_found",
            Self::Unavailable => "photo_store_unavailable",
            Self::Full => "photo_store_full",
        }
    }
}

//! Which thumbnails are made.

/// A shape that a thumbnail can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AspectRatio {
    /// 16:9
    Wide,
    /// 16:10
    Display,
    /// 4:3
    Television,
    /// 5:4
    Monitor,
    /// 1:1
    Square,
}

impl AspectRatio {
    /// Every shape.
    pub const ALL: [Self; 5] = [
        Self::Wide,
        Self::Display,
        Self::Television,
        Self::Monitor,
        Self::Square,
    ];

    /// As the API and the configuration write it: `16:9`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Wide => "16:9",
            Self::Display => "16:10",
            Self::Television => "4:3",
            Self::Monitor => "5:4",
            Self::Square => "1:1",
        }
    }

    /// From the API's or the configuration's text.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ratio| ratio.label() == label)
    }
}

/// A thumbnail's size in pixels (an entry of the configuration's `thumbnails.sizes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThumbnailSize {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The shape it is listed under; 280x157 counts as 16:9, so it is not computed.
    pub aspect_ratio: AspectRatio,
}

impl ThumbnailSize {
    /// The sizes that are made unless the configuration says otherwise.
    pub const DEFAULT: [Self; 5] = [
        Self::new(280, 157, AspectRatio::Wide),
        Self::new(850, 480, AspectRatio::Wide),
        Self::new(1280, 720, AspectRatio::Wide),
        Self::new(1920, 1080, AspectRatio::Wide),
        Self::new(1400, 1400, AspectRatio::Square),
    ];

    const fn new(width: u32, height: u32, aspect_ratio: AspectRatio) -> Self {
        Self {
            width,
            height,
            aspect_ratio,
        }
    }
}

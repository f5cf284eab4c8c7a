//! Group channels.

mod video_channels;

//! Group videos.

mod static_video_files;
mod torrents;
mod video;
mod video_upload;

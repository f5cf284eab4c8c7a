//! Group videos.

mod object_storage;
mod static_video_files;
mod torrents;
mod video;
mod video_upload;

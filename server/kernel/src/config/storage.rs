//! Where data lies.

use std::path::PathBuf;

use super::tree::sections;

sections! {
    /// Directories of each kind of file. Relative paths start at the working directory.
    Storage {
        /// Uploads in progress and spooled request bodies.
        tmp: PathBuf = "data/tmp/",
        tmp_persistent: PathBuf = "data/tmp-persistent/",
        bin: PathBuf = "data/bin/",
        avatars: PathBuf = "data/avatars/",
        web_videos: PathBuf = "data/web-videos/",
        streaming_playlists: PathBuf = "data/streaming-playlists/",
        original_video_files: PathBuf = "data/original-video-files/",
        redundancy: PathBuf = "data/redundancy/",
        logs: PathBuf = "data/logs/",
        previews: PathBuf = "data/previews/",
        thumbnails: PathBuf = "data/thumbnails/",
        storyboards: PathBuf = "data/storyboards/",
        torrents: PathBuf = "data/torrents/",
        captions: PathBuf = "data/captions/",
        cache: PathBuf = "data/cache/",
        plugins: PathBuf = "data/plugins/",
        well_known: PathBuf = "data/well-known/",
        uploads: PathBuf = "data/uploads/",
        client_overrides: PathBuf = "data/client-overrides/",
    }

    /// Static files.
    StaticFiles {
        /// Files of private videos are served only to those who may see the video.
        private_files_require_auth: bool = true,
    }
}

impl Storage {
    /// Puts every directory below `root`, under its usual name.
    pub fn below(root: &std::path::Path) -> Self {
        struct Move<'a>(&'a std::path::Path);
        impl super::Walker for Move<'_> {
            fn open(&mut self, _: &'static str) {}
            fn close(&mut self) {}
            fn leaf(&mut self, name: &'static str, leaf: &mut dyn super::Leaf) {
                let path = self.0.join(name.replace('_', "-"));
                let text = super::Raw::Text(path.to_string_lossy().into_owned());
                // All keys of this section are paths, and a path takes any text.
                let _taken = leaf.set(&text);
            }
        }
        let mut storage = Self::default();
        super::Section::walk(&mut storage, &mut Move(root));
        storage
    }

    /// All directories, for creating them.
    pub fn directories(&self) -> [&PathBuf; 19] {
        [
            &self.tmp,
            &self.tmp_persistent,
            &self.bin,
            &self.avatars,
            &self.web_videos,
            &self.streaming_playlists,
            &self.original_video_files,
            &self.redundancy,
            &self.logs,
            &self.previews,
            &self.thumbnails,
            &self.storyboards,
            &self.torrents,
            &self.captions,
            &self.cache,
            &self.plugins,
            &self.well_known,
            &self.uploads,
            &self.client_overrides,
        ]
    }
}

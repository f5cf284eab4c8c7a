//! `watch`: the crate again whenever what it is made of changes.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout, timeout_at};

use super::generate::{Target, folder, plan, put, tell};
use super::output::{Output, many};
use super::source::contents;
use super::{Failed, signals};

/// An editor that saves several files is done when nothing has happened for this long.
const QUIET: Duration = Duration::from_millis(100);

/// And this is the longest that is waited for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Generates, and again with every change, until it is told to end.
pub(super) fn run(target: &Target, output: &Output) -> Result<(), Failed> {
    // What no change of a file can mend is no state to wait in.
    folder(target, &target.source.settings()?)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let folders = BTreeSet::new();
    runtime.block_on(async {
        let (sender, events) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading is no change, and is what this command does itself.
            if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                // Nobody listens any more only when the command has ended.
                let _ = sender.send(());
            }
        });
        let watcher = watcher.map_err(|error| format!("cannot watch files: {error}"))?;
        let watch = Watch {
            target,
            watcher,
            folders,
            events,
            prints: BTreeMap::new(),
        };
        tokio::select! {
            done = watch.run(output) => done,
            () = signals::end() => Ok(()),
        }
    })
}

struct Watch<'a> {
    target: &'a Target,
    watcher: RecommendedWatcher,
    /// Folders that are watched: a file that an editor replaces by another one is no longer the file that was watched.
    folders: BTreeSet<PathBuf>,
    events: UnboundedReceiver<()>,
    /// What the crate was last made of.
    prints: BTreeMap<PathBuf, Option<u64>>,
}

impl Watch<'_> {
    async fn run(mut self, output: &Output) -> Result<(), Failed> {
        let mut changed = Vec::new();
        loop {
            self.generate(&changed, output);
            self.watch_folders()?;
            // What changed while nobody looked is found before anything is waited for.
            changed = self.changed();
            if !changed.is_empty() {
                changed = self.settled().await;
            }
            while changed.is_empty() {
                if self.events.recv().await.is_none() {
                    return Err("nothing watches the files any more".to_owned().into());
                }
                changed = self.settled().await;
            }
        }
    }

    /// Files that are not what they were, once whoever writes them is done.
    async fn settled(&mut self) -> Vec<PathBuf> {
        self.settle().await;
        self.changed()
    }

    /// Waits until nothing happens any more, and for files that an editor takes away for a moment.
    async fn settle(&mut self) {
        let end = Instant::now() + PATIENCE;
        loop {
            while let Ok(Ok(Some(()))) = timeout_at(end, timeout(QUIET, self.events.recv())).await {
            }
            let is_gone =
                |(path, print): (&PathBuf, &Option<u64>)| print.is_some() && !path.exists();
            if Instant::now() >= end || !self.prints.iter().any(is_gone) {
                return;
            }
        }
    }

    /// Files that are not what they were.
    fn changed(&self) -> Vec<PathBuf> {
        let differs = |(path, before): &(&PathBuf, &Option<u64>)| print(path) != **before;
        let changed = self.prints.iter().filter(differs);
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// One run, and one line about it.
    fn generate(&mut self, changed: &[PathBuf], told: &Output) {
        // Taken before anything is read: a change in the middle is a change.
        for (path, before) in &mut self.prints {
            *before = print(path);
        }
        let began = SystemTime::now();
        let mut output = told.again();
        let mut inputs = vec![self.target.source.settings_file()];
        let done = self.make(&mut inputs, &mut output);
        if done.is_ok() {
            // What is not referred to any more does not matter; while something is broken, it may again.
            self.prints.retain(|path, _| inputs.contains(path));
        }
        for path in inputs {
            // Of a file that is new here, nobody knows whether it was read before it was changed.
            let now = if is_newer(&path, began) {
                None
            } else {
                print(&path)
            };
            self.prints.entry(path).or_insert(now);
        }
        // Told last: whoever reads it may change a file at once.
        let line = match &done {
            Ok(line) => line.as_str(),
            Err(_) => "the crate stays as it was",
        };
        let line = format!("{}: {line}", because(changed));
        let told_changes = output.tell(&json!({ "changed": changed }));
        output.finish(told_changes.and(done.map(drop)));
        told.say(&line);
    }

    /// One run; what it did is said in words.
    fn make(&self, inputs: &mut Vec<PathBuf>, output: &mut Output) -> Result<String, Failed> {
        let mut settings = self.target.source.settings()?;
        inputs.push(settings.spec.clone());
        inputs.extend(settings.templates.files().map(Path::to_owned));
        let folder = settings.config.templates.as_ref();
        inputs.extend(folder.map(|folder| settings.base.join(folder)));
        let plan = plan(self.target, &mut settings, output);
        inputs.append(&mut settings.inputs);
        let plan = plan?;
        let changes = put(self.target, &plan)?;
        tell(&plan, &changes, output)?;
        Ok(format!(
            "{}, {} written, {} deleted, {} unchanged",
            contents(&plan.read),
            many(changes.written.len(), "file"),
            changes.deleted.len(),
            changes.unchanged
        ))
    }

    /// Watches the folders of all inputs, or the nearest one that is there.
    fn watch_folders(&mut self) -> Result<(), Failed> {
        for path in self.prints.keys() {
            let parent = path.parent().unwrap_or(Path::new(""));
            let mut folder = if path.is_dir() { path } else { parent };
            while !folder.as_os_str().is_empty() && !folder.is_dir() {
                folder = folder.parent().unwrap_or(Path::new(""));
            }
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            if !self.folders.contains(folder) {
                let watched = self.watcher.watch(folder, RecursiveMode::NonRecursive);
                watched.map_err(|error| format!("cannot watch {}: {error}", folder.display()))?;
                self.folders.insert(folder.to_owned());
            }
        }
        // A folder that goes away takes its watch with it.
        self.folders.retain(|folder| folder.is_dir());
        Ok(())
    }
}

/// What led to a run.
fn because(changed: &[PathBuf]) -> String {
    match changed {
        [] => "watching".to_owned(),
        [path] => format!("{} changed", path.display()),
        [path, rest @ ..] => format!("{} and {} more changed", path.display(), rest.len()),
    }
}

/// Whether a file was changed after that moment.
fn is_newer(path: &Path, moment: SystemTime) -> bool {
    let changed = std::fs::metadata(path).and_then(|file| file.modified());
    changed.is_ok_and(|changed| changed >= moment)
}

/// What tells the contents of a file from others, or the names in a folder; nothing when there is neither.
fn print(path: &Path) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    if path.is_dir() {
        let entries = std::fs::read_dir(path).ok()?;
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        names.hash(&mut hasher);
    } else {
        std::fs::read(path).ok()?.hash(&mut hasher);
    }
    Some(hasher.finish())
}

//! Where things are, how programs are run, and what is already up to date.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The checkout and cargo's target folder.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Self, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest).parent().ok_or("xtask has no parent folder")?.to_owned();
        let mut project = Self { root, target: PathBuf::new() };
        let answer = output(project.cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
        let metadata: serde_json::Value = serde_json::from_str(&answer).map_err(|e| format!("cargo metadata: {e}"))?;
        project.target = metadata["target_directory"].as_str().ok_or("cargo metadata names no target folder")?.into();
        Ok(project)
    }

    fn program(&self, name: impl Into<OsString>) -> Command {
        let mut command = Command::new(name.into());
        command.current_dir(&self.root).stdin(Stdio::null());
        command
    }

    /// The cargo that runs this command.
    pub(crate) fn cargo(&self) -> Command {
        self.program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub(crate) fn rustc(&self) -> Command {
        self.program(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
    }

    pub(crate) fn rustup(&self) -> Command {
        self.program("rustup")
    }

    pub(crate) fn node(&self) -> Command {
        self.program("node")
    }

    pub(crate) fn npm(&self) -> Command {
        self.program(if cfg!(windows) { "npm.cmd" } else { "npm" })
    }

    /// A program of an npm package, run with node: the same on every system.
    pub(crate) fn npm_program(&self, script: &str) -> Command {
        let mut command = self.node();
        command.arg(self.root.join("node_modules").join(script));
        command
    }

    /// This command's own folder for what it makes on the way.
    pub(crate) fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    fn stamp(&self, step: &str) -> PathBuf {
        self.work().join(format!("{step}.stamp"))
    }

    /// What a step noted when it last succeeded, if that was with the same key.
    pub(crate) fn noted(&self, step: &str, key: &str) -> Option<String> {
        let stamp = std::fs::read_to_string(self.stamp(step)).ok()?;
        let (was, note) = stamp.split_once('\n')?;
        (was == key).then(|| note.to_owned())
    }

    pub(crate) fn note(&self, step: &str, key: &str, note: &str) -> Result<(), String> {
        write(&self.stamp(step), format!("{key}\n{note}").as_bytes())
    }
}

/// Runs a program with its output shown; `Err` when it cannot start or does not succeed.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed ({status})", words(command))) }
}

/// What a program prints; its messages are shown.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| cannot_start(command, &e))?;
    if !output.status.success() {
        return Err(format!("{} failed ({})", words(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|e| format!("{}: {e}", words(command)))
}

pub(crate) fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    let hint = match &*program {
        "node" | "npm" | "npm.cmd" => " (Node.js 20.19, 22.13, or 24 and later is needed: https://nodejs.org)",
        _ => "",
    };
    format!("{program} cannot be started: {error}{hint}")
}

/// A command as one would type it, cut short.
pub(crate) fn words(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy()];
    words.extend(command.get_args().map(|a| a.to_string_lossy()));
    words.iter().take(8).map(|w| w.lines().next().unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

/// Says that a step starts, and after it how long it took.
pub(crate) fn timed<T>(title: &str, step: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    println!("{title} …");
    let start = Instant::now();
    let done = step()?;
    println!("{title}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(done)
}

/// A key for stamps: changes with any part.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    format!("{:016x}", hasher.finish())
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// Writes a file, and its folder where it is missing. A file that is the same already is left alone.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}

/// The files below a folder, as paths from it, in order. Hidden ones are left out.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).map_err(|e| format!("{}: {e}", inner.display()))? {
            let entry = entry.map_err(|e| format!("{}: {e}", inner.display()))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).map_err(|e| e.to_string())?.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

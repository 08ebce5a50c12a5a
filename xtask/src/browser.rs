//! A Chromium for the browser tests: `CHROME`, else one on the PATH, else Debian's package.

use crate::project::run;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const MISSING: &str = "no Chromium was found for the browser tests. Install Chromium or Google Chrome \
                       (Debian and Ubuntu: apt-get install chromium), or set CHROME to its program";

/// The program, installed first where that is possible and needed.
pub(crate) fn find() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("CHROME").filter(|v| !v.is_empty()) {
        return on_path(&named.to_string_lossy()).ok_or(format!("CHROME is {}: no such program", named.display()));
    }
    if let Some(found) = NAMES.iter().find_map(|name| on_path(name)) {
        return Ok(found);
    }
    if !is_root() || on_path("apt-get").is_none() {
        return Err(MISSING.into());
    }
    println!("no Chromium here: apt-get install chromium …");
    for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends", "chromium"]] {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        run(&mut command).map_err(|e| format!("{e}\n{MISSING}"))?;
    }
    on_path("chromium").ok_or(MISSING.into())
}

/// A program by its path, or by its name on the PATH.
fn on_path(name: &str) -> Option<PathBuf> {
    let here = PathBuf::from(name);
    if here.components().count() > 1 {
        return here.is_file().then_some(here);
    }
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|p| p.is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_name_and_by_path() {
        let shell = on_path("sh").unwrap();
        assert_eq!(on_path(&shell.to_string_lossy()), Some(shell));
        assert_eq!(on_path("no-such-program"), None);
        assert_eq!(on_path("./no-such-program"), None);
    }
}

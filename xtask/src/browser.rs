//! The browsers of the page tests, and what reads their PDFs: the one that a variable names, else one on the PATH, else
//! Debian's package.

use crate::project::run;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A program that the page tests run.
pub(crate) struct Program {
    /// As messages name it.
    pub(crate) name: &'static str,
    /// Names the program, to this command and to the tests.
    pub(crate) variable: &'static str,
    /// What the program is called on the PATH, Debian's first.
    programs: &'static [&'static str],
    /// Debian's package.
    package: &'static str,
    /// What to install where there is none.
    any_of: &'static str,
}

pub(crate) const CHROMIUM: Program = Program {
    name: "Chromium",
    variable: "CHROME",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    package: "chromium",
    any_of: "Chromium or Google Chrome (Debian and Ubuntu: apt-get install chromium)",
};

pub(crate) const FIREFOX: Program = Program {
    name: "Firefox",
    variable: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    package: "firefox-esr",
    any_of: "Firefox or Firefox ESR (Debian: apt-get install firefox-esr)",
};

/// Its driver starts the browser that comes with it.
pub(crate) const WEBKIT: Program = Program {
    name: "WebKit's driver",
    variable: "WEBKIT_DRIVER",
    programs: &["WebKitWebDriver"],
    package: "webkit2gtk-driver",
    any_of: "WebKitGTK's driver (Debian and Ubuntu: apt-get install webkit2gtk-driver)",
};

/// WebKit's browser wants a screen.
pub(crate) const SCREEN: Program = Program {
    name: "Xvfb",
    variable: "XVFB",
    programs: &["Xvfb"],
    package: "xvfb",
    any_of: "a virtual screen (Debian and Ubuntu: apt-get install xvfb)",
};

/// The hand-out is read with it.
pub(crate) const PDF: Program = Program {
    name: "pdftotext",
    variable: "PDFTOTEXT",
    programs: &["pdftotext"],
    package: "poppler-utils",
    any_of: "Poppler's programs (Debian and Ubuntu: apt-get install poppler-utils)",
};

impl Program {
    /// The program, installed first where that is possible and needed.
    pub(crate) fn find(&self) -> Result<PathBuf, String> {
        let named = std::env::var_os(self.variable).filter(|v| !v.is_empty());
        match self.present(named)? {
            Some(found) => Ok(found),
            None => self.install(),
        }
    }

    /// The one that is named, else the first on the PATH.
    fn present(&self, named: Option<OsString>) -> Result<Option<PathBuf>, String> {
        let Some(named) = named else { return Ok(self.programs.iter().find_map(|name| on_path(name))) };
        let found = on_path(&named.to_string_lossy());
        found.map(Some).ok_or_else(|| format!("{} is {}: no such program", self.variable, named.display()))
    }

    fn install(&self) -> Result<PathBuf, String> {
        let package = self.package;
        if !is_root() || on_path("apt-get").is_none() {
            return Err(self.missing());
        }
        println!("no {} here: apt-get install {package} …", self.name);
        for arguments in [&["update"][..], &["install", "--yes", "--no-install-recommends", package]] {
            let mut command = Command::new("apt-get");
            command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
            run(&mut command).map_err(|e| format!("{e}\n{}", self.missing()))?;
        }
        self.programs.iter().find_map(|name| on_path(name)).ok_or_else(|| self.missing())
    }

    fn missing(&self) -> String {
        let Self { name, variable, any_of, .. } = self;
        format!("no {name} was found for the page tests. Install {any_of}, or set {variable} to its program")
    }
}

/// A program by its path, or by its name on the PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
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

    #[test]
    fn a_named_program_comes_first_and_must_be_there() {
        for browser in [CHROMIUM, FIREFOX] {
            assert_eq!(browser.present(Some("sh".into())).unwrap(), on_path("sh"));
            let error = browser.present(Some("no-such-program".into())).unwrap_err();
            assert_eq!(error, format!("{} is no-such-program: no such program", browser.variable));
        }
    }

    #[test]
    fn without_a_name_the_first_on_the_path_is_taken() {
        let browser = Program { programs: &["no-such-program", "sh"], ..FIREFOX };
        assert_eq!(browser.present(None).unwrap(), on_path("sh"));
        assert_eq!(Program { programs: &["no-such-program"], ..FIREFOX }.present(None).unwrap(), None);
    }

    #[test]
    fn where_there_is_none_the_words_say_what_to_install() {
        assert_eq!(
            FIREFOX.missing(),
            "no Firefox was found for the page tests. Install Firefox or Firefox ESR (Debian: apt-get install \
             firefox-esr), or set FIREFOX to its program"
        );
        assert!(CHROMIUM.missing().contains("apt-get install chromium") && CHROMIUM.missing().contains("CHROME"));
    }
}

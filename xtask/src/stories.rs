//! `dist/stories/*.still.json`: the charts of each story as answered and drawn by the build, for browsers that cannot run
//! the module.

use crate::project::{Project, files, read, run};
use std::path::{Path, PathBuf};

/// The files by their path in the site.
pub(crate) fn all(project: &Project) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let out = project.work().join("stories");
    run(project.node().arg(project.root.join("xtask/src/stories.mjs")).arg(&project.root).arg(&out))?;
    files(&out)?.iter().map(|path| Ok((Path::new("stories").join(path), read(&out.join(path))?))).collect()
}

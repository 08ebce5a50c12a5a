//! `dist/common-measure.html`: the whole site as one file that runs from a disk, without a network. `single.mjs` makes it
//! of what stands in `dist/`.

use crate::project::{Project, digest, files, read, run, timed};
use std::path::Path;

pub(crate) const FILE: &str = "common-measure.html";

/// To be called when all else is in `dist/`.
pub(crate) fn write(project: &Project) -> Result<(), String> {
    let file = project.root.join("dist").join(FILE);
    let key = key(project)?;
    if project.noted("single", &key).is_some_and(|made| read(&file).is_ok_and(|bytes| digest(&[&bytes]) == made)) {
        return Ok(());
    }
    timed("the site as one file (esbuild)", || {
        let script = project.root.join("xtask/src/single.mjs");
        run(project.node().arg(script).arg(&project.root).arg(&file))
    })?;
    project.note("single", &key, &digest(&[&read(&file)?]))
}

/// Of all that may go into it.
fn key(project: &Project) -> Result<String, String> {
    let mut parts = vec![include_bytes!("single.mjs").to_vec()];
    for name in ["package.json", "package-lock.json"] {
        parts.push(read(&project.root.join(name))?);
    }
    for folder in ["dist", "www/js/single"] {
        let folder = project.root.join(folder);
        for path in files(&folder)?.iter().filter(|path| *path != Path::new(FILE)) {
            parts.push(path.to_string_lossy().into_owned().into_bytes());
            parts.push(read(&folder.join(path))?);
        }
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

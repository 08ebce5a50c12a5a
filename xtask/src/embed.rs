//! `dist/embed/1/`: what a page of somebody else's loads. `common-measure.js` is the path that receives fixes; the same
//! file stands beside it under a name with its hash, which never changes, for subresource integrity. It asks for the
//! module by a name with a hash too, so that an old file never meets a new module.

use crate::build::WASM;
use crate::project::{Project, digest, files, read, run, timed};
use std::path::{Path, PathBuf};

/// The folder of the version whose promises `docs/embed.md` writes down.
pub(crate) const FOLDER: &str = "embed/1";

/// Where the module for embeds is made.
pub(crate) fn module(project: &Project) -> PathBuf {
    project.work().join("charts")
}

/// The files by their path in the site.
pub(crate) fn all(project: &Project) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let out = project.work().join("embed");
    let key = key(project)?;
    if project.noted("embed", &key).is_none() || !out.join("common-measure.js").is_file() {
        timed("the element for other pages (esbuild)", || {
            let script = project.root.join("xtask/src/embed.mjs");
            run(project.node().arg(script).arg(&project.root).arg(module(project)).arg(&out))
        })?;
        project.note("embed", &key, "")?;
    }
    files(&out)?.iter().map(|path| Ok((Path::new(FOLDER).join(path), read(&out.join(path))?))).collect()
}

/// Of all that goes into it.
fn key(project: &Project) -> Result<String, String> {
    let mut parts = vec![
        include_bytes!("embed.mjs").to_vec(),
        include_bytes!("headless.mjs").to_vec(),
        read(&project.root.join("package-lock.json"))?,
        read(&module(project).join(WASM))?,
        read(&project.root.join("pkg").join(WASM))?,
        read(&project.root.join("dist/map/06-counties.json"))?,
    ];
    for folder in ["www/js", "www/css", "www/messages", "www/data"] {
        let folder = project.root.join(folder);
        for path in files(&folder)? {
            parts.push(path.to_string_lossy().into_owned().into_bytes());
            parts.push(read(&folder.join(path))?);
        }
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

//! `dist/view/`: the explorer's views at their first questions, and the agenda, as pages with picture and table that need
//! no script; `dist/oembed/`: how other sites show them (oEmbed 1.0). Consumers of oEmbed follow no relative address, so
//! that these files, and the links to them, are made only for a site whose address is known.

use crate::project::{Project, files as below, read, run};
use std::path::PathBuf;

/// Where a site will stand: `https://measure.example/`.
pub(crate) fn address(words: &str) -> Result<&str, String> {
    let host = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://"));
    match host {
        Some(host) if host.ends_with('/') && host.len() > 1 && !host.contains(['?', '#', '"', ' ']) => Ok(words),
        _ => Err(format!("{words} is not where a site stands: https://…/, with the slash at its end")),
    }
}

/// The files by their path in the site, to be made when the static charts are in `dist/`.
pub(crate) fn files(project: &Project, site: Option<&str>) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let out = project.work().join("published");
    let script = project.root.join("xtask/src/published.mjs");
    run(project.node().arg(script).arg(&project.root).arg(&out).args(site))?;
    below(&out)?.into_iter().map(|path| read(&out.join(&path)).map(|bytes| (path, bytes))).collect()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_site_stands_at_a_folder_of_the_web() {
        assert!(address("https://measure.example/").is_ok() && address("http://localhost:8080/charts/").is_ok());
        for wrong in ["measure.example", "https://measure.example", "https:///", "ftp://a/", "https://a/?b/"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}

//! What a visit asks of a server, counted on the built site and written into `docs/scaling.md`.

use crate::browser::CHROMIUM;
use crate::build;
use crate::project::{Project, run};

pub(crate) fn count(project: &Project) -> Result<(), String> {
    build::run_all(project)?;
    let mut command = project.node();
    command.arg(project.root.join("benches/visit.mjs")).arg(project.root.join("dist")).env("CHROME", CHROMIUM.find()?);
    run(&mut command)
}

//! The plain log of `docker build`: which instructions ran, and which came out of the cache.

use std::collections::BTreeMap;

/// An instruction as the log names it. Ex) `#7 [deps 2/3] RUN pip install …`
#[derive(Debug, PartialEq, Eq)]
pub struct LoggedStep<'a> {
    pub stage: &'a str,
    /// Its place within the stage.
    pub index: usize,
    pub instruction: &'a str,
    pub cached: bool,
}

/// Every instruction of a log, by stage and place.
pub fn steps(log: &str) -> Vec<LoggedStep<'_>> {
    let mut steps: BTreeMap<&str, LoggedStep<'_>> = BTreeMap::new();
    for line in log.lines() {
        let Some((vertex, rest)) = line.strip_prefix('#').and_then(|line| line.split_once(' ')) else { continue };
        if rest.trim() == "CACHED" {
            if let Some(step) = steps.get_mut(vertex) {
                step.cached = true;
            }
        } else if let Some(step) = named(rest) {
            steps.entry(vertex).or_insert(step);
        }
    }
    let mut steps: Vec<LoggedStep<'_>> = steps.into_values().collect();
    steps.sort_by_key(|step| (step.stage, step.index));
    steps
}

/// `[deps 2/3] RUN …`
fn named(text: &str) -> Option<LoggedStep<'_>> {
    let (place, instruction) = text.strip_prefix('[')?.split_once("] ")?;
    // The padding of ` 2/10` is a blank more.
    let (stage, number) = place.split_once(' ')?;
    let index = number.trim().split_once('/')?.0.parse().ok()?;
    Some(LoggedStep { stage, index, instruction, cached: false })
}

/// What a change of the source alone must not repeat: in every stage, each RUN in front of the first file that changed.
/// Returns the cached installations, or the first instruction that ran for nothing.
pub fn cached_installs(log: &str) -> Result<Vec<String>, String> {
    let mut installs = Vec::new();
    let mut changed_in = None;
    for step in steps(log) {
        let runs = step.instruction.starts_with("RUN ");
        let takes_source = step.instruction.starts_with("COPY ") || step.instruction.contains("--mount=type=bind,target=.");
        if !step.cached && takes_source {
            changed_in = Some(step.stage);
        } else if runs && !step.cached && changed_in != Some(step.stage) {
            return Err(format!("[{} {}] {} ran again after a change of the source", step.stage, step.index, step.instruction));
        } else if runs && step.cached && [" install", " sync", "npm ci"].iter().any(|word| step.instruction.contains(word)) {
            installs.push(step.instruction.to_owned());
        }
    }
    Ok(installs)
}

/// A trial of its own: a reader of logs that reads nothing would let everything pass.
pub fn self_test() -> Result<(), String> {
    const LOG: &str = "#1 [internal] load build definition from Dockerfile\n#6 [base 2/2] WORKDIR /app\n#6 CACHED\n\
        #7 [deps 1/1] RUN pip install -r requirements.txt\n#7 CACHED\n#9 [production  4/10] COPY app.py ./\n#9 DONE 0.1s\n\
        #12 [production  5/10] RUN python -m compileall\n#12 0.1 text\n#12 DONE 0.2s\n";
    let wanted = vec!["RUN pip install -r requirements.txt".to_owned()];
    if cached_installs(LOG) != Ok(wanted) {
        return Err(format!("{:?}", cached_installs(LOG)));
    }
    let repeated = LOG.replacen("#7 CACHED", "#7 DONE 9.9s", 1);
    if cached_installs(&repeated).is_ok() {
        return Err("an installation that ran again was not noticed".to_owned());
    }
    Ok(())
}

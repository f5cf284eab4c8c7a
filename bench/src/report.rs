//! Rows of the result, printed as a Markdown table.

/// One measured figure.
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// The figure with its unit.
    pub(crate) figure: String,
    /// What it is compared with, measured in the same run, and the ratio.
    pub(crate) against: String,
    /// What is aimed at.
    pub(crate) target: &'static str,
    /// Whether the target is met.
    pub(crate) met: bool,
}

/// Prints the rows as they go into `BENCHMARKS.md`.
pub(crate) fn print(rows: &[Row]) {
    println!("| what | figure | against, in the same run | target | met |");
    println!("|---|---|---|---|---|");
    for row in rows {
        let met = if row.met { "yes" } else { "no" };
        println!(
            "| {} | {} | {} | {} | {met} |",
            row.what, row.figure, row.against, row.target
        );
    }
}

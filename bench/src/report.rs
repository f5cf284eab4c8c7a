//! Rows of the result, printed as a Markdown table.

/// One measured figure.
pub struct Row {
    /// What was measured.
    pub what: &'static str,
    /// The figure with its unit.
    pub figure: String,
    /// What it is compared with, measured in the same run, and the ratio.
    pub against: String,
    /// What is aimed at.
    pub target: &'static str,
    /// Whether the target is met.
    pub met: bool,
}

/// Prints the rows as they go into `BENCHMARKS.md`.
pub fn print(rows: &[Row]) {
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

//! Reports as tools read them.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Diagnostic, Excerpt, Position, Report, Severity};

/// Version of the shape. Keys may be added to it; a key is never removed or given another meaning without a new number.
const VERSION: u32 = 1;

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 5)?;
        report.serialize_field("version", &VERSION)?;
        report.serialize_field("errors", &self.count(Severity::Error))?;
        report.serialize_field("unsupported", &self.count(Severity::Unsupported))?;
        report.serialize_field("warnings", &self.count(Severity::Warning))?;
        report.serialize_field("diagnostics", &self.diagnostics)?;
        report.end()
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let position = self.position.as_ref();
        let related: Vec<Value> = self.related.iter().map(related).collect();
        let mut finding = serializer.serialize_struct("Diagnostic", 8)?;
        finding.serialize_field("code", self.code.name())?;
        finding.serialize_field("severity", &self.severity)?;
        finding.serialize_field("message", &self.message)?;
        finding.serialize_field("help", &self.help)?;
        finding.serialize_field("place", &position.map(|place| at(place, &self.source)))?;
        finding.serialize_field("related", &related)?;
        finding.serialize_field("pointers", &self.pointers)?;
        finding.serialize_field("skipped", &self.tolerated)?;
        finding.end()
    }
}

fn related(related: &super::Related) -> Value {
    json!({ "label": related.label, "place": at(&related.position, &related.source) })
}

fn at(position: &Position, source: &Excerpt) -> Value {
    json!({
        "file": position.file.to_string_lossy(),
        "line": position.line,
        "column": position.column,
        "endColumn": position.column + source.width(),
        "source": source.text,
    })
}

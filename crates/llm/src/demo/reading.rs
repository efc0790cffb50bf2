use serde_json::Value;

/// Looks into the JSON of a tool result without trusting its shape: what is not there reads as empty.
pub(super) trait Reading {
    /// The text at a path like `location.name`; empty when there is none.
    fn text(&self, path: &str) -> &str;
    /// The number at a path.
    fn number(&self, path: &str) -> Option<f64>;
    /// The list at a path; empty when there is none.
    fn list(&self, path: &str) -> &[Value];
    /// Whatever stands at a path.
    fn at(&self, path: &str) -> &Value;
}

impl Reading for Value {
    fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_default()
    }

    fn number(&self, path: &str) -> Option<f64> {
        self.at(path).as_f64()
    }

    fn list(&self, path: &str) -> &[Value] {
        self.at(path).as_array().map_or(&[], Vec::as_slice)
    }

    fn at(&self, path: &str) -> &Value {
        path.split('.').fold(self, |value, key| value.get(key).unwrap_or(&Value::Null))
    }
}

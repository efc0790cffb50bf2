use serde_json::Value;

/// What a provider says when it refuses: the same few fields in different places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Its name for the kind of error: `overloaded_error`, `insufficient_quota`.
    pub(crate) kind: String,
    /// A finer name, at OpenAI: `model_not_found`.
    pub(crate) code: String,
    /// Words for a developer. They may quote what was sent.
    pub(crate) message: String,
}

impl Complaint {
    /// Reads an error body or an error message of a stream: Anthropic's and OpenAI's `{"error": {"type", "message"}}`, Ollama's
    /// `{"error": "…"}`, and `{"message"}` or `{"detail"}` of servers that speak OpenAI's protocol. `None` if it is none of them.
    pub(crate) fn read(body: &Value) -> Option<Self> {
        let error = match &body["error"] {
            Value::Null => body,
            error => error,
        };
        let text = |field: &str| match &error[field] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let message = match error {
            Value::String(text) => text.clone(),
            Value::Object(fields) if fields.contains_key("message") => text("message"),
            Value::Object(fields) if fields.contains_key("detail") => text("detail"),
            _ => return None,
        };
        Some(Self { kind: text("type"), code: text("code"), message })
    }

    /// The HTTP status that an error inside a stream would have had.
    pub(crate) fn status(&self) -> u16 {
        match self.kind.as_str() {
            "invalid_request_error" => 400,
            "authentication_error" => 401,
            "billing_error" => 402,
            "permission_error" => 403,
            "not_found_error" => 404,
            "request_too_large" => 413,
            "rate_limit_error" | "rate_limit_exceeded" | "insufficient_quota" | "requests" | "tokens" => 429,
            "timeout_error" => 504,
            "overloaded_error" => 529,
            // Some servers put the status of a failed upstream into `code`.
            _ => self.code.parse().ok().filter(|code| (400..600).contains(code)).unwrap_or(500),
        }
    }

    pub(crate) fn is_about_credit(&self) -> bool {
        self.kind == "billing_error"
            || self.kind == "insufficient_quota"
            || self.code == "insufficient_quota"
            || self.message.contains("credit balance is too low")
    }

    pub(crate) fn is_about_model(&self) -> bool {
        self.code == "model_not_found"
    }

    pub(crate) fn is_about_length(&self) -> bool {
        self.code == "context_length_exceeded"
            || self.kind == "request_too_large"
            || self.message.contains("prompt is too long")
            || self.message.contains("exceeds the context length")
            || self.message.contains("maximum context length")
            || self.message.contains("exceed_context_size")
    }

    /// Newer Claude models refuse a thinking block when anything before it has changed since, for example because the oldest
    /// messages were summed up: <https://platform.claude.com/docs/en/build-with-claude/preserved-thinking/prefix-checks>.
    pub(crate) fn is_about_thinking(&self) -> bool {
        self.message.contains("Invalid `signature` in `thinking`") || self.message.contains("bound to a different")
    }

    pub(crate) fn is_about_tools(&self) -> bool {
        self.message.contains("does not support tools")
    }
}

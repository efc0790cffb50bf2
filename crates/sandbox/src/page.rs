//! Long lists in pages.

use mcp_kit::ToolError;
use schemars::JsonSchema;
use serde::Serialize;

/// How much of a list an answer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Page {
    /// How many there are.
    pub total: usize,
    /// How many are here.
    pub returned: usize,
    /// Give it as `cursor` to get the next ones; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl Page {
    /// Cuts one page out of a whole list: `limit` items, or `usual` when none is given, never more than `most`.
    pub fn of<T>(
        all: Vec<T>,
        cursor: Option<&str>,
        (name, limit): (&str, Option<usize>),
        usual: usize,
        most: usize,
    ) -> Result<(Vec<T>, Self), ToolError> {
        let limit = limit.unwrap_or(usual);
        if !(1..=most).contains(&limit) {
            return Err(ToolError::invalid_argument(name, format_args!("{limit} is not between 1 and {most}")));
        }
        let total = all.len();
        let start: usize = match cursor {
            None => 0,
            Some(cursor) => cursor.parse().ok().filter(|start| *start <= total).ok_or_else(|| {
                ToolError::invalid_argument("cursor", "it is not the next_cursor of an answer to this question")
            })?,
        };
        let items: Vec<T> = all.into_iter().skip(start).take(limit).collect();
        let next = start + items.len();
        let page = Self { total, returned: items.len(), next_cursor: (next < total).then(|| next.to_string()) };
        Ok((items, page))
    }

    /// “1 mail”, “12 mails”: how many there are, of what.
    pub fn count(&self, one: &str, many: &str) -> String {
        format!("{} {}", self.total, if self.total == 1 { one } else { many })
    }

    /// “(3 of 12; cursor 3 for more)”, or nothing when all are here.
    pub fn hint(&self) -> String {
        self.next_cursor
            .as_ref()
            .map(|next| format!("\n({} of {}; cursor {next} gives the next)", self.returned, self.total))
            .unwrap_or_default()
    }
}

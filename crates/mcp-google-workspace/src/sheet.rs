//! Spreadsheets: the household keeps one, its budget by month.

use std::collections::BTreeMap;

use household::{Cents, Window, person};
use mcp_kit::ToolError;
use sandbox::Found;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The id of the one spreadsheet.
const BUDGET: &str = "household-budget";

/// The name of its one sheet.
const MONTHS: &str = "Months";

/// The columns between the month and the total: a heading and the categories of Splitwise that it sums up.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("Groceries", &["Groceries"]),
    ("Dining out", &["Dining out"]),
    ("Utilities", &["Electricity", "TV/Phone/Internet"]),
    ("Travel", &["Hotel"]),
];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    spreadsheet_id: String,
    /// A1 notation: `Months`, `Months!A1:F4`, `A2:B3`.
    range: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Table {
    spreadsheet_id: &'static str,
    /// The range that the values fill.
    range: String,
    /// Rows of cells as they are shown.
    values: Vec<Vec<String>>,
}

pub(crate) fn values(window: &Window, asked: &Asked) -> Found<Table> {
    if asked.spreadsheet_id != BUDGET {
        return Err(ToolError::not_found(format_args!("spreadsheet {}; there is {BUDGET}", asked.spreadsheet_id)));
    }
    let block = Block::parse(&asked.range).ok_or_else(|| {
        ToolError::invalid_argument("range", "write a sheet, cells or both: Months, A1:F4, Months!A1:F4")
    })?;
    let table = budget(window);
    let rows: Vec<Vec<String>> = table
        .into_iter()
        .skip(block.first.row)
        .take(block.last.row.saturating_sub(block.first.row).saturating_add(1))
        .map(|row| {
            let width = block.last.column.saturating_sub(block.first.column).saturating_add(1);
            row.into_iter().skip(block.first.column).take(width).collect()
        })
        .collect();
    let height = rows.len().max(1);
    let width = rows.first().map_or(1, Vec::len).max(1);
    let end = Cell { column: block.first.column + width - 1, row: block.first.row + height - 1 };
    let range = format!("{MONTHS}!{}:{}", block.first.name(), end.name());
    let lines: Vec<String> = rows.iter().map(|row| format!("\n{}", row.join(" | "))).collect();
    let text = format!("{range}, amounts in {}:{}", person().currency, lines.concat());
    Ok((Table { spreadsheet_id: BUDGET, range, values: rows }, text))
}

/// A heading and one row per month: the person's own share of what was spent.
fn budget(window: &Window) -> Vec<Vec<String>> {
    let mut months: BTreeMap<String, [Cents; COLUMNS.len()]> = BTreeMap::new();
    for expense in household::ledger(window).into_iter().filter(|expense| expense.settles.is_none()) {
        let own = expense.shares.iter().filter(|share| share.who == person().human).map(|share| share.owed).sum();
        let sums = months.entry(expense.at.strftime("%Y-%m").to_string()).or_default();
        for (sum, (_, categories)) in sums.iter_mut().zip(COLUMNS) {
            if categories.contains(&expense.category.name) {
                *sum = [*sum, own].into_iter().sum();
            }
        }
    }
    let heading = ["Month"].into_iter().chain(COLUMNS.map(|(heading, _)| heading)).chain(["Total"]);
    let mut table = vec![heading.map(str::to_owned).collect()];
    table.extend(months.into_iter().map(|(month, sums)| {
        let total: Cents = sums.into_iter().sum();
        let amounts = sums.into_iter().chain([total]).map(|sum| sum.to_string());
        [month].into_iter().chain(amounts).collect()
    }));
    table
}

/// A rectangle of cells, both corners included.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    first: Cell,
    last: Cell,
}

/// A cell, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    column: usize,
    row: usize,
}

impl Block {
    /// The part of A1 notation that people write; none if it is not that, or names another sheet.
    fn parse(range: &str) -> Option<Self> {
        let whole = Self { first: Cell { column: 0, row: 0 }, last: Cell { column: usize::MAX, row: usize::MAX } };
        let range = range.trim();
        let is_sheet = |name: &str| name.trim_matches('\'').eq_ignore_ascii_case(MONTHS);
        let cells = match range.split_once('!') {
            Some((sheet, cells)) if is_sheet(sheet) => cells,
            Some(_) => return None,
            None if is_sheet(range) => return Some(whole),
            None => range,
        };
        let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
        let (first, last) = (Cell::parse(first, 0)?, Cell::parse(last, usize::MAX)?);
        (first.column <= last.column && first.row <= last.row).then_some(Self { first, last })
    }
}

impl Cell {
    /// `B3`; without a number, as in `A:C`, the row is `open_row`.
    fn parse(name: &str, open_row: usize) -> Option<Self> {
        let digits = name.find(|letter: char| letter.is_ascii_digit()).unwrap_or(name.len());
        let (letters, number) = name.split_at(digits);
        let column = match letters.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => usize::from(letter.to_ascii_uppercase() - b'A'),
            _ => return None,
        };
        let row = if number.is_empty() { open_row } else { number.parse::<usize>().ok()?.checked_sub(1)? };
        Some(Self { column, row })
    }

    fn name(self) -> String {
        let letter = u8::try_from(self.column).ok().and_then(|column| b'A'.checked_add(column)).map_or('?', char::from);
        format!("{letter}{}", self.row + 1)
    }
}

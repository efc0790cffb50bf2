//! Turns a filter into SQL.

use db::{Dialect, UtcTime};
use jiff::Timestamp;
use jiff::civil::Date;
use mcp_kit::JsonObject;
use serde_json::Value;
use uuid::Uuid;

use super::entities::{Field, Kind, Table};
use crate::author::Author;
use crate::error::CallError;
use crate::moment::{self, Given};
use crate::partial_date;
use crate::statement::Statement;

/// The most conditions of a query, and the most values of a list.
const MOST: usize = 50;

/// Adds ` and …` for each condition.
pub(crate) fn push(
    statement: &mut Statement,
    dialect: Dialect,
    author: &Author<'_>,
    table: &'static Table,
    filter: &JsonObject,
) -> Result<(), CallError> {
    let mut conditions = 0;
    for (name, asked) in filter {
        let field = field(table, "where", name)?;
        let operators: Vec<(&str, &Value)> = match asked {
            Value::Object(operators) => operators.iter().map(|(operator, value)| (operator.as_str(), value)).collect(),
            // of a list, the short form asks for a member
            value if field.kind == Kind::List => vec![("contains", value)],
            Value::Null => vec![("isNull", &Value::Bool(true))],
            value => vec![("eq", value)],
        };
        for (operator, value) in operators {
            conditions += 1;
            if conditions > MOST {
                return Err(CallError::invalid("where", format!("a query has at most {MOST} conditions")));
            }
            let asked = Asked { name, operator, value, author };
            let condition = asked.condition(statement, field, dialect)?;
            statement.push(" and ").push(&condition);
        }
    }
    Ok(())
}

/// The field of that name; the error lists all there are.
pub(crate) fn field(table: &'static Table, argument: &str, name: &str) -> Result<&'static Field, CallError> {
    // “participants.name” means “participants”
    let short = name.strip_suffix(".name").unwrap_or(name);
    table.fields.iter().find(|field| field.name == short).ok_or_else(|| {
        let valid: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
        let name = moment::short(name);
        CallError::invalid(argument, format!("{} have no field “{name}”; valid: {}", table.entity, valid.join(", ")))
    })
}

/// One condition, as it was asked.
struct Asked<'a> {
    name: &'a str,
    operator: &'a str,
    value: &'a Value,
    author: &'a Author<'a>,
}

impl Asked<'_> {
    fn condition(&self, statement: &mut Statement, field: &Field, dialect: Dialect) -> Result<String, CallError> {
        let sql = field.sql(dialect);
        let Some(exists) = field.exists else { return self.plain(statement, field.kind, sql) };
        // “not X” of many means that none is X
        let (operator, negated) = match self.operator {
            "neq" => ("eq", true),
            "notIn" => ("in", true),
            "isNull" => {
                let none = self.boolean()?;
                let any = exists.replace("{}", &format!("{sql} is not null"));
                return Ok(if none { format!("not {any}") } else { any });
            }
            other => (other, false),
        };
        let plain = Asked { operator, ..*self }.plain(statement, field.kind, sql)?;
        let condition = exists.replace("{}", &plain);
        Ok(if negated { format!("not {condition}") } else { condition })
    }

    fn plain(&self, statement: &mut Statement, kind: Kind, sql: &str) -> Result<String, CallError> {
        match (self.operator, kind) {
            ("isNull", _) => Ok(if self.boolean()? { format!("{sql} is null") } else { format!("{sql} is not null") }),
            ("contains", Kind::List) => self.member(statement, sql, self.value),
            ("overlaps", Kind::List) => {
                let members = self.list()?.iter().map(|value| self.member(statement, sql, value));
                Ok(any(&members.collect::<Result<Vec<_>, _>>()?))
            }
            ("contains" | "startsWith", Kind::Text) => {
                let text = escaped(self.text()?);
                Ok(like(
                    statement,
                    sql,
                    &if self.operator == "contains" { format!("%{text}%") } else { format!("{text}%") },
                ))
            }
            ("in", kind) if kind != Kind::List => {
                let each = self
                    .list()?
                    .iter()
                    .map(|value| Asked { operator: "eq", value, ..*self }.plain(statement, kind, sql));
                Ok(any(&each.collect::<Result<Vec<_>, _>>()?))
            }
            ("notIn", kind) if kind != Kind::List => {
                let each = self
                    .list()?
                    .iter()
                    .map(|value| Asked { operator: "neq", value, ..*self }.plain(statement, kind, sql));
                Ok(format!("({})", each.collect::<Result<Vec<_>, _>>()?.join(" and ")))
            }
            ("eq" | "neq" | "gt" | "gte" | "lt" | "lte", Kind::Date | Kind::Instant) => {
                self.in_time(statement, kind, sql)
            }
            ("eq" | "neq", Kind::Text | Kind::Number | Kind::Bool | Kind::Id)
            | ("gt" | "gte" | "lt" | "lte", Kind::Text | Kind::Number) => {
                let place = self.scalar(statement, kind)?;
                Ok(match self.operator {
                    "eq" => format!("{sql} = {place}"),
                    // a row without a value is not equal either
                    "neq" => format!("{sql} is distinct from {place}"),
                    "gt" => format!("{sql} > {place}"),
                    "gte" => format!("{sql} >= {place}"),
                    "lt" => format!("{sql} < {place}"),
                    _ => format!("{sql} <= {place}"),
                })
            }
            _ => Err(self.invalid(&format!("takes {}", operators(kind)))),
        }
    }

    /// A day, a moment, or a part of the calendar: equal means inside, after means after its end.
    fn in_time(&self, statement: &mut Statement, kind: Kind, sql: &str) -> Result<String, CallError> {
        let (first, next) = self.stretch(statement, kind)?;
        Ok(match self.operator {
            "eq" => format!("({sql} >= {first} and {sql} < {next})"),
            "neq" => format!("({sql} is null or {sql} < {first} or {sql} >= {next})"),
            "gt" => format!("{sql} >= {next}"),
            "gte" => format!("{sql} >= {first}"),
            "lt" => format!("{sql} < {first}"),
            _ => format!("{sql} < {next}"),
        })
    }

    /// The places of the first value inside and of the first after it.
    fn stretch(&self, statement: &mut Statement, kind: Kind) -> Result<(String, String), CallError> {
        let text = self.text()?;
        if let Some((first, last)) = partial_date::days(text.trim()) {
            let next = partial_date::next(last);
            if kind == Kind::Date {
                return Ok((statement.place(first.to_string()), statement.place(next.to_string())));
            }
            let start = |day: Date| moment::day_bounds(day, &self.author.zone).0;
            return Ok((statement.place(UtcTime(start(first))), statement.place(UtcTime(start(next)))));
        }
        let at = match moment::read(&format!("where.{}", self.name), text, &self.author.zone)? {
            Given::At(at) => at,
            Given::Day(day) => moment::day_bounds(day, &self.author.zone).0,
        };
        if kind == Kind::Date {
            return Err(self.invalid("takes dates: 2026, 2026-01 or 2026-01-31"));
        }
        // stored times are whole microseconds, so the next one is the first after it
        let at = Timestamp::from_microsecond(at.as_microsecond()).expect("rounding keeps a time in range");
        let next = Timestamp::from_microsecond(at.as_microsecond() + 1).expect("years stay below 2201");
        Ok((statement.place(UtcTime(at)), statement.place(UtcTime(next))))
    }

    fn scalar(&self, statement: &mut Statement, kind: Kind) -> Result<String, CallError> {
        Ok(match kind {
            Kind::Number => match self.value.as_f64() {
                Some(number) => statement.place(number),
                None => return Err(self.invalid("takes numbers")),
            },
            Kind::Bool => {
                let value = self.boolean()?;
                statement.place(value)
            }
            Kind::Id => match self.value.as_str().and_then(|text| text.parse::<Uuid>().ok()) {
                Some(id) => statement.place(id),
                None => return Err(self.invalid("takes ids, as answers give them")),
            },
            _ => {
                let text = self.text()?;
                statement.place(text)
            }
        })
    }

    /// A stored list holds each word between quotation marks, and no word holds one.
    fn member(&self, statement: &mut Statement, sql: &str, value: &Value) -> Result<String, CallError> {
        let Some(word) = value.as_str() else { return Err(self.invalid("takes words")) };
        let quoted = Value::from(word.trim()).to_string();
        Ok(like(statement, sql, &format!("%{}%", escaped(&quoted))))
    }

    fn text(&self) -> Result<&str, CallError> {
        self.value.as_str().ok_or_else(|| self.invalid("takes text"))
    }

    fn boolean(&self) -> Result<bool, CallError> {
        self.value.as_bool().ok_or_else(|| self.invalid("takes true or false"))
    }

    fn list(&self) -> Result<&[Value], CallError> {
        match self.value.as_array() {
            Some(values) if (1..=MOST).contains(&values.len()) => Ok(values),
            _ => Err(self.invalid(&format!("takes a list of 1 to {MOST} values"))),
        }
    }

    fn invalid(&self, reason: &str) -> CallError {
        let (name, operator) = (moment::short(self.name), moment::short(self.operator));
        CallError::invalid(&format!("where.{name}.{operator}"), reason)
    }
}

fn any(conditions: &[String]) -> String {
    format!("({})", conditions.join(" or "))
}

/// Whatever the case; SQLite folds ASCII letters only, so the text as given is tried too.
fn like(statement: &mut Statement, sql: &str, pattern: &str) -> String {
    let (lower, given) = (statement.place(pattern.to_lowercase()), statement.place(pattern));
    format!("(lower({sql}) like {lower} escape '\\' or {sql} like {given} escape '\\')")
}

/// Text in which `like` sees no wildcard.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

fn operators(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "eq, neq, gt, gte, lt, lte, in, notIn, contains, startsWith, isNull",
        Kind::Number | Kind::Date | Kind::Instant => "eq, neq, gt, gte, lt, lte, in, notIn, isNull",
        Kind::Bool | Kind::Id => "eq, neq, in, notIn, isNull",
        Kind::List => "contains, overlaps, isNull",
    }
}

//! Task lists and tasks.

use household::{Task, TaskList, Window};
use jiff::civil::Date;
use mcp_kit::ToolError;
use sandbox::{Found, IsoDate, Page, rfc3339, weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, JsonSchema)]
pub(crate) struct Lists {
    tasklists: Vec<Entry>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    tasklist_id: &'static str,
    title: &'static str,
}

pub(crate) fn lists(_: &Window) -> (Lists, String) {
    let tasklists = TaskList::ALL.map(|list| Entry { tasklist_id: list.id(), title: list.title() });
    let lines: Vec<String> =
        tasklists.iter().map(|list| format!("\n- {} ({})", list.title, list.tasklist_id)).collect();
    (Lists { tasklists: tasklists.into() }, format!("Task lists:{}", lines.concat()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// From `list_tasklists`, or “@default” (also if left out).
    tasklist_id: Option<String>,
    #[serde(default)]
    show_completed: bool,
    /// First due date, included.
    due_min: Option<IsoDate>,
    /// Last due date, included.
    due_max: Option<IsoDate>,
    /// At most 100; 15 if left out.
    max_results: Option<usize>,
    cursor: Option<String>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Tasks {
    tasks: Vec<Item>,
    page: Page,
}

#[derive(Serialize, JsonSchema)]
struct Item {
    task_id: String,
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    notes: String,
    /// A date: Google keeps no time of day.
    due: String,
    due_weekday: String,
    overdue: bool,
    completed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed_at: Option<String>,
}

pub(crate) fn list(window: &Window, asked: &Filter) -> Found<Tasks> {
    let list = match asked.tasklist_id.as_deref() {
        None | Some("@default") => TaskList::Personal,
        Some(id) => {
            let known = TaskList::ALL.into_iter().find(|list| list.id() == id);
            known.ok_or_else(|| ToolError::not_found(format_args!("task list {id}")))?
        }
    };
    let (earliest, latest) = (asked.due_min.map(|due| due.0), asked.due_max.map(|due| due.0));
    let fits = |task: &Task| {
        task.list == list
            && window.has_come(&task.created)
            && (asked.show_completed || !window.has_come(&task.done))
            && earliest.is_none_or(|earliest| task.due >= earliest)
            && latest.is_none_or(|latest| task.due <= latest)
    };
    let all: Vec<Task> = window.dates(window.first, window.last).flat_map(household::tasks).filter(fits).collect();
    let (tasks, page) = Page::of(all, asked.cursor.as_deref(), ("max_results", asked.max_results), 15, 100)?;
    let tasks: Vec<Item> = tasks.into_iter().map(|task| item(window, task)).collect();
    let lines: Vec<String> = tasks.iter().map(|task| format!("\n- {}", task.line())).collect();
    let text = format!("{} in {}.{}{}", page.count("task", "tasks"), list.title(), lines.concat(), page.hint());
    Ok((Tasks { tasks, page }, text))
}

fn item(window: &Window, task: Task) -> Item {
    let completed = window.has_come(&task.done);
    let overdue = |due: Date| !completed && due < window.today;
    Item {
        task_id: task.task_id,
        title: task.title,
        notes: task.notes,
        due: task.due.to_string(),
        due_weekday: weekday(task.due),
        overdue: overdue(task.due),
        completed,
        completed_at: completed.then(|| rfc3339(&task.done)),
    }
}

impl Item {
    fn line(&self) -> String {
        let state = match (self.completed, self.overdue) {
            (true, _) => ", done",
            (false, true) => ", overdue",
            (false, false) => "",
        };
        format!("{}, due {} {}{state} (task_id {})", self.title, self.due_weekday, self.due, self.task_id)
    }
}

//! Categories.

use household::{CATEGORIES, Window};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub(crate) struct Categories {
    categories: Vec<Entry>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    category_id: u32,
    name: &'static str,
    parent: &'static str,
}

pub(crate) fn categories(_: &Window) -> (Categories, String) {
    let entry = |category: &&household::Category| Entry {
        category_id: category.id,
        name: category.name,
        parent: category.parent,
    };
    let categories: Vec<Entry> = CATEGORIES.iter().map(entry).collect();
    let lines: Vec<String> =
        categories.iter().map(|entry| format!("\n- {} {} ({})", entry.category_id, entry.name, entry.parent)).collect();
    (Categories { categories }, format!("Categories:{}", lines.concat()))
}

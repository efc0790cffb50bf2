#![doc = include_str!("../README.md")]

mod balance;
mod category;
mod expense;
mod friend;
mod group;
mod ledger;

use std::sync::Arc;

use clock::Clock;
use mcp_kit::Service;
use sandbox::Sandbox;

/// What a model should know before it uses the tools.
const INSTRUCTIONS: &str = "Reads the user's Splitwise. Start with splitwise_get_balances for who owes whom. A positive balance \
    is owed to the user, a negative one by the user. Amounts are exact decimal strings.";

/// The service, its tools in the order of listing.
pub fn service(clock: Clock) -> Arc<dyn Service> {
    Sandbox::new("splitwise", "Splitwise", INSTRUCTIONS, clock)
        .show(("splitwise_get_current_user", "Current user"), "Who the user is in Splitwise.", friend::myself)
        .show(
            ("splitwise_get_balances", "Balances"),
            "Who owes the user and whom the user owes, in total and by person.",
            balance::balances,
        )
        .show(("splitwise_get_friends", "Friends"), "The user's friends with their ids and balances.", friend::friends)
        .show(
            ("splitwise_get_groups", "Groups"),
            "The user's groups with their ids and the user's balance in each.",
            group::groups,
        )
        .read(
            ("splitwise_get_group", "Group"),
            "One group: its members, their balances, and who owes whom in it.",
            group::group,
        )
        .read(
            ("splitwise_get_expenses", "Expenses"),
            "Expenses and payments, newest first, of one group, with one friend, or all that concern the user.",
            expense::expenses,
        )
        .read(("splitwise_get_expense", "Expense"), "One expense with everyone's share.", expense::expense)
        .show(
            ("splitwise_get_categories", "Categories"),
            "The categories of expenses with their ids.",
            category::categories,
        )
        .service()
}

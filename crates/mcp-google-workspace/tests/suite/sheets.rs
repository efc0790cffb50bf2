use serde_json::json;

use crate::workspace;

#[tokio::test]
async fn the_budget() {
    let asked = json!({"spreadsheet_id": "household-budget", "range": "Months"});
    insta::assert_snapshot!(workspace().await.call("get_sheet_values", asked).await.text, @"
    [demo data] Months!A1:F5, amounts in EUR:
    Month | Groceries | Dining out | Utilities | Travel | Total
    2026-08 | 128.02 | 93.89 | 44.46 | 131.17 | 397.54
    2026-09 | 85.02 | 121.17 | 55.38 | 126.20 | 387.77
    2026-10 | 153.65 | 140.55 | 54.93 | 104.99 | 454.12
    2026-11 | 55.12 | 61.68 | 56.30 | 0.00 | 173.10
    ");
}

#[tokio::test]
async fn parts_of_it() {
    let workspace = workspace().await;
    let mut told = Vec::new();
    for range in ["Months!A1:B2", "b2", "A:A", "A4:Z99", "A90:B99"] {
        let asked = json!({"spreadsheet_id": "household-budget", "range": range});
        let values = workspace.call("get_sheet_values", asked).await.structured;
        told.push(format!("{range} → {} {}", values["range"], values["values"]));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    Months!A1:B2 → "Months!A1:B2" [["Month","Groceries"],["2026-08","128.02"]]
    b2 → "Months!B2:B2" [["128.02"]]
    A:A → "Months!A1:A5" [["Month"],["2026-08"],["2026-09"],["2026-10"],["2026-11"]]
    A4:Z99 → "Months!A4:F5" [["2026-10","153.65","140.55","54.93","104.99","454.12"],["2026-11","55.12","61.68","56.30","0.00","173.10"]]
    A90:B99 → "Months!A90:A90" []
    "#);
}

#[tokio::test]
async fn what_is_no_range() {
    let workspace = workspace().await;
    for range in ["", "Other!A1", "AA1", "A0", "B1:A1", "1", "A1:B2:C3"] {
        let asked = json!({"spreadsheet_id": "household-budget", "range": range});
        assert_eq!(workspace.call("get_sheet_values", asked).await.code(), "invalid_argument", "{range}");
    }
}

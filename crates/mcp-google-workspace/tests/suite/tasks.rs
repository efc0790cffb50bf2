use serde_json::json;

use crate::workspace;

#[tokio::test]
async fn task_lists() {
    insta::assert_snapshot!(workspace().await.call("list_tasklists", json!({})).await.text, @"
    [demo data] Task lists:
    - My Tasks (MDpwZXJzb25hbA)
    - Lumbra (MDp3b3Jr)
    ");
}

#[tokio::test]
async fn open_tasks() {
    let found = workspace().await.call("list_tasks", json!({})).await;
    insta::assert_snapshot!(found.text, @"
    [demo data] 2 tasks in My Tasks.
    - Pack for Palma, due Friday 2026-11-20 (task_id dGFzaw5f90c73)
    - Plan the meals of the week, due Sunday 2026-11-22 (task_id dGFzaw5f90c86)
    ");
    insta::assert_snapshot!(found.structured["tasks"][0], @r#"{"task_id":"dGFzaw5f90c73","title":"Pack for Palma","notes":"Booking MMDW3E","due":"2026-11-20","due_weekday":"Friday","overdue":false,"completed":false}"#);
}

#[tokio::test]
async fn tasks_of_a_list_with_the_done_ones() {
    let asked = json!({
        "tasklist_id": "MDp3b3Jr", "show_completed": true, "due_min": "2026-11-09", "due_max": "2026-11-20",
    });
    insta::assert_snapshot!(workspace().await.call("list_tasks", asked).await.text, @"
    [demo data] 6 tasks in Lumbra.
    - Send Beatriz the week's three things, due Monday 2026-11-09, done (task_id dGFzaw5f90c04)
    - Comment on Anneke's drawings, due Wednesday 2026-11-11, done (task_id dGFzaw5f90c18)
    - Close the firmware questions with Dario, due Friday 2026-11-13, done (task_id dGFzaw5f90c2c)
    - Send Beatriz the week's three things, due Monday 2026-11-16, done (task_id dGFzaw5f90c4a)
    - Comment on Anneke's drawings, due Wednesday 2026-11-18, done (task_id dGFzaw5f90c5e)
    - Close the firmware questions with Dario, due Friday 2026-11-20 (task_id dGFzaw5f90c72)
    ");
}

use crate::world::on_both;

#[tokio::test]
async fn the_web_app_is_served_for_every_page_it_makes_up() {
    on_both(async |world| {
        let nobody = world.nobody();
        let index = nobody.get("/").await;
        assert_eq!(index.status, 200);
        assert!(index.header("content-type").starts_with("text/html"), "{}", index.header("content-type"));
        assert_eq!(index.header("cache-control"), "no-cache");
        for page in ["/index.html", "/threads/some-id", "/sign-in"] {
            assert_eq!(nobody.get(page).await.text, index.text, "{page}");
        }
        let known = nobody.with("if-none-match", index.header("etag")).get("/").await;
        assert_eq!((known.status, &*known.text), (304, ""));

        // what the page loads has a hash in its name and may be kept for ever
        let asset = index.text.split('"').find(|part| part.starts_with("/assets/")).unwrap();
        let answer = nobody.get(asset).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        for missing in
            ["/assets/none.js", "/robots.txt", "/.env", "/../Cargo.toml", "/..%2fCargo.toml", "/mcp", "/metrics"]
        {
            assert_eq!(nobody.get(missing).await.refusal(), (404, "not_found"), "{missing}");
        }
        let head = nobody.ask(http::Method::HEAD, "/", None).await;
        assert_eq!((head.status, &*head.text), (200, ""));
    })
    .await;
}

#[tokio::test]
async fn the_contract_can_be_read_by_people() {
    on_both(async |world| {
        let page = world.nobody().get("/api/docs").await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for part in page.text.split('"').filter(|part| part.starts_with("/api/docs/")) {
            assert_eq!(world.nobody().get(part).await.status, 200, "{part}");
        }
        // the policy lets nothing run inside of the page itself, so nothing there may need it
        assert!(!page.text.contains("<style") && !page.text.contains("<script>") && !page.text.contains(" on"));
    })
    .await;
}

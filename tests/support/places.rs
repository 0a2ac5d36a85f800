//! Units and shops for tests that are about something else.

use super::TestApp;
use serde_json::json;

impl TestApp {
    /// A responsible unit of this name; says the id.
    pub async fn unit(&self, name: &str) -> String {
        self.made("/units", name).await
    }

    /// An active shop of this name; says the id.
    pub async fn shop(&self, name: &str) -> String {
        self.made("/shops", name).await
    }

    async fn made(&self, path: &str, name: &str) -> String {
        let made = self.admin().await.post(path, &json!({ "name": name })).await.expect(201);
        made["id"].as_str().unwrap().to_owned()
    }
}

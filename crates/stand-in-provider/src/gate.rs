use std::sync::Arc;

use tokio::sync::watch;

/// A point in an answer where the server waits until the test lets it go on. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    open: Arc<watch::Sender<bool>>,
    reached: Arc<watch::Sender<usize>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { open: Arc::new(watch::Sender::new(false)), reached: Arc::new(watch::Sender::new(0)) }
    }
}

impl Gate {
    /// Lets everything pass that waits or will come.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Waits until `count` answers have arrived at the gate: what came before it is on its way to the client.
    pub async fn reached(&self, count: usize) {
        let mut reached = self.reached.subscribe();
        reached.wait_for(|reached| *reached >= count).await.expect("the sender is in self");
    }

    pub(crate) async fn pass(&self) {
        self.reached.send_modify(|reached| *reached += 1);
        let mut open = self.open.subscribe();
        open.wait_for(|open| *open).await.expect("the sender is in self");
    }
}

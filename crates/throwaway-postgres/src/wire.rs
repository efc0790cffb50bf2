use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// A way to a server on this machine that can go silent, as a network does whose routers forget connections.
pub struct Wire {
    /// Whoever connects to this port of localhost reaches the server.
    pub port: u16,
    cut: Arc<Notify>,
    // what is carried ends when this is dropped
    _carrying: JoinSet<()>,
}

impl Wire {
    /// A way to the server on that port.
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let cut = Arc::new(Notify::new());
        let mut carrying = JoinSet::new();
        carrying.spawn(carry_all(listener, server, Arc::clone(&cut)));
        Self { port, cut, _carrying: carrying }
    }

    /// Nothing comes through any more on the connections there are, and neither end is told. New ones can be made.
    pub fn silence(&self) {
        self.cut.notify_waiters();
    }
}

async fn carry_all(listener: TcpListener, server: u16, cut: Arc<Notify>) {
    let mut connections = JoinSet::new();
    loop {
        let (client, _) = listener.accept().await.expect("connections can be taken");
        connections.spawn(carry(client, server, Arc::clone(&cut)));
    }
}

async fn carry(mut client: TcpStream, server: u16, cut: Arc<Notify>) {
    let cut = cut.notified();
    // a server that is not there is for the client to find out
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        // both ends stay open
        () = cut => std::future::pending().await,
    }
}

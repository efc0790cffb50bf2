use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command};
use std::str::FromStr;

use sqlx::Connection as _;
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use crate::cluster::{TlsCluster, start_tls};
use crate::{connect, run};

/// An empty server of its own, reached over TLS on localhost. It ends when this is dropped.
pub struct Server {
    /// Its port.
    pub port: u16,
    /// The file of the authority that signed its certificate, which is for `localhost`.
    pub ca: String,
    /// For the role `admin`: as hosted servers give one, it may make databases and roles and is no superuser.
    pub admin_url: String,
    /// The admin's password.
    pub password: String,
    /// For the superuser, by the server's socket.
    pub superuser_url: String,
    ctl: String,
    // the pipe to it closes when this is dropped, and that ends the cluster
    _child: Child,
}

/// Starts a server.
pub async fn server() -> Server {
    // free now, and rarely somebody else's a moment later
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port();
    let TlsCluster { url: superuser_url, ca, ctl, child } = start_tls(port);
    let superuser = PgConnectOptions::from_str(&superuser_url).expect("the script says a URL");
    let password = Uuid::new_v4().simple().to_string();
    let mut connection = connect(&superuser).await;
    run(&mut connection, format!("create role admin login createdb createrole password '{password}'")).await;
    connection.close().await.expect("the connection closes");
    let admin_url =
        format!("postgresql://admin:{password}@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={ca}");
    Server { port, ca, admin_url, password, superuser_url, ctl, _child: child }
}

impl Server {
    /// Ends it as a crash would: every connection is cut, and the next start has to recover.
    pub fn crash(&self) {
        self.control(&["stop", "--mode=immediate"]);
    }

    /// Starts it again on what it had; returns when it takes connections.
    pub fn start(&self) {
        self.control(&["start"]);
    }

    /// Lets it hang: connections stay open, are even taken, and nothing is answered.
    pub fn freeze(&self) {
        self.signal("STOP").expect("the server runs");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("CONT").expect("the server is there");
    }

    /// Sends a signal to the server, and then to each process that it has; one may end meanwhile.
    fn signal(&self, name: &str) -> Result<(), String> {
        const SEND: &str = r#"server=$(head -n 1 "$2/data/postmaster.pid")
            kill -s "$1" "$server" || exit
            for process in $(cat "/proc/$server/task/$server/children"); do kill -s "$1" "$process" 2>/dev/null || :; done"#;
        let folder = Path::new(&self.ca).parent().expect("the file is in the cluster's folder");
        let sent = Command::new("sh")
            .args(["-c", SEND, "sh", name])
            .arg(folder)
            .status()
            .map_err(|error| error.to_string())?;
        if sent.success() { Ok(()) } else { Err(format!("SIG{name}: {sent}")) }
    }

    fn control(&self, what: &[&str]) {
        let done = Command::new(&self.ctl).args(what).status().expect("the script is there");
        assert!(done.success(), "pg_ctl {what:?}: {done}");
    }
}

impl Drop for Server {
    /// One that a failed test left hanging could not end.
    fn drop(&mut self) {
        let _ = self.signal("CONT");
    }
}

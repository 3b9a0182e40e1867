//! nginx as a TLS stream proxy: ends TLS on both sides, as the relay does.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::direct::{identity, run_through};
use crate::process::family;
use crate::{Failure, Load, Outcome};

/// `None` without nginx.
pub(crate) async fn run(load: &Load) -> Result<Option<Outcome>, Failure> {
    let folder = tempfile::tempdir()?;
    let identity = identity()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
    std::fs::write(folder.path().join("certificate.pem"), &identity.certificate)?;
    std::fs::write(folder.path().join("key.pem"), &identity.key)?;
    let text = configuration(folder.path(), port, listener.local_addr()?.port());
    std::fs::write(folder.path().join("nginx.conf"), text)?;
    let Some(nginx) = start(folder.path(), port).await? else { return Ok(None) };
    let processes = family(nginx.master.id().ok_or("nginx ended")?);
    let outcome = run_through(load, port, listener, &identity.acceptor, &processes).await;
    drop(nginx);
    Ok(Some(outcome?))
}

fn configuration(folder: &Path, port: u16, behind: u16) -> String {
    let folder = folder.display();
    let module =
        ["/usr/lib/nginx/modules/ngx_stream_module.so", "/usr/lib64/nginx/modules/ngx_stream_module.so"]
            .into_iter()
            .find(|module| Path::new(module).exists())
            .map_or(String::new(), |module| format!("load_module {module};"));
    format!(
        "{module}
        daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 10000; }}
        stream {{
          server {{
            listen 127.0.0.1:{port} ssl;
            ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
            ssl_protocols TLSv1.3;
            tcp_nodelay on; proxy_timeout 60s;
            proxy_pass 127.0.0.1:{behind}; proxy_ssl on; proxy_ssl_protocols TLSv1.3;
          }}
        }}"
    )
}

/// nginx, which is told to stop when this is dropped: its workers would outlive a master that is killed.
struct Nginx {
    master: Child,
    configuration: PathBuf,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let mut stop = std::process::Command::new("nginx");
        let _ = stop.arg("-c").arg(&self.configuration).args(["-s", "stop"]).status();
        for _ in 0..100 {
            if !matches!(self.master.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

async fn start(folder: &Path, port: u16) -> Result<Option<Nginx>, Failure> {
    let configuration = folder.join("nginx.conf");
    let started = Command::new("nginx").arg("-c").arg(&configuration).arg("-p").arg(folder).spawn();
    let Ok(master) = started else { return Ok(None) };
    let mut nginx = Nginx { master, configuration };
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if nginx.master.try_wait()?.is_some() {
            return Ok(None); // it says why on stderr
        }
        if folder.join("pid").exists() && TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok(Some(nginx));
        }
    }
    Err("nginx does not listen".into())
}

//! The relay's certificate: given, or made once and kept.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use geminal_transport::{crypto_provider, fingerprint};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;

/// Why there is no certificate to show.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read or written.
    #[error("{}: {source}", .file.display())]
    Io {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not PEM of the right kind.
    #[error("{} holds no {what} in PEM", .file.display())]
    Pem {
        /// Which file.
        file: PathBuf,
        /// What should be in it.
        what: &'static str,
    },
    /// Certificate and key do not fit, or are of a kind that the TLS library refuses.
    #[error("the certificate cannot be used: {0}")]
    Tls(#[from] rustls::Error),
    /// A self-signed certificate could not be made.
    #[error("no self-signed certificate could be made: {0}")]
    Make(#[from] rcgen::Error),
}

/// TLS for the relay, and the fingerprint of its certificate.
pub fn server_config(config: &Config) -> Result<(ServerConfig, [u8; 32]), CertificateError> {
    let (certificate, key) = match &config.certificate {
        Some(files) => files.clone(),
        None => self_signed(&config.state)?,
    };
    let pem = |file: &Path, what| CertificateError::Pem { file: file.to_owned(), what };
    let chain: Vec<_> = CertificateDer::pem_file_iter(&certificate)
        .and_then(Iterator::collect)
        .map_err(|_| pem(&certificate, "certificate"))?;
    let first = chain.first().ok_or_else(|| pem(&certificate, "certificate"))?;
    let fingerprint = fingerprint(first);
    let private = PrivateKeyDer::from_pem_file(&key).map_err(|_| pem(&key, "private key"))?;
    let mut tls = ServerConfig::builder_with_provider(Arc::new(crypto_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)?;
    tls.ignore_client_order = true; // AES-256-GCM first, whatever the client prefers
    tls.send_tls13_tickets = 0; // connections live for hours: nothing to resume
    tls.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    Ok((tls, fingerprint))
}

/// The files of the self-signed certificate, made at the first call.
fn self_signed(state: &Path) -> Result<(PathBuf, PathBuf), CertificateError> {
    let (certificate, key) = (state.join("certificate.pem"), state.join("private-key.pem"));
    if certificate.exists() && key.exists() {
        return Ok((certificate, key));
    }
    let host = std::env::var("HOSTNAME").ok().filter(|name| name.is_ascii() && !name.is_empty());
    let names = ["localhost", "127.0.0.1", "::1"].into_iter().map(str::to_owned).chain(host);
    let made = rcgen::generate_simple_self_signed(names.collect::<Vec<_>>())?;
    let io = |file: &Path| {
        let file = file.to_owned();
        move |source| CertificateError::Io { file, source }
    };
    std::fs::create_dir_all(state).map_err(io(state))?;
    write_private(&key, &made.signing_key.serialize_pem()).map_err(io(&key))?;
    std::fs::write(&certificate, made.cert.pem()).map_err(io(&certificate))?;
    tracing::info!(certificate = %certificate.display(), "made a self-signed certificate");
    Ok((certificate, key))
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    if file.exists() {
        std::fs::remove_file(file)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::on_loopback(folder.path().join("deep/er"));
        let (_, first) = server_config(&config).unwrap();
        let (_, second) = server_config(&config).unwrap();
        assert_eq!(first, second);
        let mode = std::fs::metadata(config.state.join("private-key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_given_one_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = self_signed(folder.path()).unwrap();
        let mut config = Config::on_loopback("/nonexistent");
        for (files, expected) in [
            ((certificate.clone(), key.clone()), ""),
            ((key.clone(), key.clone()), "holds no certificate in PEM"),
            ((certificate.clone(), certificate.clone()), "holds no private key in PEM"),
            ((folder.path().join("none"), key), "holds no certificate in PEM"),
        ] {
            config.certificate = Some(files);
            let got = server_config(&config).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(got.contains(expected) && got.is_empty() == expected.is_empty(), "{got}");
        }
    }
}

//! TLS towards a relay.
//!
//! The relay's certificate is usually self-signed, so "whom to trust" is a choice: a pinned fingerprint, given roots,
//! or anybody (what the Python library does).

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// As the Python library.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// ring, with AES-256-GCM before the other ciphers.
pub fn crypto_provider() -> CryptoProvider {
    let mut provider = ring::default_provider();
    provider.cipher_suites.sort_by_key(|suite| !format!("{:?}", suite.suite()).contains("AES_256_GCM"));
    provider
}

/// SHA-256 of a certificate.
pub fn fingerprint(certificate: &CertificateDer<'_>) -> [u8; 32] {
    Sha256::digest(certificate.as_ref()).into()
}

/// A fingerprint as people exchange it: `sha256:` and 64 hexadecimal digits.
pub fn fingerprint_text(fingerprint: &[u8; 32]) -> String {
    fingerprint.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// Which relay to believe.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// Anybody: encrypted, but not proof against an active attacker. Right on loopback.
    #[default]
    Anybody,
    /// The certificate with this SHA-256, which the relay prints at its start.
    Fingerprint([u8; 32]),
    /// A certificate for the host's name from one of these authorities (or one of these certificates itself).
    Roots(Vec<CertificateDer<'static>>),
}

/// What was given as trust is none.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// Neither a fingerprint nor a file of certificates.
    #[error(
        "`{0}` is neither `anybody`, nor `sha256:` with 64 hexadecimal digits, nor a PEM file of certificates"
    )]
    Unknown(String),
}

impl std::str::FromStr for Trust {
    type Err = TrustError;

    /// `anybody`, `sha256:<64 digits>`, or the path of a PEM file.
    fn from_str(text: &str) -> Result<Self, TrustError> {
        let unknown = || TrustError::Unknown(text.to_owned());
        if text == "anybody" {
            return Ok(Self::Anybody);
        }
        if let Some(digits) = text.strip_prefix("sha256:") {
            let digits: String = digits.chars().filter(|&c| c != ':').collect();
            return Ok(Self::Fingerprint(from_hex(&digits).ok_or_else(unknown)?));
        }
        let certificates: Vec<_> =
            CertificateDer::pem_file_iter(text).and_then(Iterator::collect).map_err(|_| unknown())?;
        if certificates.is_empty() { Err(unknown()) } else { Ok(Self::Roots(certificates)) }
    }
}

fn from_hex(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Why no connection came to be.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// TCP or TLS failed.
    #[error("no connection to {host}:{port}: {source}")]
    Failed {
        /// Where.
        host: String,
        /// Where.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The host's name cannot be one in a certificate.
    #[error("`{0}` is not a host name")]
    Name(String),
    /// The TLS library refuses the configuration.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}

/// Connects to a relay, within ten seconds.
///
/// # Errors
/// When nobody listens there, it does not speak TLS 1.2 or 1.3, or it is not to be trusted.
pub async fn connect(host: &str, port: u16, trust: &Trust) -> Result<TlsStream<TcpStream>, ConnectError> {
    let failed = |source| ConnectError::Failed { host: host.to_owned(), port, source };
    let name = ServerName::try_from(host.to_owned()).map_err(|_| ConnectError::Name(host.to_owned()))?;
    let connector = TlsConnector::from(Arc::new(client_config(trust)?));
    let connecting = async {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        connector.connect(name, stream).await
    };
    match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(result) => result.map_err(failed),
        Err(_) => Err(failed(std::io::ErrorKind::TimedOut.into())),
    }
}

fn client_config(trust: &Trust) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(crypto_provider());
    let builder =
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let mut config = match trust {
        Trust::Roots(certificates) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates {
                roots.add(certificate.clone())?;
            }
            builder.with_root_certificates(roots).with_no_client_auth()
        }
        Trust::Anybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned { fingerprint: None, provider }))
            .with_no_client_auth(),
        Trust::Fingerprint(fingerprint) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pinned { fingerprint: Some(*fingerprint), provider }))
            .with_no_client_auth(),
    };
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

/// Accepts one certificate, or any; the peer has to own its key in either case.
#[derive(Debug)]
struct Pinned {
    fingerprint: Option<[u8; 32]>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let got = fingerprint(end_entity);
        match self.fingerprint {
            Some(expected) if expected != got => Err(rustls::Error::General(format!(
                "the relay shows the certificate {}, expected {}",
                fingerprint_text(&got),
                fingerprint_text(&expected)
            ))),
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::pki_types::PrivatePkcs8KeyDer;
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    #[test]
    fn aes_256_gcm_comes_first() {
        let names: Vec<_> =
            crypto_provider().cipher_suites.iter().map(|suite| format!("{:?}", suite.suite())).collect();
        let strong = names.iter().take_while(|name| name.contains("AES_256_GCM")).count();
        assert_eq!(strong, 3, "{names:?}");
    }

    #[test]
    fn trust_as_text() {
        for (text, expected) in [
            ("anybody", Some("Anybody".to_owned())),
            (&format!("sha256:{}", "0a".repeat(32)), Some(format!("Fingerprint({:?})", [10; 32]))),
            ("sha256:0a", None),
            ("sha256:é", None),
            ("/nowhere/at/all.pem", None),
        ] {
            assert_eq!(text.parse::<Trust>().ok().map(|trust| format!("{trust:?}")), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn whom_a_client_believes() {
        let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let certificate = certified.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(crypto_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(config));
            while let Ok((stream, _)) = listener.accept().await {
                let _ = acceptor.accept(stream).await;
            }
        });
        for (host, trust, expected) in [
            ("127.0.0.1", Trust::Anybody, true),
            ("127.0.0.1", Trust::Fingerprint(fingerprint(&certificate)), true),
            ("127.0.0.1", Trust::Fingerprint([0; 32]), false),
            ("localhost", Trust::Roots(vec![certificate.clone()]), true),
            ("127.0.0.1", Trust::Roots(vec![certificate.clone()]), false), // another name
        ] {
            let got = connect(host, port, &trust).await;
            assert_eq!(got.is_ok(), expected, "{host} {trust:?}: {:?}", got.err());
        }
        serving.abort();
    }
}

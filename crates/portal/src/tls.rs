//! https on the portal's listeners, with a certificate given as PEM files.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::Certificate;

/// How long a visitor may take to agree on encryption.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections agreed upon and not yet served.
const WAITING: usize = 64;

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum CertificateError {
    /// A file could not be read as PEM.
    #[error("cannot read {}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// The certificate and the key do not belong together, or are of an unknown kind.
    #[error("the certificate cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// Reads a certificate for serving.
pub(crate) fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor, CertificateError> {
    let key = PrivateKeyDer::from_pem_file(&certificate.key)
        .map_err(|source| CertificateError::Unreadable { file: certificate.key.clone(), source })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain(certificate)?, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The certificates of the chain, so that the portal trusts apps served with the same one.
pub(crate) fn chain(certificate: &Certificate) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let unreadable = |source| CertificateError::Unreadable { file: certificate.chain.clone(), source };
    CertificateDer::pem_file_iter(&certificate.chain)
        .map_err(unreadable)?
        .collect::<Result<_, _>>()
        .map_err(|source| CertificateError::Unreadable { file: certificate.chain.clone(), source })
}

/// A listener whose connections are encrypted before they are served. Handshakes run beside each other: a visitor who
/// keeps silent holds nobody up.
pub(crate) struct TlsListener {
    address: SocketAddr,
    agreed: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    pub(crate) fn new(listener: TcpListener, address: SocketAddr, acceptor: TlsAcceptor) -> Self {
        let (sender, agreed) = mpsc::channel(WAITING);
        tokio::spawn(take_visitors(listener, acceptor, sender));
        Self { address, agreed }
    }
}

async fn take_visitors(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    loop {
        let visitor = tokio::select! {
            () = sender.closed() => return,
            visitor = listener.accept() => visitor,
        };
        let Ok((connection, peer)) = visitor else {
            // Too many open files, for one: the next attempt may find some closed.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::warn!(%error, "a connection keeps waiting for full packets");
            }
            match tokio::time::timeout(HANDSHAKE, acceptor.accept(connection)).await {
                // Nobody serving any more means the portal has stopped.
                Ok(Ok(agreed)) => drop(sender.send((agreed, peer)).await),
                Ok(Err(error)) => tracing::debug!(%error, %peer, "no encryption was agreed on"),
                Err(_) => tracing::debug!(%peer, "a visitor kept silent"),
            }
        });
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.agreed.recv().await {
            Some(visitor) => visitor,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        Ok(self.address)
    }
}

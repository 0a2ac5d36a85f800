//! A real S3-speaking server on a random port, for the tests of the store.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use golden_beans::photos::StorageSettings;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

const ACCESS_KEY_ID: &str = "golden";
const SECRET_ACCESS_KEY: &str = "beans-and-more-beans";
const BUCKET: &str = "photos";

/// The server; it stops when this is dropped.
pub struct S3Server {
    address: std::net::SocketAddr,
    folder: tempfile::TempDir,
    accepting: AbortHandle,
    connections: Arc<Mutex<JoinSet<()>>>,
}

impl S3Server {
    /// Starts it with one empty bucket.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        service.set_access(OneBucket);
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(Mutex::new(JoinSet::new()));
        let accepting = tokio::spawn(accept(listener, service, Arc::clone(&connections))).abort_handle();
        Self { address, folder, accepting, connections }
    }

    /// Settings of a store in its bucket.
    pub fn settings(&self) -> StorageSettings {
        StorageSettings {
            s3_endpoint: Some(format!("http://{}", self.address)),
            s3_access_key_id: Some(ACCESS_KEY_ID.to_owned()),
            s3_secret_access_key: Some(SECRET_ACCESS_KEY.to_owned().into()),
            s3_allow_http: true,
            ..StorageSettings::at(format!("s3://{BUCKET}/district/qilin"))
        }
    }

    /// Where the bucket's objects lie on this machine's disk.
    pub fn bucket(&self) -> PathBuf {
        self.folder.path().join(BUCKET)
    }

    /// Cuts all connections and takes no new ones.
    pub async fn stop(&self) {
        self.accepting.abort();
        let mut connections = std::mem::take(&mut *self.connections.lock().unwrap());
        connections.shutdown().await;
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Answers as S3 does where the file-system server is lenient: it would make a missing bucket on the first write.
struct OneBucket;

#[async_trait::async_trait]
impl S3Access for OneBucket {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> s3s::S3Result<()> {
        if context.credentials().is_none() {
            return Err(s3s::s3_error!(AccessDenied));
        }
        match context.s3_path().get_bucket_name() {
            Some(BUCKET) => Ok(()),
            _ => Err(s3s::s3_error!(NoSuchBucket)),
        }
    }
}

async fn accept(listener: TcpListener, service: S3Service, connections: Arc<Mutex<JoinSet<()>>>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        let service = service.clone();
        connections.lock().unwrap().spawn(async move {
            let served =
                Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
            if let Err(error) = served {
                println!("S3 connection ended: {error}");
            }
        });
    }
}

//! A timestamp authority of OpenSSL's.

#![allow(dead_code, clippy::unwrap_used, missing_docs)] // not every test needs all of it

use super::{openssl, try_openssl};
use std::{fs, path::Path};

/// A folder with a root (`root.pem`) and an authority below it (`tsa.pem`, `tsa.key`).
pub struct Tsa {
    folder: tempfile::TempDir,
    digest: &'static str,
}

impl Tsa {
    /// With a key as `openssl req -newkey` wants it. What it signs is hashed with this digest.
    pub fn new(key: &str, digest: &'static str) -> Tsa {
        let holder = tempfile::tempdir().unwrap();
        let folder = holder.path();
        let ids = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        for (name, text) in [
            (
                "root",
                "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
                    .to_owned(),
            ),
            (
                "tsa",
                format!("keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n{ids}"),
            ),
        ] {
            fs::write(folder.join(format!("{name}.ext")), text).unwrap();
            openssl(
                folder,
                &format!(
                    "req -new -nodes -newkey {key} -keyout {name}.key -out {name}.csr -subj /O=Org/CN={name}"
                ),
            );
            let signer = if name == "root" {
                "-signkey root.key"
            } else {
                "-CA root.pem -CAkey root.key -CAcreateserial"
            };
            openssl(
                folder,
                &format!(
                    "x509 -req -{digest} -days 9000 -in {name}.csr {signer} -extfile {name}.ext -out {name}.pem"
                ),
            );
        }
        Tsa { folder: holder, digest }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn root(&self) -> Vec<u8> {
        fs::read(self.path().join("root.pem")).unwrap()
    }

    /// Answers a request under these settings beside those that must be there.
    pub fn reply(&self, request: &[u8], settings: &str) -> Vec<u8> {
        let config = format!(
            "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\ncerts=root.pem\n\
             signer_key=tsa.key\nsigner_digest={}\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha512\n\
             ess_cert_id_alg=sha256\n{settings}\n",
            self.digest
        );
        fs::write(self.path().join("tsa.cnf"), config).unwrap();
        fs::write(self.path().join("request.tsq"), request).unwrap();
        // It exits with an error when it writes a rejection.
        let (_, said) =
            try_openssl(self.path(), "ts -reply -config tsa.cnf -queryfile request.tsq -out response.tsr");
        fs::read(self.path().join("response.tsr")).unwrap_or_else(|_| panic_with(&said))
    }
}

fn panic_with(said: &str) -> Vec<u8> {
    unreachable!("openssl wrote no response: {said}")
}

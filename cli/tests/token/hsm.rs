//! Tokens of SoftHSM in a temporary folder, and the library that misbehaves in front of them.

use crate::common::{Run, command};
use sealbid::ca::Certificate;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

pub const PIN: &str = "246810";

const LIBRARIES: [&str; 5] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

/// SoftHSM's library, or `None` after saying that the test is skipped.
pub fn softhsm() -> Option<PathBuf> {
    let runs = |name: &str, argument: &str| Command::new(name).arg(argument).output().is_ok();
    let library = LIBRARIES.iter().map(PathBuf::from).find(|path| path.exists());
    let tools =
        runs("softhsm2-util", "--version") && runs("pkcs11-tool", "--help") && runs("cc", "--version");
    match library {
        Some(library) if tools => Some(library),
        _ if std::env::var("SEALBID_REQUIRE_INTEROP").is_ok_and(|v| v == "1") => {
            panic!("softhsm2, pkcs11-tool or cc is missing")
        }
        _ => {
            println!("skipped: softhsm2, pkcs11-tool or cc is missing");
            None
        }
    }
}

/// The misbehaving library, compiled once.
fn shim() -> &'static Path {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/token/shim.c");
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libsealbid_shim.so");
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o"])
            .arg(&library)
            .arg(&source)
            .arg("-ldl");
        run(&mut cc);
        library
    })
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A folder with tokens and files for one test.
pub struct Hsm {
    folder: TempDir,
    library: PathBuf,
}

impl Hsm {
    /// No token yet; `None` after saying that the test is skipped.
    pub fn new() -> Option<Hsm> {
        let hsm = Hsm { library: softhsm()?, folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(hsm.path("tokens")).unwrap();
        let conf = format!("directories.tokendir = {}\nlog.level = ERROR\n", hsm.path("tokens").display());
        std::fs::write(hsm.path("softhsm2.conf"), conf).unwrap();
        std::fs::write(hsm.path("pin"), format!("{PIN}\n")).unwrap();
        Some(hsm)
    }

    /// One token with one key and its certificate.
    pub fn with(key: &str, certificate: &Certificate) -> Option<Hsm> {
        let hsm = Hsm::new()?;
        hsm.token("bidder");
        hsm.key("bidder", "01", key);
        hsm.certificate("bidder", "01", "signing", certificate);
        Some(hsm)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn library(&self) -> &Path {
        &self.library
    }

    pub fn conf(&self) -> PathBuf {
        self.path("softhsm2.conf")
    }

    fn tool(&self, name: &str) -> Command {
        let mut tool = Command::new(name);
        tool.env("SOFTHSM2_CONF", self.conf()).current_dir(self.folder.path());
        tool
    }

    pub fn token(&self, label: &str) {
        let arguments = ["--init-token", "--free", "--so-pin", "12345678", "--pin", PIN, "--label", label];
        run(self.tool("softhsm2-util").args(arguments));
    }

    pub fn key(&self, token: &str, id: &str, pem: &str) {
        std::fs::write(self.path("key.pem"), pem).unwrap();
        let arguments = ["--import", "key.pem", "--token", token, "--id", id, "--label", id, "--pin", PIN];
        run(self.tool("softhsm2-util").args(arguments));
        std::fs::remove_file(self.path("key.pem")).unwrap();
    }

    fn pkcs11_tool(&self, token: &str, arguments: &[&str]) {
        let mut tool = self.tool("pkcs11-tool");
        tool.arg("--module").arg(&self.library).args(["--token-label", token, "--login", "--pin", PIN]);
        run(tool.args(arguments));
    }

    /// A key that asks for the PIN before each signature.
    pub fn key_that_always_asks(&self, token: &str, id: &str, pem: &str) {
        std::fs::write(self.path("key.pem"), pem).unwrap();
        let write =
            ["--write-object", "key.pem", "--type", "privkey", "--id", id, "--always-auth", "--usage-sign"];
        self.pkcs11_tool(token, &write);
    }

    pub fn certificate(&self, token: &str, id: &str, label: &str, certificate: &Certificate) {
        std::fs::write(self.path("cert.der"), certificate.der()).unwrap();
        let write = ["--write-object", "cert.der", "--type", "cert", "--id", id, "--label", label];
        self.pkcs11_tool(token, &write);
    }

    /// The command, with this folder's tokens.
    pub fn command(&self, folder: &Path, arguments: &str) -> Command {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let mut command = command(&arguments);
        command.env("SOFTHSM2_CONF", self.conf()).current_dir(folder);
        command
    }

    /// Runs the command with a token's options behind the arguments.
    pub fn run(&self, folder: &Path, arguments: &str) -> Run {
        let token = format!("{arguments} --token {} --pin-file {}", self.library.display(), self.pin());
        Run::of(self.command(folder, &token).output().unwrap())
    }

    pub fn pin(&self) -> String {
        self.path("pin").display().to_string()
    }

    /// The same through the misbehaving library.
    pub fn run_with(&self, folder: &Path, fault: &[(&str, &str)], arguments: &str) -> Run {
        let arguments = format!("{arguments} --token {}", shim().display());
        let mut command = self.command(folder, &arguments);
        command.env("SHIM_LIBRARY", &self.library).env("SHIM_LOG", self.path("log"));
        Run::of(command.envs(fault.iter().copied()).output().unwrap())
    }

    /// What the misbehaving library saw, since it was asked last.
    pub fn log(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.path("log")).unwrap_or_default();
        std::fs::remove_file(self.path("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }
}

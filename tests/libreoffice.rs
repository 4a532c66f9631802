//! The extension in a real headless LibreOffice, as an ordinary user: on a distribution's
//! installation, and on one that bundles the British dictionary as an extension.

mod common;

use common::{dist, feed, root, text, tool, words};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// One LibreOffice at a time: the bundled mode changes the installation that all of them share.
static OFFICE: Mutex<()> = Mutex::new(());

/// A profile of an ordinary user, with the package and the script where that user can read them.
struct Profile {
    folder: tempfile::TempDir,
}

impl Profile {
    fn new() -> Profile {
        tool("soffice", "libreoffice-writer");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let copy =
            |from: &Path, name: &str| fs::copy(from, folder.path().join(name)).expect("a copy");
        copy(&dist().join("libreoffice/medspell.oxt"), "medspell.oxt");
        copy(&root().join("tests/libreoffice/ask.py"), "ask.py");
        let profile = Profile { folder };
        profile.run(Command::new("mkdir").arg(profile.folder.path().join("home")));
        if is_root() {
            let owned =
                Command::new("chown").arg("-R").arg("nobody").arg(profile.folder.path()).status();
            assert!(owned.expect("chown runs").success());
        }
        profile
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn run(&self, command: &mut Command) {
        assert!(command.status().expect("the command runs").success());
    }

    /// A command as an ordinary user: LibreOffice's installer refuses root.
    fn user(&self, program: &str) -> Command {
        let mut command = match is_root() {
            false => Command::new(program),
            true => {
                let mut command = tool("runuser", "util-linux");
                command.args(["-u", "nobody", "--", program]);
                command
            }
        };
        command.env("HOME", self.home()).current_dir(self.folder.path());
        command
    }

    fn unopkg(&self, arguments: &[&str]) -> Output {
        let profile = format!("-env:UserInstallation=file://{}/profile", self.home().display());
        self.user("unopkg").args(arguments).arg(profile).output().expect("unopkg runs")
    }

    fn ask(&self, valid: &[String], suggest: &[&str]) -> Value {
        let request = json!({ "valid": valid, "suggest": suggest }).to_string();
        let mut python = self.user("/usr/bin/python3");
        python.arg("ask.py").arg(self.home().join("profile"));
        let answer = feed(&mut python, &request);
        assert!(
            answer.status.success(),
            "{} (python3-uno installed?)",
            String::from_utf8_lossy(&answer.stderr)
        );
        serde_json::from_str(&text(&answer)).expect("JSON")
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    id.stdout.starts_with(b"0\n")
}

fn listed(answer: &Value, right: bool) -> Vec<&str> {
    let valid = answer["valid"].as_object().expect("a map");
    valid.iter().filter(|(_, v)| **v == Value::Bool(right)).map(|(w, _)| w.as_str()).collect()
}

/// Installs, asks, removes, asks again.
fn try_out(mode: &str) {
    let (medical, general, american) = (words("medical"), words("general"), words("american"));
    assert!(medical.len() >= 200 && general.len() >= 50 && american.len() >= 100);
    let profile = Profile::new();
    let before = profile.ask(&american, &[]);
    let installed = profile.unopkg(&["add", "--suppress-license", "medspell.oxt"]);
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));

    let right: Vec<String> = medical.iter().chain(&general).cloned().collect();
    let answer = profile.ask(&right, &["hemoglobin", "frusemide"]);
    assert_eq!(listed(&answer, false), [""; 0], "{mode}: medical and general words are right");
    assert_eq!(answer["suggest"]["hemoglobin"][0], "haemoglobin", "{mode}");
    assert_eq!(answer["suggest"]["frusemide"][0], "furosemide", "{mode}");

    let wrong: Vec<String> = american.iter().cloned().chain(["qzxwv".into()]).collect();
    let answer = profile.ask(&wrong, &[]);
    let (ours, theirs) = (listed(&answer, true), listed(&before, true));
    println!("{mode}: American forms that LibreOffice's own dictionary accepts: {theirs:?}");
    assert_eq!(ours, theirs, "{mode}: the extension makes no American form right");

    let removed = profile.unopkg(&["remove", "uk.medspell.en-GB"]);
    assert!(removed.status.success(), "{}", String::from_utf8_lossy(&removed.stderr));
    let list = text(&profile.unopkg(&["list"]));
    assert!(!list.contains("medspell"), "{mode}: removal leaves no trace: {list}");
    let after = profile.ask(&medical, &[]);
    assert!(listed(&after, false).contains(&"semaglutide"), "{mode}: its words went with it");
}

#[test]
fn on_a_distribution() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    try_out("system mode");
}

#[test]
fn with_a_bundled_dictionary() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let _bundled = Bundled::install();
    let list = text(&Profile::new().unopkg(&["list", "--bundled"]));
    assert!(
        list.contains("org.openoffice.en.hunspell.dictionaries"),
        "the bundled one is there: {list}"
    );
    try_out("bundled mode");
}

/// The distribution's British dictionary, laid out as an extension that comes with LibreOffice.
struct Bundled(PathBuf);

impl Bundled {
    fn install() -> Bundled {
        let folder = PathBuf::from("/usr/lib/libreoffice/share/extensions/dict-en");
        assert!(!folder.exists(), "{} is in the way of this test", folder.display());
        let bundled = Bundled(folder);
        let manifest = bundled.0.join("META-INF");
        sudo(&["mkdir", "-p", &manifest.display().to_string()]);
        let xcu =
            fs::read_to_string(root().join("extension/dictionaries.xcu")).expect("the template");
        let xcu =
            xcu.replace("medspell_en_GB", "HunSpellDic_en-GB").replace("en_GB-medical", "en_GB");
        let nodes: Vec<&str> = xcu.split("   <node oor:name=\"medspell_system").collect();
        let xcu = format!("{}  </node>\n </node>\n</oor:component-data>\n", nodes[0]);
        let description = "<?xml version=\"1.0\"?><description xmlns=\"http://openoffice.org/extensions/description/2006\">\
            <identifier value=\"org.openoffice.en.hunspell.dictionaries\"/><version value=\"2023.01.01\"/></description>";
        let temporary = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in
            [("dictionaries.xcu", xcu.as_str()), ("description.xml", description)]
        {
            fs::write(temporary.path().join(name), content).expect("a file");
            bundled.put(&temporary.path().join(name), name);
        }
        bundled.put(&root().join("extension/manifest.xml"), "META-INF/manifest.xml");
        for name in ["en_GB.aff", "en_GB.dic"] {
            bundled.put(&Path::new("/usr/share/hunspell").join(name), name);
        }
        bundled
    }

    fn put(&self, from: &Path, name: &str) {
        sudo(&[
            "install",
            "-m",
            "644",
            &from.display().to_string(),
            &self.0.join(name).display().to_string(),
        ]);
    }
}

impl Drop for Bundled {
    fn drop(&mut self) {
        sudo(&["rm", "-r", &self.0.display().to_string()]);
    }
}

fn sudo(command: &[&str]) {
    let mut run = match is_root() {
        true => Command::new(command[0]),
        false => {
            let mut sudo = tool("sudo", "sudo");
            sudo.arg(command[0]);
            sudo
        }
    };
    assert!(run.args(&command[1..]).status().expect("it runs").success(), "{command:?}");
}

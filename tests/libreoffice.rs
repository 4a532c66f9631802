//! The extension in a real headless LibreOffice, as an ordinary user: on a distribution's
//! installation, and on one that bundles the British dictionary as an extension.

mod common;

use common::{dist, feed, root, text, tool, words};
use medspell::dictionary::{Artefact, Material, hunspell, libreoffice};
use medspell::{Lexicon, Profile as Spelling, wordlist};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::thread;

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
        for name in ["medspell.oxt", "medspell-supplement.oxt", "medspell-veto.oxt"] {
            copy(&dist().join("libreoffice").join(name), name);
        }
        copy(&root().join("tests/libreoffice/ask.py"), "ask.py");
        let profile = Profile { folder };
        profile.run(Command::new("mkdir").arg(profile.folder.path().join("home")));
        profile.give_away();
        profile
    }

    /// Makes the ordinary user the owner of what is in the folder.
    fn give_away(&self) {
        if is_root() {
            self.run(Command::new("chown").arg("-R").arg("nobody").arg(self.folder.path()));
        }
    }

    /// Puts a file where the user can read it.
    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).expect("written");
        self.give_away();
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn run(&self, command: &mut Command) {
        assert!(command.status().expect("the command runs").success());
    }

    /// A command as an ordinary user: LibreOffice's installer refuses root.
    fn user(&self, program: &str) -> Command {
        let mut command = tool(if is_root() { "runuser" } else { "env" }, "util-linux");
        if is_root() {
            command.args(["-u", "nobody", "--", "env"]); // runuser sets a home of its own
        }
        command.arg(format!("HOME={}", self.home().display())).arg(program);
        command.current_dir(self.folder.path());
        command
    }

    fn unopkg(&self, arguments: &[&str]) -> Output {
        let profile = format!("-env:UserInstallation=file://{}/profile", self.home().display());
        self.user("unopkg").args(arguments).arg(profile).output().expect("unopkg runs")
    }

    /// Adds an extension as the user.
    fn add(&self, name: &str) {
        let run = self.unopkg(&["add", "--suppress-license", name]);
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
    }

    fn ask(&self, valid: &[String], suggest: &[&str]) -> Value {
        self.request(&json!({ "valid": valid, "suggest": suggest }))
    }

    fn request(&self, request: &Value) -> Value {
        let request = request.to_string();
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
    profile.add("medspell.oxt");
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

/// The words that everybody has, and the medical ones, with medicine from the second extension.
fn try_supplement(mode: &str) {
    let profile = Profile::new();
    let before = profile.ask(&words("american"), &[]);
    profile.add("medspell-supplement.oxt");
    let right = [words("medical"), words("general")].concat();
    let answer = profile.ask(&right, &["hemoglobin"]);
    assert_eq!(listed(&answer, false), [""; 0], "{mode}: medical and general words are right");
    assert_eq!(answer["suggest"]["hemoglobin"][0], "haemoglobin", "{mode}");
    let wrong = [words("american"), vec!["qzxwv".to_owned()]].concat();
    let answer = profile.ask(&wrong, &[]);
    assert_eq!(listed(&answer, true), listed(&before, true), "{mode}: no American form is right");
}

#[test]
fn the_supplement_beside_a_bundled_dictionary() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let _bundled = Bundled::install();
    try_supplement("bundled mode");
}

/// Its second node keeps the distribution's own dictionary alive: no ordinary word is lost.
#[test]
fn the_supplement_on_a_distribution() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    try_supplement("system mode");
}

/// The list of wrong words: installed switched off; ticked, it overrules every dictionary.
#[test]
fn the_veto_overrules_once_it_is_ticked() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let _bundled = Bundled::install();
    let profile = Profile::new();
    let wrong = [words("american"), vec!["frusemide".to_owned()]].concat();
    let before = profile.ask(&wrong, &[]);
    let accepted = listed(&before, true);
    assert!(!accepted.is_empty(), "the bundled dictionary has no American form to veto");
    profile.add("medspell.oxt");
    profile.add("medspell-veto.oxt");
    assert_eq!(
        listed(&profile.ask(&wrong, &[]), true),
        accepted,
        "switched off, it changes nothing"
    );
    let name = "medspell-american.dic";
    let asked = [wrong.clone(), words("general")].concat();
    let ticked = profile.request(&json!({
        "valid": asked, "suggest": ["hemoglobin", "frusemide"],
        "activate": [name],
    }));
    assert_eq!(ticked["activate"][name], false, "it is installed switched off");
    assert_eq!(ticked["suggest"]["hemoglobin"][0], "haemoglobin");
    assert_eq!(ticked["suggest"]["frusemide"][0], "furosemide");
    let right = listed(&ticked, true);
    let left: Vec<_> = wrong.iter().filter(|word| right.contains(&word.as_str())).collect();
    assert_eq!(left, [""; 0], "ticked, no American form and no former name is right");
    let general = words("general");
    let lost: Vec<_> = general.iter().filter(|word| !right.contains(&word.as_str())).collect();
    assert_eq!(lost, [""; 0], "and no ordinary word is lost");
}

/// A small extension of a version, which has the word `zqxhaem` and asks `url` for updates.
fn small(version: &str, url: &str) -> Vec<u8> {
    let rows = "word,inflection,class,us,status,use,evidence,note\n\
        haemoglobin,s,lab,hemoglobin,,,,\nzqxhaem,,lab,,,,,\n";
    let lists = [wordlist::parse("medical.csv".as_ref(), rows.as_bytes())];
    let (lexicon, profile) = (Lexicon::merge(&lists), Spelling::default());
    let aff = hunspell::aff(version, &lexicon, profile);
    let dic = hunspell::dic(&lexicon, profile);
    let add_on = hunspell::add_on(&lexicon, profile);
    let (licence, updated) = ("The notice.\n", "2026-11-22");
    let (lexicon, aff, dic, add_on) = (&lexicon, &*aff, &*dic, &*add_on);
    let material = Material { lexicon, profile, version, updated, licence, aff, dic, add_on };
    let all: Vec<Artefact> = libreoffice::artefacts(&material, Some(url)).expect("it is sound");
    all.into_iter().find(|a| a.path == "libreoffice/medspell.oxt").expect("the package").bytes
}

/// Answers every request on loopback with a text; the address of the server.
fn serve(answer: impl Fn(&str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let base = url.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let asked: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let found = asked.first().is_some_and(|line| line.contains("/update.xml"));
            let (status, body) = match found {
                true => ("200 OK", answer(&base)),
                false => ("404 Not Found", String::new()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/xml\r\n");
            let length = format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let sent = match asked.first().is_some_and(|line| line.starts_with("HEAD")) {
                true => [head, length].concat(),
                false => [head, length, body].concat(),
            };
            let _ = stream.write_all(sent.as_bytes());
        }
    });
    url
}

/// The feed of the site is asked over loopback, and the newer version then takes the older's place.
#[test]
fn an_older_version_finds_the_newer_and_gives_way() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let version = env!("CARGO_PKG_VERSION");
    let url = serve(move |url| libreoffice::update_feed(version, url));
    let profile = Profile::new();
    profile.put("older.oxt", &small("2026.1.0", &url));
    profile.add("older.oxt");
    let asked =
        json!({ "updates": [libreoffice::IDENTIFIER], "valid": ["zqxhaem", "semaglutide"] });
    let answer = profile.request(&asked);
    assert_eq!(answer["updates"][libreoffice::IDENTIFIER], json!([version]));
    assert_eq!(listed(&answer, true), ["zqxhaem"]);

    profile.add("medspell.oxt");
    let list = text(&profile.unopkg(&["list", libreoffice::IDENTIFIER]));
    assert!(list.contains(&format!("Version: {version}")) && !list.contains("2026.1.0"), "{list}");
    assert_eq!(listed(&profile.request(&asked), true), ["semaglutide"], "the newer words alone");
    let back = profile.unopkg(&["add", "--suppress-license", "older.oxt"]);
    assert!(!back.status.success(), "an older version does not take a newer's place");
}

/// A feed of the same version offers nothing.
#[test]
fn the_newest_version_finds_nothing_newer() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let url = serve(|url| libreoffice::update_feed("2026.1.0", url));
    let profile = Profile::new();
    profile.put("only.oxt", &small("2026.1.0", &url));
    profile.add("only.oxt");
    let answer = profile.request(&json!({ "updates": [libreoffice::IDENTIFIER] }));
    assert_eq!(answer["updates"][libreoffice::IDENTIFIER], json!([]));
}

/// For every user of a computer, by the command of the page for IT: nobody has to say yes to the
/// licence, and each user has the words.
#[test]
fn a_shared_installation_serves_every_user() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let profile = Profile::new();
    let shared = Shared::install(&profile.folder.path().join("medspell.oxt"));
    let list = text(&profile.unopkg(&["list", "--shared"]));
    assert!(list.contains(libreoffice::IDENTIFIER), "{list}");
    let right = [words("medical"), words("general")].concat();
    assert_eq!(listed(&profile.ask(&right, &[]), false), [""; 0]);
    drop(shared);
    let list = text(&profile.unopkg(&["list", "--shared"]));
    assert!(!list.contains(libreoffice::IDENTIFIER), "{list}");
}

/// The extension in the installation itself; it goes with this value.
struct Shared(tempfile::TempDir);

impl Shared {
    fn install(package: &Path) -> Shared {
        let shared = Shared(tempfile::tempdir().expect("a temporary folder"));
        let page = include_str!("../site/it.html");
        let line = page.lines().find(|line| line.contains("unopkg add")).expect("the command");
        let (_, arguments) = line.split_once("unopkg ").expect("its arguments");
        let package = package.display().to_string();
        let fitting = |word| if word == "medspell.oxt" { &*package } else { word };
        shared.unopkg(&arguments.split(' ').map(fitting).collect::<Vec<_>>());
        shared
    }

    /// As root, with a profile of its own that is thrown away.
    fn unopkg(&self, arguments: &[&str]) {
        let profile = format!("-env:UserInstallation=file://{}", self.0.path().display());
        sudo(&[&["unopkg"], arguments, &[&*profile]].concat());
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.unopkg(&["remove", "--shared", libreoffice::IDENTIFIER]);
    }
}

/// `medspell install libreoffice`, `doctor`, a real check, `--remove`, as an ordinary user.
#[test]
fn medspell_installs_it_for_one_user() {
    let _office = OFFICE.lock().unwrap_or_else(|e| e.into_inner());
    let profile = Profile::new();
    let home = profile.home();
    fs::create_dir(profile.folder.path().join("libreoffice")).expect("created");
    let copy =
        |from: &Path, to: &str| fs::copy(from, profile.folder.path().join(to)).expect("a copy");
    copy(&dist().join("libreoffice/medspell.oxt"), "libreoffice/medspell.oxt");
    copy(Path::new(env!("CARGO_BIN_EXE_medspell")), "medspell");
    profile.give_away();
    let medspell = |arguments: &[&str]| {
        let mut command = profile.user("./medspell");
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env_remove(name);
        }
        let run = command.args(arguments).output().expect("it runs");
        (run.status.code(), text(&run) + &String::from_utf8_lossy(&run.stderr))
    };
    let install = ["install", "--from", ".", "libreoffice"];
    let (code, said) = medspell(&[&install[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read_dir(&home).expect("the home").count(), 0, "a dry run writes nothing");
    let (code, said) = medspell(&install);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = medspell(&install);
    assert_eq!(code, Some(0), "again: {said}");
    let (code, said) = medspell(&["doctor"]);
    assert!(code == Some(0) && said.contains("lists the extension as registered"), "{said}");
    // The profile that every program of this user has; ask.py is told of it by its path.
    std::os::unix::fs::symlink(home.join(".config/libreoffice/4"), home.join("profile"))
        .expect("a link");
    let answer = profile.ask(&[words("medical"), vec!["qzxwv".into()]].concat(), &[]);
    assert_eq!(listed(&answer, false), ["qzxwv"]);
    let (code, said) = medspell(&["install", "--remove", "libreoffice"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!text(&profile.unopkg(&["list"])).contains("medspell"));
    assert!(!home.join(".local").exists(), "our record is gone");
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
    assert!(
        run.args(&command[1..]).stdin(Stdio::null()).status().expect("it runs").success(),
        "{command:?}"
    );
}

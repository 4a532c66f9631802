//! Firefox ESR and Thunderbird, driven over Marionette: the add-on is installed as a user installs
//! it, and the program's own spelling engine is asked.

use crate::common::{dist, medspell, tool};
use crate::words::{American, all, judge};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// A running program with a profile of its own; it ends with this value.
struct Mozilla {
    child: Child,
    stream: TcpStream,
    asked: u64,
    _profile: tempfile::TempDir,
}

impl Drop for Mozilla {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Mozilla {
    fn start(program: &str) -> Mozilla {
        Mozilla::start_in(program, tempfile::tempdir().expect("a temporary folder"))
    }

    fn start_in(program: &str, profile: tempfile::TempDir) -> Mozilla {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        drop(listener);
        fs::write(profile.path().join("user.js"), preferences(port)).expect("the settings");
        let mut command = tool(program, program);
        command.args(["--headless", "--no-remote", "--marionette", "-remote-allow-system-access"]);
        command.arg("--profile").arg(profile.path()).env("HOME", profile.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("it starts");
        let stream = connect(port);
        let mut mozilla = Mozilla { child, stream, asked: 0, _profile: profile };
        mozilla.read();
        mozilla.ask("WebDriver:NewSession", json!({ "strictFileInteractability": false }));
        mozilla.ask("Marionette:SetContext", json!({ "value": "chrome" }));
        mozilla
    }

    /// One message: its length, a colon, JSON.
    fn read(&mut self) -> Value {
        let mut length = String::new();
        loop {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).expect("the program answers");
            match byte[0] {
                b':' => break,
                digit => length.push(char::from(digit)),
            }
        }
        let mut body = vec![0; length.parse().expect("a length")];
        self.stream.read_exact(&mut body).expect("the program answers");
        serde_json::from_slice(&body).expect("JSON")
    }

    fn ask(&mut self, command: &str, parameters: Value) -> Value {
        self.asked += 1;
        let message = json!([0, self.asked, command, parameters]).to_string();
        write!(self.stream, "{}:{message}", message.len()).expect("the program listens");
        let answer = self.read();
        assert_eq!(answer[2], Value::Null, "{command}");
        answer[3].clone()
    }

    fn install(&mut self, xpi: &Path) {
        self.ask("Addon:Install", json!({ "path": xpi, "temporary": false }));
    }

    /// The words that the engine rejects with one dictionary.
    fn rejected(&mut self, locale: &str, words: &[String]) -> BTreeSet<String> {
        let script = "
            const [locale, words] = arguments;
            const engine = Cc['@mozilla.org/spellchecker/engine;1'].getService(Ci.mozISpellCheckingEngine);
            if (!engine.getDictionaryList().includes(locale)) return ['no ' + locale];
            engine.dictionaries = [locale];
            return words.filter(word => !engine.check(word));";
        let answer = self.ask(
            "WebDriver:ExecuteScript",
            json!({ "script": script, "args": [locale, words], "newSandbox": true, "sandbox": "system" }),
        );
        serde_json::from_value(answer["value"].clone()).expect("a list of words")
    }
}

fn preferences(port: u16) -> String {
    let settings = [
        ("marionette.port", json!(port)),
        ("xpinstall.signatures.required", json!(false)),
        ("extensions.autoDisableScopes", json!(0)),
        ("browser.shell.checkDefaultBrowser", json!(false)),
        ("datareporting.policy.dataSubmissionEnabled", json!(false)),
        ("app.update.enabled", json!(false)),
        ("mail.provider.suppress_dialog_on_startup", json!(true)),
    ];
    settings.iter().map(|(name, value)| format!("user_pref(\"{name}\", {value});\n")).collect()
}

fn connect(port: u16) -> TcpStream {
    let start = Instant::now();
    loop {
        match TcpStream::connect(("127.0.0.1", port)) {
            Ok(stream) => {
                stream.set_read_timeout(Some(Duration::from_secs(90))).expect("a socket");
                return stream;
            }
            Err(e) if start.elapsed() > Duration::from_secs(90) => panic!("no answer: {e}"),
            Err(_) => thread::sleep(Duration::from_millis(200)),
        }
    }
}

fn both_variants(program: &str) {
    let mut mozilla = Mozilla::start(program);
    for locale in ["en-GB", "en-GB-x-medical"] {
        mozilla.install(&dist().join(format!("firefox/medspell-{locale}.xpi")));
        judge(&mozilla.rejected(locale, &all()), American::Wrong);
    }
}

#[test]
fn firefox_takes_both_variants() {
    both_variants("firefox-esr");
}

#[test]
fn thunderbird_takes_both_variants() {
    both_variants("thunderbird");
}

/// What `medspell install` puts into a profile is what the program starts with.
fn installed(program: &str, name: &str, folder: &str) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let list = home.path().join(folder);
    fs::create_dir_all(&list).expect("created");
    let profiles = format!("[Profile0]\nIsRelative=0\nPath={}\n", home.path().display());
    fs::write(list.join("profiles.ini"), profiles).expect("written");
    let unsigned = "user_pref(\"xpinstall.signatures.required\", false);\n";
    fs::write(home.path().join("prefs.js"), unsigned).expect("written");
    let mut install = medspell();
    install.args(["install", name, "--from"]).arg(dist()).env("HOME", home.path());
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
        install.env_remove(variable);
    }
    let run = install.output().expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let mut mozilla = Mozilla::start_in(program, home);
    let start = Instant::now();
    let locale = "en-GB-x-medical";
    let missing = BTreeSet::from([format!("no {locale}")]);
    while mozilla.rejected(locale, &[]) == missing && start.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(500)); // add-ons start after the program
    }
    judge(&mozilla.rejected(locale, &all()), American::Wrong);
}

#[test]
fn thunderbird_takes_what_install_puts_there() {
    installed("thunderbird", "thunderbird", ".thunderbird");
}

#[test]
fn firefox_takes_what_install_puts_there() {
    installed("firefox-esr", "firefox", ".mozilla/firefox");
}

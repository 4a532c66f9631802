//! Chromium: words are typed into a page, and those that get a red line are the rejected ones.
//!
//! There is no other way to ask: neither the page nor the debugging protocol tells what the speller
//! found. So the screen is read, one word a row.

use crate::common::{dist, medspell, tool, words};
use crate::words::{American, all, judge};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

/// The height of a row in pixels.
const ROW: usize = 24;

/// A running Chromium, spoken to through two named pipes; it ends with this value.
struct Chromium {
    child: Child,
    to: File,
    from: BufReader<File>,
    asked: u64,
    session: Option<String>,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Chromium {
    fn start(folder: &Path) -> Chromium {
        let (to, from) = (folder.join("to"), folder.join("from"));
        let made = tool("mkfifo", "coreutils").args([&to, &from]).status();
        assert!(made.is_ok_and(|status| status.success()));
        tool("chromium", "chromium");
        let script = "exec chromium --headless=new --no-sandbox --disable-gpu --no-first-run --lang=en-GB \
                      --remote-debugging-pipe --user-data-dir=\"$0/profile\" 3<\"$0/to\" 4>\"$0/from\"";
        let mut command = tool("sh", "dash");
        command.args(["-c", script]).arg(folder).env("HOME", folder);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let to = File::options().write(true).open(to).expect("a pipe");
        let from = BufReader::new(File::open(from).expect("a pipe"));
        let mut chromium = Chromium { child, to, from, asked: 0, session: None };
        let target = chromium.ask("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = chromium.ask("Target.attachToTarget", target);
        chromium.session = session["sessionId"].as_str().map(str::to_owned);
        chromium
    }

    /// Messages are JSON, each ended by a zero byte; events come in between.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        write!(self.to, "{message}\0").expect("Chromium listens");
        loop {
            let mut bytes = Vec::new();
            self.from.read_until(0, &mut bytes).expect("Chromium answers");
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).expect("JSON");
            if answer["id"] == self.asked {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        self.ask("Runtime.evaluate", parameters)["result"]["value"].clone()
    }

    fn write(&mut self, words: &[String]) {
        let height = ROW * (words.len() + 2);
        let screen =
            json!({ "width": 800, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.ask("Emulation.setDeviceMetricsOverride", screen);
        self.evaluate(&format!(
            "document.body.innerHTML = '<div contenteditable spellcheck=true lang=en-GB \
             style=\"font: 14px monospace; line-height: {ROW}px; outline: none; caret-color: transparent\">'; \
             document.body.style.margin = 0; document.querySelector('div').focus()"
        ));
        for word in words {
            self.ask("Input.insertText", json!({ "text": word }));
            for kind in ["keyDown", "keyUp"] {
                let key = json!({ "type": kind, "key": "Enter", "code": "Enter",
                                  "windowsVirtualKeyCode": 13, "text": "\r" });
                self.ask("Input.dispatchKeyEvent", key);
            }
        }
    }

    /// The rows that have red pixels.
    fn red_rows(&mut self) -> Vec<usize> {
        let shot = self.ask("Page.captureScreenshot", json!({ "format": "png" }));
        let data = shot["data"].as_str().expect("a picture").to_owned();
        let rows = self.evaluate(&format!(
            "(async () => {{
                const image = new Image(); image.src = 'data:image/png;base64,{data}'; await image.decode();
                const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
                canvas.drawImage(image, 0, 0);
                const {{ data, width, height }} = canvas.getImageData(0, 0, image.width, image.height);
                const rows = new Set();
                for (let i = 0; i < width * height; i++)
                    if (data[4*i] > 150 && data[4*i+1] < 120 && data[4*i+2] < 120) rows.add(Math.floor(i / width / {ROW}));
                return [...rows];
            }})()"
        ));
        serde_json::from_value(rows).expect("numbers")
    }

    /// Waits until row `last`, which is wrong, is marked, and two pictures show the same.
    fn settled(&mut self, last: usize) -> Vec<usize> {
        let mut before = Vec::new();
        for _ in 0..80 {
            thread::sleep(Duration::from_millis(250));
            let now = self.red_rows();
            if now.contains(&last) && now == before {
                return now;
            }
            before = now;
        }
        panic!("Chromium does not check: {before:?}")
    }
}

/// Compiles a word list for a fresh profile. The number in the name of the dictionary changes with
/// Chromium's own dictionaries, so the file gets all names that it may have.
fn profile(folder: &Path, dic: &Path) {
    let dictionaries = folder.join("profile/Dictionaries");
    fs::create_dir_all(&dictionaries).expect("created");
    fs::create_dir_all(folder.join("profile/Default")).expect("created");
    for ending in ["aff", "dic"] {
        fs::copy(dic.with_extension(ending), folder.join("words").with_extension(ending))
            .expect("a copy");
    }
    let bdic = folder.join("words.bdic");
    let converted = tool("convert-bdic", "qt6-webengine-dev-tools")
        .arg(folder.join("words.dic"))
        .arg(&bdic)
        .output();
    let converted = converted.expect("it runs");
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    for number in 1..=9 {
        fs::hard_link(&bdic, dictionaries.join(format!("en-GB-10-{number}.bdic"))).expect("a link");
    }
    let settings = json!({
        "spellcheck": { "dictionaries": ["en-GB"], "use_spelling_service": false },
        "browser": { "enable_spellchecking": true },
        "intl": { "accept_languages": "en-GB,en", "selected_languages": "en-GB,en" },
    });
    fs::write(folder.join("profile/Default/Preferences"), settings.to_string()).expect("written");
}

/// The words that get a red line. Chromium checks what is typed near the caret at once and the rest
/// when it likes, so a few words are asked at a time, each time with a wrong one at the end.
fn rejected(folder: &Path) -> BTreeSet<String> {
    let asked = all();
    let (wrong, others) = asked.split_last().expect("words");
    let mut chromium = Chromium::start(folder);
    let mut rejected = BTreeSet::from([wrong.clone()]);
    for few in [&[][..]].into_iter().chain(others.chunks(6)) {
        chromium.write(&[few, std::slice::from_ref(wrong)].concat());
        let marked = chromium.settled(few.len());
        rejected.extend(marked.into_iter().filter_map(|row| few.get(row).cloned()));
    }
    rejected
}

#[test]
fn chromium_takes_the_expanded_list() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    profile(folder.path(), &dist().join("chromium/en-GB-medical.dic"));
    judge(&rejected(folder.path()), American::Wrong);
}

/// A dictionary of a few general words; medicine comes from the custom dictionary alone, which
/// `medspell install` puts into the profile.
#[test]
fn chromium_takes_the_custom_dictionary() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let general = words("general");
    let small = folder.path().join("small.dic");
    fs::write(&small, format!("{}\n{}\n", general.len(), general.join("\n"))).expect("written");
    fs::write(small.with_extension("aff"), "SET UTF-8\n").expect("written");
    profile(folder.path(), &small);
    fs::create_dir(folder.path().join("config")).expect("created");
    symlink(folder.path().join("profile"), folder.path().join("config/chromium")).expect("a link");
    let mut install = medspell();
    install.args(["install", "chromium", "--from"]).arg(dist()).env("HOME", folder.path());
    install.env("XDG_CONFIG_HOME", folder.path().join("config"));
    for variable in ["XDG_DATA_HOME", "XDG_STATE_HOME"] {
        install.env_remove(variable);
    }
    let run = install.output().expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    judge(&rejected(folder.path()), American::Wrong);
}

//! The software bill of materials: CycloneDX, from the lock file that the program was built with.
//!
//! The lock file names what only the tests need, too; whoever scans a bill for known faults should
//! not find those there. So it is followed from what `Cargo.toml` asks for.

use super::Artefact;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MANIFEST: &str = include_str!("../../Cargo.toml");
const LOCK: &str = include_str!("../../Cargo.lock");

/// What we read of `Cargo.toml`.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Manifest {
    dependencies: BTreeMap<String, IgnoredAny>,
    build_dependencies: BTreeMap<String, IgnoredAny>,
}

/// What we read of `Cargo.lock`; cargo adds fields as it pleases.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
    /// Each a name, with the version where there are several.
    #[serde(default)]
    dependencies: Vec<String>,
}

/// The file `medspell.cdx.json`.
pub fn artefact(version: &str, updated: &str) -> Artefact {
    let lock: Lock = toml::from_str(LOCK).expect("cargo wrote the lock file");
    let manifest: Manifest = toml::from_str(MANIFEST).expect("cargo reads it");
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": format!("{updated}T00:00:00Z"),
            "component": {
                "type": "application", "bom-ref": "medspell", "name": "medspell", "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": used(&lock, &manifest).into_values().map(component).collect::<Vec<_>>(),
    });
    Artefact::new("medspell.cdx.json", format!("{bill:#}\n"))
}

/// The packages that the program is made of, by name and version.
fn used<'l>(lock: &'l Lock, manifest: &Manifest) -> BTreeMap<(&'l str, &'l str), &'l Package> {
    let own = lock.package.iter().filter(|package| package.name == "medspell");
    let asked_for = |name: &&String| {
        let name = name.split(' ').next().unwrap_or("");
        manifest.dependencies.contains_key(name) || manifest.build_dependencies.contains_key(name)
    };
    let mut open: Vec<&String> =
        own.flat_map(|package| &package.dependencies).filter(asked_for).collect();
    let mut used = BTreeMap::new();
    while let Some(dependency) = open.pop() {
        let mut words = dependency.split(' ');
        let (name, version) = (words.next().unwrap_or(""), words.next());
        let found = lock.package.iter().filter(|p| p.name == name);
        for package in found.filter(|p| version.is_none_or(|version| p.version == version)) {
            if used.insert((&*package.name, &*package.version), package).is_none() {
                open.extend(&package.dependencies);
            }
        }
    }
    used
}

fn component(package: &Package) -> Value {
    let Package { name, version, checksum, .. } = package;
    let purl = format!("pkg:cargo/{name}@{version}");
    let mut component = json!({
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
    });
    if let Some(sum) = checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dependency_is_listed_and_nothing_of_the_tests() {
        let text = String::from_utf8(artefact("1", "2026-11-22").bytes).unwrap();
        let has = |name: &str| text.contains(&format!("pkg:cargo/{name}@"));
        assert!(has("fst") && has("memchr"), "asked for, and what that asks for");
        assert!(!has("medspell") && !has("trycmd") && !has("proptest") && !has("spellbook"));
    }
}

//! The software bill of materials: CycloneDX, from the lock file that the program was built with.

use super::Artefact;
use serde::Deserialize;
use serde_json::{Value, json};

const LOCK: &str = include_str!("../../Cargo.lock");

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
}

/// The file `medspell.cdx.json`.
pub fn artefact(version: &str, updated: &str) -> Artefact {
    let lock: Lock = toml::from_str(LOCK).expect("cargo wrote the lock file");
    let others = lock.package.iter().filter(|package| package.name != "medspell");
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
        "components": others.map(component).collect::<Vec<_>>(),
    });
    Artefact::new("medspell.cdx.json", format!("{bill:#}\n"))
}

fn component(package: &Package) -> Value {
    let Package { name, version, checksum } = package;
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
    fn every_dependency_is_listed() {
        let text = String::from_utf8(artefact("1", "2026-11-22").bytes).unwrap();
        assert!(text.contains("pkg:cargo/fst@") && !text.contains("pkg:cargo/medspell@"));
    }
}

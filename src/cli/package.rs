//! `medspell package`: the release tarball.
//!
//! This very program with its index, man pages, completions and licences, laid out as `/usr/local`
//! wants it. The same program and build give the same bytes.

use super::Cli;
use super::install::artefact;
use super::render::print;
use clap::{Args, CommandFactory, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;
use medspell::dictionary::archive::{Item, gzip, seconds, tar};
use medspell::release::write_atomically;
use medspell::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

#[derive(Args)]
pub(super) struct PackageArgs {
    /// The tarball to write, such as medspell.tar.gz
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The folder that `medspell build` wrote
    #[arg(long, default_value = "dist", value_hint = ValueHint::DirPath)]
    from: PathBuf,
}

pub(super) fn run(args: &PackageArgs) -> Result<ExitCode> {
    let program = env::current_exe().map_err(Error::io(Path::new("medspell"), "find"))?;
    let program = fs::read(&program).map_err(Error::io(&program, "read"))?;
    let index = artefact(&args.from, "index/medspell.idx")?;
    let place = args.from.join("index/medspell.idx");
    let opened = super::index_of(&place, index.clone(), "run `medspell build` again")?;
    let time = seconds(opened.meta("updated"));
    let mut files = manuals();
    files.extend(completions());
    for (to, from) in [
        ("share/doc/medspell/LICENCE.txt", "hunspell/LICENCE.txt"),
        ("share/doc/medspell/medspell.cdx.json", "medspell.cdx.json"),
    ] {
        files.push((to.to_owned(), artefact(&args.from, from)?));
    }
    for (name, text) in LICENCES {
        files.push((format!("share/doc/medspell/{name}"), text.into()));
    }
    files.push(("share/medspell/medspell.idx".to_owned(), index));
    let top = format!("medspell-{}", env!("CARGO_PKG_VERSION"));
    files.iter_mut().for_each(|(path, _)| *path = format!("{top}/{path}"));
    let binary = format!("{top}/bin/medspell");
    let mut items: Vec<(&str, Item<'_>)> =
        files.iter().map(|(path, bytes)| (path.as_str(), Item::File(bytes))).collect();
    items.push((&binary, Item::Program(&program)));
    let tarball = gzip(&tar(&items, time));
    write_atomically(&args.file, &tarball)?;
    print(&format!("{}: {} files, {} bytes\n", args.file.display(), items.len(), tarball.len()))?;
    Ok(ExitCode::SUCCESS)
}

/// The licences of the program and of the crates in it, which ask to go with it; that of the words is
/// in the build.
const LICENCES: [(&str, &str); 3] = [
    ("LICENSE-APACHE", include_str!("../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../LICENSE-MIT")),
    ("THIRD-PARTY.txt", include_str!("../../THIRD-PARTY.txt")),
];

/// The man pages of the command and of each of its subcommands.
fn manuals() -> Vec<(String, Vec<u8>)> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let parts = command.get_subcommands().cloned().collect::<Vec<_>>();
    let page = |command| {
        let (man, mut bytes) = (Man::new(command), Vec::new());
        man.render(&mut bytes).expect("memory is writable");
        (format!("share/man/man1/{}", man.get_filename()), bytes)
    };
    std::iter::once(command).chain(parts).map(page).collect()
}

fn completions() -> Vec<(String, Vec<u8>)> {
    const PLACES: [(Shell, &str); 3] = [
        (Shell::Bash, "share/bash-completion/completions/medspell"),
        (Shell::Fish, "share/fish/vendor_completions.d/medspell.fish"),
        (Shell::Zsh, "share/zsh/site-functions/_medspell"),
    ];
    let write = |(shell, place): (Shell, &str)| {
        let mut bytes = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "medspell", &mut bytes);
        (place.to_owned(), bytes)
    };
    PLACES.into_iter().map(write).collect()
}

#!/usr/bin/env python3
"""Counts how common words are: `tests/count-frequency.py BINARY SCOWL TEXT... > wordlists/frequency.tsv`.

SCOWL is the folder of Debian's package scowl; each TEXT is a file or a folder of plain text,
Markdown, HTML, or dictd databases (*.dict.dz). wordlists/README.md says which were counted and
what a class means. Words that BINARY flags are left out: only the lists say what a word is.
"""
import collections, gzip, html, math, pathlib, re, subprocess, sys

# What standing in a SCOWL size is worth, in occurrences in the texts.
SIZES = {10: 4000, 20: 1000, 35: 250, 40: 100, 50: 40, 55: 20, 60: 8, 70: 2}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
TEXTS = {".txt", ".md", ".html", ".htm", ".dz", ""}


def text(path):
    if path.suffix == ".dz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace").read()
    raw = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix in (".html", ".htm"):
        return html.unescape(re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", raw))
    return raw


def files(names):
    for name in map(pathlib.Path, names):
        inside = sorted(p for p in name.rglob("*") if p.is_file()) if name.is_dir() else [name]
        yield from (p for p in inside if p.suffix in TEXTS)


def possessive(word):
    return word[:-2] if word.endswith("'s") else word


def main():
    binary, scowl, *texts = sys.argv[1:]
    counts = collections.Counter()
    for path in files(texts):
        words = WORD.findall(text(path).lower().replace("’", "'"))
        counts.update(map(possessive, words))
    for path in sorted(pathlib.Path(scowl).iterdir()):
        kind, _, size = path.name.partition(".")
        if kind in ("english-words", "british-words") and int(size or 0) in SIZES:
            words = {w.strip() for w in path.read_text(encoding="latin-1").splitlines()}
            counts.update({possessive(w): SIZES[int(size)] for w in words if not w.endswith("'s")})
    counts = {w: n for w, n in counts.items() if len(w) > 1 and n > 1}
    listed = subprocess.run([binary, "check", "--format", "list", "-"], input="\n".join(counts).encode(), stdout=subprocess.PIPE)
    flagged = set(listed.stdout.decode().split("\n"))
    for word in sorted(counts, key=str.encode):
        if word not in flagged and not set(word.split("'")) & flagged:
            print(f"{word}\t{min(15, int(math.log2(counts[word])))}")


main()

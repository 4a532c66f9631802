#!/usr/bin/env python3
"""How often Hunspell offers the right word first, and among the first five.

    tests/suggestions-hunspell.py PAIRS.tsv...       wrong<TAB>right[,right...] a line
    tests/suggestions-hunspell.py --load             size and processor time to load

For each file the dictionary is built twice: with every `misspelt` row that stands in that file, itself
or by an inflected form, left out (the figure that counts: nothing was learnt from the file), and as it is. Beside them stand
Debian's en_GB and en_GB with en_med. A wrong word that the dictionary accepts scores nothing.

Needs hunspell, hunspell-en-gb, hunspell-en-med, and target/release/medspell (MEDSPELL names another).
"""
import csv
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

from suggestions import stands_in

ROOT = pathlib.Path(__file__).resolve().parents[1]
MEDSPELL = os.environ.get("MEDSPELL", ROOT / "target/release/medspell")


def pairs(path):
    """The pairs of a file: the wrong word and the set of right ones, in lower case."""
    rows = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf8")]
    return [(r[0], set(r[1].lower().split(","))) for r in rows if len(r) > 1]


def ask(dictionary, words):
    """Each word with its suggestions; a word that the dictionary accepts has None."""
    text = "".join(f"^{word}\n" for word in words).encode()
    command = ["hunspell", "-i", "utf-8", "-a", "-d", dictionary]
    out = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True).stdout.decode()
    blocks = out.split("\n", 1)[1].split("\n\n")
    return {word: suggestions(block.split("\n")) for word, block in zip(words, blocks)}


def suggestions(answers):
    if not any(line[:1] in "&#" for line in answers if line):
        return None
    offered = next((line for line in answers if line.startswith("& ")), "")
    return offered.split(": ", 1)[1].lower().split(", ") if offered else []


def score(dictionary, tested):
    """Per cent right first, and among the first five."""
    answers = ask(dictionary, [wrong for wrong, _ in tested])
    hit = lambda n: sum(bool(right & set((answers[wrong] or [])[:n])) for wrong, right in tested)
    return tuple(100 * hit(n) / len(tested) for n in (1, 5))


def build(folder, left_out):
    """A build from the word lists without the `misspelt` rows of some words."""
    lists = folder / "wordlists"
    shutil.copytree(ROOT / "wordlists", lists)
    for path in lists.glob("*.csv"):
        rows = list(csv.DictReader(open(path, encoding="utf8", newline="")))
        if not rows or "status" not in rows[0]:
            continue
        kept = [r for r in rows if r["status"] != "misspelt" or not stands_in(r["word"].lower(), r["inflection"], left_out)]
        with open(path, "w", encoding="utf8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
    command = [MEDSPELL, "build", "--wordlists", lists, "--out", folder / "dist"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return str(folder / "dist/hunspell/en_GB-medical")


def rows(path):
    """The lines of the table for one file."""
    tested = pairs(path)
    yield "en_GB", score("en_GB", tested)
    yield "en_GB,en_med_glut", score("en_GB,en_med_glut", tested)
    for name, left_out in [("medspell, rows left out", {w.lower() for w, _ in tested}), ("medspell", set())]:
        with tempfile.TemporaryDirectory() as folder:
            yield name, score(build(pathlib.Path(folder), left_out), tested)


def loading(dictionary):
    """The processor time, in milliseconds, to load a dictionary and stop: the least of seven."""
    def once():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(["hunspell", "-i", "utf-8", "-l", "-d", dictionary], input=b"", check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * min(once() for _ in range(7))


def load():
    """The size and the load time of the merged pair beside Debian's two dictionaries."""
    debian = pathlib.Path("/usr/share/hunspell")
    print(f"{'dictionary':26} {'bytes':>9} {'load ms':>8}")
    with tempfile.TemporaryDirectory() as folder:
        own = build(pathlib.Path(folder), set())
        for name, dictionary, files in [
            ("en_GB,en_med_glut", "en_GB,en_med_glut", [debian / f for f in ("en_GB.aff", "en_GB.dic", "en_med_glut.dic")]),
            ("medspell", own, [pathlib.Path(own + ending) for ending in (".aff", ".dic")]),
        ]:
            size = sum(path.stat().st_size for path in files)
            print(f"{name:26} {size:9} {loading(dictionary):8.0f}", flush=True)


def main(paths):
    if paths == ["--load"]:
        return load()
    print(f"{'file':24} {'dictionary':26} {'top-1':>6} {'top-5':>6}")
    for path in paths:
        for name, (first, five) in rows(path):
            print(f"{pathlib.Path(path).stem:24} {name:26} {first:6.1f} {five:6.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:]) if sys.argv[1:] else sys.exit(__doc__)

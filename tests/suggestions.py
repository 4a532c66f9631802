#!/usr/bin/env python3
"""Measures suggestions: `tests/suggestions.py BINARY FILE.tsv...`, each line `wrong<TAB>right[,right]`.

The figure that counts is taken with an index from which every `misspelt` row that stands in the
measured file has been left out, so that nothing is looked up that should be found. Beside it stand
the figure with those rows, and aspell and hunspell (en_GB) on the pairs that all three can answer:
the right word is known to all and the wrong one flagged by all. There medspell must be above both
in a file of 100 such pairs or more, and not below either in a smaller one; the line says so.
`hunspell+med` is hunspell with Debian's en_med beside en_GB, on the same pairs: the peer that knows
medical words. Means are processor time of the whole process, its start included, divided by the
words; `cargo bench --bench latency` times the search alone. `--misses DIR` writes what was not
first, for reading; `--no-peers` leaves the others out.

Needs aspell, aspell-en, hunspell, hunspell-en-gb and hunspell-en-med.
"""
import argparse, csv, hashlib, io, os, pathlib, shutil, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(command, text):
    if shutil.which(command[0]) is None:
        raise SystemExit(f"{command[0]} is missing: install aspell, aspell-en, hunspell, hunspell-en-gb and hunspell-en-med")
    result = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return result.stdout.decode("utf-8", "replace").split("\n")


def spent():
    """Processor time of the programs run so far, in milliseconds."""
    times = os.times()
    return 1000 * (times.children_user + times.children_system)


def pairs(path):
    lines = [line.rstrip("\n").split("\t") for line in open(path, encoding="utf-8")]
    return [(line[0], line[1].split(",")) for line in lines if len(line) > 1]


def stands_in(word, inflected, wrong):
    """True when a row, or a form that its inflection makes, is one of the wrong words."""
    stem = word[: max(4, len(word) - 2)]
    forms = (w for w in wrong if w.startswith(stem) and abs(len(w) - len(word)) <= 4)
    return word in wrong or (inflected and any(forms))


def index_without(binary, wrong, cache):
    """Builds the index without the `misspelt` rows of `wrong`; the same rows give the same file."""
    folder = pathlib.Path(tempfile.mkdtemp())
    lists, digest, removed = folder / "wordlists", hashlib.sha256(), 0
    for name in ("build", "format", "sound"):
        digest.update((ROOT / f"src/index/{name}.rs").read_bytes())
    shutil.copytree(ROOT / "wordlists", lists)
    for path in sorted(lists.glob("*.csv")):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = []
        for row in rows:
            cells = next(csv.reader(io.StringIO(row)))
            if len(cells) > 4 and cells[4] == "misspelt" and stands_in(cells[0].lower(), cells[1], wrong):
                removed += 1
            else:
                kept.append(row)
        path.write_text("".join(kept), encoding="utf-8")
    for path in sorted(lists.iterdir()):
        digest.update(path.read_bytes())
    index = cache / (digest.hexdigest()[:16] + ".idx")
    if not index.exists():
        out = folder / "dist"
        subprocess.run([binary, "build", "--wordlists", lists, "--out", out], check=True, stdout=subprocess.DEVNULL)
        shutil.copy(out / "index/medspell.idx", index)
    shutil.rmtree(folder)
    return index, removed


def medspell(binary, index):
    option = ["--index", str(index)] if index else []
    flags = lambda words: set(run([binary, "check", "--format", "list", *option, "-"], "\n".join(words)))
    def suggest(words):
        lines = (line.split("\t") for line in run([binary, "suggest", *option], "\n".join(words)) if line)
        return {cells[0]: cells[1:] for cells in lines}
    return flags, suggest


def ispell(pipe, list_):
    """A checker that speaks the protocol of `ispell -a`."""
    def suggest(words):
        found, rest = {}, iter(words)
        blocks = "\n".join(run(pipe, "".join(f"^{w}\n" for w in words))[1:]).split("\n\n")
        for word, block in zip(rest, blocks):
            line = next((l for l in block.split("\n") if l.startswith("& ")), "")
            found[word] = line.split(": ", 1)[1].split(", ") if line else []
        return found
    return (lambda words: set(run(list_, "\n".join(words)))), suggest


PEERS = {
    "aspell": ispell(["aspell", "-a", "-d", "en_GB", "--encoding=utf-8"], ["aspell", "list", "-d", "en_GB", "--encoding=utf-8"]),
    "hunspell": ispell(["hunspell", "-i", "utf-8", "-a", "-d", "en_GB"], ["hunspell", "-i", "utf-8", "-l", "-d", "en_GB"]),
}
MED = "en_GB,en_med_glut"
WITH_MEDICAL = ispell(["hunspell", "-i", "utf-8", "-a", "-d", MED], ["hunspell", "-i", "utf-8", "-l", "-d", MED])


class Answers:
    """What one program says of the words of a file."""

    def __init__(self, engine, data):
        flags, suggest = engine
        self.flagged = flags([w for w, _ in data] + [r for _, right in data for r in right])
        start = spent()
        self.offers = suggest([w for w, _ in data])
        self.mean = (spent() - start) / max(1, len(data))

    def can(self, pair):
        wrong, right = pair
        return wrong in self.flagged and any(r not in self.flagged for r in right)

    def hit(self, pair, n):
        wrong, right = pair
        return bool({s.lower() for s in self.offers.get(wrong, [])[:n]} & {r.lower() for r in right})

    def shares(self, data):
        n = max(1, len(data))
        return tuple(100 * sum(self.hit(p, k) for p in data) / n for k in (1, 5))


def beside(own, full, data, mine):
    """The lines of the peers, on the pairs that all can answer, and what they come to."""
    peers = {name: Answers(engine, data) for name, engine in PEERS.items()}
    common = [p for p in mine if all(peer.can(p) for peer in peers.values())]
    shown = {"medspell": own, "all rows": full, **peers, "hunspell+med": Answers(WITH_MEDICAL, data)}
    for name, who in shown.items():
        print(f"    common {len(common):5}  {name:12} top-1 %5.1f top-5 %5.1f" % who.shares(common)
              + f"  mean {who.mean:.2f} ms", flush=True)
    for name, peer in peers.items():
        gaps = [a - b for a, b in zip(own.shares(common), peer.shares(common))]
        enough = min(gaps) > 0 if len(common) >= 100 else min(gaps) >= 0
        print(f"    {'ok' if enough else 'BELOW':5} against {name}: top-1 %+.1f, top-5 %+.1f" % tuple(gaps), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--misses", type=pathlib.Path)
    parser.add_argument("--no-peers", action="store_true")
    args = parser.parse_args()
    cache = pathlib.Path(tempfile.gettempdir()) / "medspell-suggestions"
    cache.mkdir(exist_ok=True)
    total = [0, 0, 0, 0, 0]
    for path in args.files:
        data = pairs(path)
        index, removed = index_without(args.binary, {w.lower() for w, _ in data}, cache)
        own = Answers(medspell(args.binary, index), data)
        full = Answers(medspell(args.binary, None), data)
        mine = [p for p in data if own.can(p)]
        (a1, a5), (b1, b5) = own.shares(mine), full.shares([p for p in data if full.can(p)])
        total = [t + x for t, x in zip(total, (len(mine), a1 * len(mine), a5 * len(mine), b1 * len(mine), b5 * len(mine)))]
        print(f"{path.stem:22} n {len(mine):5} (rows left out {removed:4}) top-1 {a1:5.1f} top-5 {a5:5.1f}"
              f" | with all rows {b1:5.1f} {b5:5.1f} | mean {own.mean:.3f} ms", flush=True)
        if args.misses:
            args.misses.mkdir(exist_ok=True)
            lines = ["\t".join([p[0], ",".join(p[1]), *own.offers.get(p[0], [])]) for p in mine if not own.hit(p, 1)]
            (args.misses / f"{path.stem}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if not args.no_peers:
            beside(own, full, data, mine)
    n = max(1, total[0])
    print(f"{'all':22} n {total[0]:5} top-1 {total[1] / n:.1f} top-5 {total[2] / n:.1f} | with all rows {total[3] / n:.1f} {total[4] / n:.1f}")


if __name__ == "__main__":
    main()

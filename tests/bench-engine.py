"""Whole processes beside each other: python3 tests/bench-engine.py TEXT (see bench-engine.sh).

Every round runs each program, so that all of them meet the same machine. The figures are those of
the best run: CPU time, user and system, which other work on the machine hardly changes, and the time
by the clock, which is less with two threads. What takes long needs fewer rounds.
"""

import os
import subprocess
import sys
import tempfile
import time

MEDSPELL = "target/x86_64-unknown-linux-musl/release/medspell"  # as it is published
GLIBC = "target/release/medspell"
NSPELL = """
const {readFileSync: read} = require('fs'), nspell = require('nspell');
const file = kind => read('/usr/share/hunspell/en_GB.' + kind);
const speller = nspell(file('aff'), file('dic'));
for (const word of read(0, 'utf8').match(/[\\p{L}’']+/gu) || [])
    if (!speller.correct(word)) console.log(word);
"""
PROGRAMS = {
    "medspell": [MEDSPELL, "check", "--format", "list", "-"],
    "medspell, one thread": [MEDSPELL, "check", "--jobs", "1", "--format", "list", "-"],
    "medspell, glibc": [GLIBC, "check", "--format", "list", "-"],
    "aspell": ["aspell", "list", "-d", "en_GB", "--encoding=utf-8"],
    "hunspell": ["hunspell", "-i", "utf-8", "-l", "-d", "en_GB"],
    "nuspell": ["nuspell", "-d", "en_GB", "--encoding=UTF-8"],
    "nspell": ["node", "-e", NSPELL],
    "cspell": ["node", "tests/consumers/node_modules/cspell/bin.mjs", "--locale=en-GB",
               "--no-progress", "--no-summary", "--words-only", "stdin"],
}
# What takes minutes for 10 MB is left out there: nuspell looks for suggestions, nspell and cspell
# take a second for each megabyte.
SHORT = list(PROGRAMS)
LONG = ["medspell", "medspell, one thread", "medspell, glibc", "aspell", "hunspell"]


# What takes longer, in seconds, runs once. The program before a small one leaves the caches of the
# processor full of its own, so that a faster one runs twice in a row.
SLOW = 5


def inputs(text, folder):
    """The inputs by name: path, programs, rounds."""
    once = open(text, encoding="utf-8", errors="ignore").read()
    much = once * (10_000_000 // len(once.encode()) + 1)
    lines = cut(much, 10_000_000)
    wrapped = long_lines(" ".join(lines.split("\n")))
    texts = {
        "nothing": ("", SHORT, 30),
        "10 KB": (cut(once, 10_000), SHORT, 20),
        "10 MB": (lines, LONG, 7),
        "10 MB, long lines": (wrapped, LONG, 7),
    }
    for name, (content, programs, rounds) in texts.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(content)
        yield name, path, programs, rounds


def cut(text, size):
    return text.encode()[:size].decode(errors="ignore")


def long_lines(text):
    """The text with a line end for a space about every 100,000 characters."""
    made, start = [], 0
    while (end := text.rfind(" ", start, start + 100_000)) > start and start + 100_000 < len(text):
        made.append(text[start:end])
        start = end + 1
    return "\n".join([*made, text[start:]])


def run(command, path):
    """Seconds of CPU and of the clock; started without a copy of this program, which would count."""
    env = dict(os.environ, NODE_PATH="tests/consumers/node_modules")
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    streams = [(os.POSIX_SPAWN_OPEN, 0, path, os.O_RDONLY, 0), *nothing]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, env, file_actions=streams)
    _, status, usage = os.wait4(child, 0)
    clock = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} failed on {path}")
    return usage.ru_utime + usage.ru_stime, clock


def memory(command, path):
    """Most megabytes of one run; asked of a small program, since a child begins as a copy."""
    env = dict(os.environ, NODE_PATH="tests/consumers/node_modules")
    with open(path) as stdin:
        measure = ["time", "-q", "-f", "%M", *command]
        done = subprocess.run(measure, stdin=stdin, env=env, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return int(done.stderr.split()[-1]) / 1024


def main():
    print("| input | program | CPU, ms | times ours | clock, ms | times ours | memory, MB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, path, programs, rounds in inputs(sys.argv[1], folder):
            best = {}
            for number in range(rounds):
                for program in programs:
                    known = best.get(program, (0, 0))[0]
                    enough = 1 if known > SLOW else 3 if known > 0.5 else rounds
                    if number < enough:
                        runs = [run(PROGRAMS[program], path)]
                        if runs[0][0] < SLOW:
                            runs.append(run(PROGRAMS[program], path))
                        best[program] = tuple(map(min, zip(*runs, best.get(program, runs[0]))))
            ours = best["medspell"]
            for program in programs:
                pairs = zip(best[program], ours)
                figures = " | ".join(f"{it * 1000:.1f} | {it / own:.1f}" for it, own in pairs)
                print(f"| {name} | {program} | {figures} | {memory(PROGRAMS[program], path):.0f} |",
                      flush=True)


if __name__ == "__main__":
    main()

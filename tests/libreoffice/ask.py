"""Asks a real headless LibreOffice about words, through UNO.

usage: ask.py PROFILE < request.json > answer.json

The request is {"valid": [word …], "suggest": [word …]}; the answer has the same keys, with a map
word → bool and word → [alternative …]. "activate" names user dictionaries that are ticked before
(the answer: name → was it active), "updates" extensions whose update feeds are asked (the answer:
identifier → newer versions). Runs with the system's Python, which has `uno`.
"""
import json
import subprocess
import sys
import time

import uno
from com.sun.star.connection import NoConnectException

BRITISH = 0x0809  # the language identifier of English (UK)
PIPE = "medspell-test"
URL = f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext"


def start(profile):
    """Starts soffice; a fresh profile may make it stop once with 79 or 81, to be started again."""
    return subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--nologo", "--nodefault",
         f"-env:UserInstallation=file://{profile}", f"--accept=pipe,name={PIPE};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def connect(profile):
    """The component context of a running office, and its process."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    office = start(profile)
    for _ in range(240):
        try:
            return resolver.resolve(URL), office
        except NoConnectException:
            if office.poll() is not None:
                office = start(profile)
            time.sleep(0.25)
    office.kill()
    raise SystemExit("soffice did not answer within a minute")


def activate(manager, context, names):
    """Ticks user dictionaries, as Tools > Options > Writing Aids does."""
    every = manager.createInstanceWithContext("com.sun.star.linguistic2.DictionaryList", context)
    was = {}
    for name in names:
        dictionary = every.getDictionaryByName(name)
        if dictionary is None:
            raise SystemExit(f"no {name} among {[d.getName() for d in every.getDictionaries()]}")
        was[name] = dictionary.isActive()
        dictionary.setActive(True)
    return was


def newer(context, identifier):
    """The versions that an extension's update feed offers."""
    provider = context.getValueByName("/singletons/com.sun.star.deployment.PackageInformationProvider")
    return [version for _, version in provider.isUpdateAvailable(identifier)]


def main():
    request = json.load(sys.stdin)
    context, office = connect(sys.argv[1])
    manager = context.ServiceManager
    try:
        # What Writer asks: every speller, and then the user dictionaries. The service that is named
        # SpellChecker is Hunspell's alone.
        linguistics = manager.createInstanceWithContext(
            "com.sun.star.linguistic2.LinguServiceManager", context)
        speller = linguistics.getSpellChecker()
        active = activate(manager, context, request.get("activate", []))
        updates = {name: newer(context, name) for name in request.get("updates", [])}
        valid = {word: speller.isValid(word, BRITISH, ()) for word in request.get("valid", [])}
        suggest = {}
        for word in request.get("suggest", []):
            found = speller.spell(word, BRITISH, ())
            suggest[word] = list(found.getAlternatives()) if found else []
        json.dump({"valid": valid, "suggest": suggest, "activate": active, "updates": updates},
                  sys.stdout)
    finally:
        try:
            manager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        except Exception:
            pass  # the bridge breaks while the office ends
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()


main()

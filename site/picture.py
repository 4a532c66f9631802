#!/usr/bin/python3
"""Makes site/picture.png: the extension at work in a real LibreOffice Writer.

usage: site/picture.py DIST [PICTURE]

DIST is what `medspell build` wrote. A fresh profile gets the extension, a letter is opened, the
menu on a former drug name is opened as a user opens it, and the screen is copied, cropped and
reduced. The picture is an input of the build, so that a build needs no screen: run this when the
extension's look changes, look at the result, and commit it.

Needs the Debian packages imagemagick, libreoffice-gtk3, libreoffice-writer, openbox, pngquant,
python3-uno, xdotool and xvfb. Without a window manager Writer's window stays tiny.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.awt import Size
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale

LETTER = [
    "Dear Dr Patel,",
    "Thank you for seeing this 62-year-old man with a stricture of the oesophagus. "
    "His haemoglobin is 94 g/L (hemoglobin 101 in May). He has Ménière’s disease "
    "and had diarrohea on co-amoxiclav. He takes semaglutide and frusemide 40 mg.",
]
POINT_AT = "frusemide"
WIDTH, HEIGHT, CROP = 1000, 900, "560x384+213+192"
URL = "uno:pipe,name=medspell-picture;urp;StarOffice.ComponentContext"


def as_user():
    """Starts again as an ordinary user, because LibreOffice's installer refuses root."""
    here = Path(tempfile.mkdtemp(prefix="medspell-picture-"))
    shutil.copy(Path(sys.argv[1]) / "libreoffice/medspell.oxt", here / "medspell.oxt")
    shutil.copy(__file__, here / "picture.py")
    user = []
    if os.getuid() == 0:
        shutil.chown(here, "nobody")
        user = ["runuser", "-u", "nobody", "--"]
    try:
        subprocess.run([*user, sys.executable, here / "picture.py"], check=True,
                       cwd=here, env={**os.environ, "HOME": str(here)})
        shutil.copy(here / "picture.png", sys.argv[2] if len(sys.argv) > 2 else "site/picture.png")
    finally:
        shutil.rmtree(here)


def connect(start):
    """The component context of a running office; a fresh profile may make it stop once."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local)
    office = start()
    for _ in range(480):
        try:
            return resolver.resolve(URL), office
        except NoConnectException:
            if office.poll() is not None:
                office = start()
            time.sleep(0.25)
    raise SystemExit("soffice did not answer within two minutes")


def write(document):
    """The letter, in British English, on a page that is not wider than the picture."""
    style = document.StyleFamilies.getByName("PageStyles").getByName("Standard")
    style.IsLandscape, style.Size = False, Size(12800, 20000)
    style.LeftMargin = style.RightMargin = style.TopMargin = 1000
    cursor = document.Text.createTextCursor()
    cursor.CharLocale = Locale("en", "GB", "")
    cursor.CharFontName, cursor.CharHeight, cursor.ParaBottomMargin = "Liberation Serif", 13, 250
    document.Text.insertString(cursor, "\n".join(LETTER), False)


def point(document):
    """Puts the caret into the word that the menu is to be on."""
    search = document.createSearchDescriptor()
    search.SearchString = POINT_AT
    found = document.findFirst(search)
    caret = document.CurrentController.ViewCursor
    caret.gotoRange(found.Start, False)
    caret.goRight(4, False)


def dispatch(context, document, command, **values):
    properties = tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())
    dispatcher = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context)
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, properties)


def photograph():
    """The screen with the letter and its menu; the office is killed, because an open menu keeps it."""
    home = Path.cwd()
    profile = f"-env:UserInstallation=file://{home}/profile"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["unopkg", "add", "--suppress-license", "medspell.oxt", profile], check=True, **quiet)
    screen, number = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(number), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"],
                              pass_fds=[number], **quiet)
    os.environ.update(DISPLAY=":" + os.read(screen, 9).decode().strip(), SAL_USE_VCLPLUGIN="gtk3",
                      GTK_THEME="Adwaita", GDK_BACKEND="x11", LANG="C.UTF-8")
    windows = subprocess.Popen(["openbox"], **quiet)
    soffice = ["soffice", "--norestore", "--nologo", "--nodefault", profile,
               "--accept=pipe,name=medspell-picture;urp;"]
    context, office = connect(lambda: subprocess.Popen(soffice, **quiet))
    try:
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())
        time.sleep(2)
        for command in (".uno:Sidebar", ".uno:Ruler"):
            dispatch(context, document, command, **{command[5:]: False})
        write(document)
        document.CurrentController.ViewSettings.ZoomValue = 120
        time.sleep(3)
        point(document)
        time.sleep(5)  # the check runs when the office is idle
        subprocess.run(["xdotool", "key", "shift+F10"], check=True, timeout=20)
        time.sleep(3)
        subprocess.run(["import", "-window", "root", "screen.png"], check=True, timeout=20)
    finally:
        for process in (office, windows, server):
            process.kill()


def reduce():
    """Crops the picture and takes away colours that nobody sees."""
    subprocess.run(["convert", "screen.png", "-crop", CROP, "+repage", "-background", "white", "-splice", "0x12", "-strip", "cropped.png"], check=True)
    subprocess.run(["pngquant", "--speed", "1", "--strip", "--nofs", "--output", "picture.png", "24",
                    "cropped.png"], check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        as_user()
    else:
        photograph()
        reduce()

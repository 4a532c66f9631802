#!/usr/bin/env python3
"""Asks libhunspell of each word by itself, which the command line cannot: it cuts words first.

    hunspell-words.py FILE.aff FILE.dic < words

prints, for each line of UTF-8, 1 for a right word or 0. Words that the dictionary's encoding does
not have go to it as they stand.
"""

import ctypes
import sys


def library():
    lib = ctypes.CDLL("libhunspell-1.7.so.0")
    lib.Hunspell_create.restype = ctypes.c_void_p
    lib.Hunspell_create.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    lib.Hunspell_spell.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    lib.Hunspell_get_dic_encoding.restype = ctypes.c_char_p
    lib.Hunspell_get_dic_encoding.argtypes = [ctypes.c_void_p]
    return lib


def main():
    lib = library()
    handle = lib.Hunspell_create(sys.argv[1].encode(), sys.argv[2].encode())
    encoding = lib.Hunspell_get_dic_encoding(handle).decode().removeprefix("microsoft-")
    for line in sys.stdin.buffer.read().split(b"\n")[:-1]:
        try:
            word = line.decode().encode(encoding)
        except UnicodeError:
            word = line
        print(1 if lib.Hunspell_spell(handle, word) else 0)


main()

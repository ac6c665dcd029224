#!/usr/bin/env python3
"""Makes cordon-serif-sc.otf: a subset of Noto Serif CJK SC Regular, small enough to commit.

usage: make.py NotoSerifCJK-Regular.ttc Unihan_OtherMappings.txt.bz2 OUT.otf
(fonts-noto-cjk and unicode-data of Debian 12 have the two inputs; needs fonttools 4)

Characters kept: GB 2312; the 8,105 of the 通用规范汉字表 (kTGH), which holds the rare
characters of registered names; Big5, for names from Hong Kong, Macao and Taiwan; Latin,
punctuation, full-width forms; EXTRA. Ideographs without a glyph in the source stay out.
"""

import bz2
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

FACE_IN_COLLECTION = 2  # Noto Serif CJK SC
FAMILY = "Cordon Serif SC"
# Characters met on identity cards that none of the lists below has.
EXTRA = "㛃喆堃玥龑䶮㬎㙦昪祎頔娍𡛟"
RANGES = [
    (0x0020, 0x007F), (0x00A0, 0x0180),  # Latin
    (0x2000, 0x2070), (0x20A0, 0x20C0), (0x2100, 0x2150), (0x2190, 0x21A0),
    (0x2460, 0x2600), (0x25A0, 0x2600),  # circled numbers, lines, boxes
    (0x3000, 0x3040), (0xFE10, 0xFE50), (0xFF00, 0xFFF0),  # CJK punctuation and forms
]


def encoded(codec, leads, trails):
    """Every code point a two-byte legacy set can name."""
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.update(map(ord, bytes([lead, trail]).decode(codec)))
            except UnicodeDecodeError:
                pass
    return found


def national_table(path):
    """The code points of the 通用规范汉字表, from Unihan's kTGH field."""
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        rows = (line.split("\t") for line in lines if "\tkTGH\t" in line)
        return {int(row[0][2:], 16) for row in rows}


def wanted(unihan):
    keep = set(map(ord, EXTRA)) | national_table(unihan)
    keep |= encoded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    keep |= encoded("big5", range(0xA1, 0xFA), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    for start, end in RANGES:
        keep.update(range(start, end))
    return keep


def rename(font):
    """A changed font gets a name of its own; copyright and licence entries stay."""
    names = {1: FAMILY, 3: FAMILY + " 1", 4: FAMILY, 6: FAMILY.replace(" ", ""), 16: FAMILY}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    cff = font["CFF "].cff
    cff.fontNames = [names[6]]
    cff.topDictIndex[0].FullName = FAMILY
    cff.topDictIndex[0].FamilyName = FAMILY


def main(source, unihan, out):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "DSIG"]
    font = TTFont(source, fontNumber=FACE_IN_COLLECTION, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted(unihan))
    subsetter.subset(font)
    rename(font)
    font.save(out)
    print(f"{len(font.getBestCmap())} characters")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])

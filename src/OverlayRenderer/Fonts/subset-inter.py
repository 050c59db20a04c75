"""Makes the two embedded fonts: Latin and punctuation only, with Inter's tabular figures in place of the proportional ones.

Usage: python3 subset-inter.py SOURCE_FOLDER   (Debian: /usr/share/fonts/opentype/inter, packages fonts-inter and fonttools)
"""
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont

UNICODES = "U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2264-2265,U+FFFD"


def tabular_figures(font):
    """Skia maps characters through cmap alone, so the figures that 'tnum' would substitute are mapped there."""
    gsub = font["GSUB"].table
    lookups = {i for r in gsub.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex}
    swap = {}
    for i in lookups:
        for subtable in gsub.LookupList.Lookup[i].SubTable:
            swap.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code in list(range(ord("0"), ord("9") + 1)):
                table.cmap[code] = swap.get(table.cmap[code], table.cmap[code])


for weight in ("Regular", "SemiBold"):
    with tempfile.NamedTemporaryFile(suffix=".otf") as frozen:
        source = TTFont(Path(sys.argv[1]) / f"Inter-{weight}.otf")
        tabular_figures(source)
        source.save(frozen.name)
        subprocess.run(
            ["pyftsubset", frozen.name, f"--output-file=Inter-{weight}-Latin.otf", f"--unicodes={UNICODES}",
             "--layout-features=", "--notdef-outline", "--no-hinting", "--desubroutinize", "--name-IDs=0,1,2,3,4,5,6,13,14"],
            check=True)

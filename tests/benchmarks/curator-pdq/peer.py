"""The hashes of pdqhash, which is the reference in C++, over pictures, one pass for each line on standard input.

Usage: peer.py PICTURES HASHES.txt
PICTURES holds width and height, four bytes each, and red, green and blue of each pixel, one picture behind the other. Writes hash and
quality of each picture to HASHES.txt, prints `ready`, then one line of seconds for each pass.
"""

import sys
import time

import numpy
import pdqhash


def read(file):
    data = numpy.fromfile(file, dtype=numpy.uint8)
    at = 0
    pictures = []
    while at < data.size:
        width, height = (int(number) for number in data[at : at + 8].view(">i4"))
        at += 8
        pictures.append(data[at : at + 3 * width * height].reshape(height, width, 3))
        at += 3 * width * height
    return pictures


def line(picture):
    bits, quality = pdqhash.compute(picture)
    return f"{numpy.packbits(bits.astype(numpy.uint8)).tobytes().hex()} {quality}\n"


def main(pictures, hashes):
    pictures = read(pictures)
    with open(hashes, "w", encoding="utf-8") as out:
        out.writelines(line(picture) for picture in pictures)
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        for picture in pictures:
            pdqhash.compute(picture)
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

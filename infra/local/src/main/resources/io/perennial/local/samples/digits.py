"""Writes scikit-learn's handwritten digits as PNG files of 32 x 32 pixels: DIRECTORY/LABEL/NUMBER.png."""

import pathlib
import sys

import numpy
from PIL import Image
from sklearn.datasets import load_digits

SIDE = 32
BRIGHTEST = 16


def main(directory: pathlib.Path) -> None:
    digits = load_digits()
    for number, (pixels, label) in enumerate(zip(digits.images, digits.target)):
        folder = directory / str(label)
        folder.mkdir(parents=True, exist_ok=True)
        gray = numpy.uint8(numpy.round(pixels * (255 / BRIGHTEST)))
        picture = Image.fromarray(gray).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
        picture.save(folder / f"{number:04d}.png")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))

"""Writes the prose in the docstrings of installed Python packages as lines of JSON: FILE PACKAGE..., one object {group, text} each."""

import ast
import importlib.util
import json
import pathlib
import re
import sys

FEWEST_WORDS = 50
MOST_WORDS = 600
FEWEST_WORDS_OF_A_PARAGRAPH = 8
NO_PROSE = re.compile(r">>>|^\s*(\.\.|:|[-=~*+|]{3,})|^\s*[-=~]{3,}\s*$", re.MULTILINE)


def prose(docstring: str) -> str:
    paragraphs = [
        " ".join(paragraph.split())
        for paragraph in re.split(r"\n\s*\n", docstring)
        if not NO_PROSE.search(paragraph) and len(paragraph.split()) >= FEWEST_WORDS_OF_A_PARAGRAPH
    ]
    return "\n\n".join(paragraphs)


def docstrings(source: str) -> list[str]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, documented))
    return [text for node in nodes if (text := ast.get_docstring(node))]


def texts(package: pathlib.Path):
    for file in sorted(package.rglob("*.py")):
        if "tests" in file.parts:
            continue
        for docstring in docstrings(file.read_text(encoding="utf-8")):
            text = prose(docstring)
            if FEWEST_WORDS <= len(text.split()) <= MOST_WORDS:
                yield {"group": str(file.relative_to(package.parent)), "text": text}


def main(output: pathlib.Path, packages: list[str]) -> None:
    with output.open("w", encoding="utf-8") as lines:
        for name in packages:
            specification = importlib.util.find_spec(name)
            for text in texts(pathlib.Path(specification.origin).parent):
                lines.write(json.dumps(text) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])

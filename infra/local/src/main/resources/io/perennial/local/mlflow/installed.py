"""Remembers which packages are installed, or says in one line what is missing: (remember | check) FILE."""

import importlib.metadata
import os
import pathlib
import sys


def names() -> set[str]:
    return {distribution.metadata["Name"] for distribution in importlib.metadata.distributions()}


def fault(remembered: set[str]) -> str | None:
    gone = sorted(remembered - names())
    if gone:
        return f"package {gone[0]} is gone"
    for distribution in importlib.metadata.distributions():
        for file in distribution.files or []:
            if file.suffix != ".pyc" and not os.path.exists(distribution.locate_file(file)):
                return f"{distribution.metadata['Name']} lacks {file}"
    return None


def main(verb: str, file: pathlib.Path) -> str | None:
    if verb == "remember":
        file.write_text("\n".join(sorted(names())))
        return None
    # Environments of earlier releases have no such file.
    return fault(set(file.read_text().split()) if file.exists() else set())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))

"""Write the example city's ledgers into ``data/raw``: ``python data/make_example.py``.

All of it is made data. The same seed gives the same bytes; a test holds the committed files to them.
"""

from __future__ import annotations

from pathlib import Path

from example import city


def main() -> None:
    """Write the files and say how many, and how large they are."""
    written = city.write(Path(__file__).parent / "raw")
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} files, {size / 1e6:.1f} MB, all made data")


if __name__ == "__main__":
    main()

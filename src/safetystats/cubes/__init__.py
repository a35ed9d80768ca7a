"""Many records -> a small cube, a part at a time; and the cube -> the figures that the ledgers would give.

part      one file, or a slice of one: read, clean, count
add       cubes into one, in whatever order
run       all files, by whatever executor; what was counted before is not counted again
measured  a measure of `measures`, from a cube instead of a ledger

table     cells: keys as codes, integers as sums
shelf     marks and cells in files until they are asked for
counted   the views of a ledger, and why these
repeats   one record in two parts
cube      a cube, its file, its sum
parts     how a large file is cut
counting  what is done with one part
running   all parts by an executor, and the store
figures   which measure is asked of which view
"""

from .counting import part
from .cube import Cube, add, read_cube
from .figures import loss_in_fen, measured
from .parts import Part, cut
from .running import run

__all__ = ["Cube", "Part", "add", "cut", "loss_in_fen", "measured", "part", "read_cube", "run"]

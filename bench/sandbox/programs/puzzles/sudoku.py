# A sudoku by elimination and trying.
PUZZLE = "530070000600195000098000060800060003400803001700020006060000280000419005000080079"
CELLS = range(81)
UNITS = [[r * 9 + c for c in range(9)] for r in range(9)] + [[r * 9 + c for r in range(9)] for c in range(9)]
UNITS += [[(b // 3 * 3 + i // 3) * 9 + b % 3 * 3 + i % 3 for i in range(9)] for b in range(9)]
PEERS = [set().union(*(unit for unit in UNITS if cell in unit)) - {cell} for cell in CELLS]


def assign(options, cell, digit):
    options[cell] = {digit}
    for peer in PEERS[cell]:
        if digit in options[peer]:
            left = options[peer] - {digit}
            if not left:
                return None
            options[peer] = left
            if len(left) == 1 and assign(options, peer, next(iter(left))) is None:
                return None
    return options


def solve(options):
    if options is None:
        return None
    open_cells = [cell for cell in CELLS if len(options[cell]) > 1]
    if not open_cells:
        return options
    cell = min(open_cells, key=lambda one: len(options[one]))
    for digit in sorted(options[cell]):
        if solved := solve(assign(list(options), cell, digit)):
            return solved
    return None


options = [set("123456789") for _ in CELLS]
for cell, digit in enumerate(PUZZLE):
    if digit != "0":
        options = assign(options, cell, digit)
solution = "".join(next(iter(one)) for one in solve(options))
assert all(sorted(solution[cell] for cell in unit) == list("123456789") for unit in UNITS)
print(solution)

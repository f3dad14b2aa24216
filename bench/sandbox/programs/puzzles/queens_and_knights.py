# Eight queens, and a knight that visits every field.
def queens(size, row=0, columns=0, down=0, up=0):
    if row == size:
        return 1
    free, count = ~(columns | down | up) & (1 << size) - 1, 0
    while free:
        bit = free & -free
        free ^= bit
        count += queens(size, row + 1, columns | bit, (down | bit) << 1, (up | bit) >> 1)
    return count


def tour(size):
    moves = [(1, 2), (2, 1), (-1, 2), (-2, 1), (1, -2), (2, -1), (-1, -2), (-2, -1)]
    board = {(0, 0): 0}
    free = lambda y, x: [(y + a, x + b) for a, b in moves if 0 <= y + a < size and 0 <= x + b < size and (y + a, x + b) not in board]
    place = (0, 0)
    for step in range(1, size * size):
        place = min(free(*place), key=lambda other: len(free(*other)))
        board[place] = step
    return board


assert [queens(size) for size in range(1, 8)] == [1, 0, 0, 2, 10, 4, 40]
board = tour(6)
ordered = sorted(board, key=board.get)
assert len(board) == 36 and all(sorted((abs(a - c), abs(b - d))) == [1, 2] for (a, b), (c, d) in zip(ordered, ordered[1:]))
print(queens(8), ordered[-1])

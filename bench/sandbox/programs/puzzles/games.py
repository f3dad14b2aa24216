# Noughts and crosses played perfectly by both ends without a winner; Nim by its sum.
import functools

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def winner(board):
    return next((board[a] for a, b, c in LINES if board[a] == board[b] == board[c] != " "), None)


@functools.cache
def value(board, player):
    if won := winner(board):
        return 1 if won == "X" else -1
    if " " not in board:
        return 0
    other = "O" if player == "X" else "X"
    results = [value(board[:i] + player + board[i + 1 :], other) for i, cell in enumerate(board) if cell == " "]
    return max(results) if player == "X" else min(results)


def best(board, player):
    other = "O" if player == "X" else "X"
    moves = [(value(board[:i] + player + board[i + 1 :], other), i) for i, cell in enumerate(board) if cell == " "]
    return (max if player == "X" else min)(moves)[1]


board, player = "X        ", "O"
assert value(board, player) == 0
while " " in board and not winner(board):
    move = best(board, player)
    board = board[:move] + player + board[move + 1 :]
    player = "O" if player == "X" else "X"
assert winner(board) is None


@functools.cache
def wins(piles):
    return any(not wins(tuple(sorted(piles[:i] + (left,) + piles[i + 1 :]))) for i, pile in enumerate(piles) for left in range(pile))


assert all(wins((a, b, c)) == bool(a ^ b ^ c) for a in range(4) for b in range(a, 4) for c in range(b, 4))
print(repr(board), value.cache_info().currsize)

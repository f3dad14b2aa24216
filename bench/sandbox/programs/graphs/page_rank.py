# Ranks of pages, by going round until nothing moves.
links = {"home": ["about", "shop", "blog"], "about": ["home"], "shop": ["home", "cart"], "cart": ["shop"], "blog": ["home", "shop", "gone"]}
pages = sorted(set(links) | {page for targets in links.values() for page in targets})
rank = dict.fromkeys(pages, 1 / len(pages))
rounds = 0
while True:
    rounds += 1
    loose = sum(rank[page] for page in pages if not links.get(page))
    new = {page: 0.15 / len(pages) + 0.85 * loose / len(pages) for page in pages}
    for page, targets in links.items():
        for target in targets:
            new[target] += 0.85 * rank[page] / len(targets)
    moved = sum(abs(new[page] - rank[page]) for page in pages)
    rank = new
    if moved < 1e-10:
        break
assert abs(sum(rank.values()) - 1) < 1e-9 and 20 < rounds < 200
best = sorted(rank, key=rank.get, reverse=True)
assert best[:2] == ["home", "shop"]
print({page: round(rank[page], 6) for page in best})

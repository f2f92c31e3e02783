"""Checks a draw from its published proof: python3 verify_draw.py proof.json [what you noted …]"""
import hashlib, hmac, json, sys
proof = json.load(open(sys.argv[1], encoding="utf-8"))
sha = lambda data: hashlib.sha256(data).digest()
text = lambda *values: "\n".join(map(str, values)).encode()
act, rules, entries = proof["activity"], json.loads(proof["rules_text"]), proof["entries"]
rules_hash, seed = sha(proof["rules_text"].encode()).hex(), bytes.fromhex(proof["seed"])
head = commitment = sha(text("kaibo-draw-1", "commit", act, rules_hash, proof["closes_at"], seed.hex()))
row = leaves = [sha(b"\0" + text(act, *entry)) for entry in entries]
for leaf in leaves:
    head = sha(b"\2" + head + leaf)
while len(row) > 1:
    pairs = [sha(b"\1" + a + b) for a, b in zip(row[::2], row[1::2])]
    row = pairs + row[len(pairs) * 2 :]
root = row[0].hex() if row else sha(b"").hex()
salt = text("kaibo-draw-1", "draw", act, rules_hash, len(leaves), root, head.hex())
key = hashlib.pbkdf2_hmac("sha256", seed, salt, rules["work"])
blocks = (hmac.digest(key, i.to_bytes(8, "big"), "sha256") for i in range(2**64))
words = (int.from_bytes(block[i : i + 4], "big") for block in blocks for i in range(0, 32, 4))
order = [entry[0] for entry in entries if entry[4]]
prizes = [index for index, prize in enumerate(rules["prizes"]) for _ in range(prize["count"])]
for i in range(min(len(prizes), len(order))):
    n = len(order) - i
    j = i + next(word for word in words if word < 2**32 - 2**32 % n) % n
    order[i], order[j] = order[j], order[i]
found = dict(v="kaibo-draw-1", rules_hash=rules_hash, commitment=commitment.hex(), root=root, head=head.hex(), count=len(leaves), winners=[list(pair) for pair in zip(order, prizes)])
wrong = [name for name in found if proof.get(name) != found[name]]
wrong += ["numbers"] * ([entry[0] for entry in entries] != [*range(1, len(leaves) + 1)])
wrong += sorted({*sys.argv[2:]} - {commitment.hex(), root, *(leaf.hex() for leaf in leaves)})
sys.exit("REFUSED: " + ", ".join(wrong)) if wrong else print(f"OK: {len(leaves)} entries, winners {found['winners']}")

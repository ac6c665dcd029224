"""Journal entries, version 1, read strictly: see README.md for the layout.

`decode` gives the JSON form of an entry, or raises ValueError with what is wrong. Written from the
documented layout alone, so that two readings of it can be compared.
"""

ACTORS = {1: "officer", 2: "agency", 3: "citizen", 4: "system"}
ENTRY_BYTES_MAX = 65535


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count, what):
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise ValueError(f"it breaks off at byte {self.at}, in {what}")
        self.at += count
        return part

    def number(self, size, what, signed=False):
        return int.from_bytes(self.take(size, what), "big", signed=signed)

    def integer(self, what):
        return self.number(8, what, signed=True)

    def flag(self, what):
        value = self.number(1, what)
        if value > 1:
            raise ValueError(f"{what} is {value}, not 0 or 1")
        return value == 1

    def sized(self, what):
        return self.take(self.number(2, what), what)

    def text(self, what):
        try:
            return self.sized(what).decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{what} is not UTF-8") from None

    def listed(self, what, read, key):
        items = [read(self) for _ in range(self.number(2, f"count of {what}"))]
        # UTF-8 sorts as its code points do, so text may be compared as text.
        if any(key(one) >= key(after) for one, after in zip(items, items[1:])):
            raise ValueError(f"{what} are not strictly ascending")
        return items


def fact(reader):
    key, kind = reader.text("fact key"), reader.number(1, "fact type")
    if kind == 0:
        return key, {"int": reader.integer(key)}
    if kind == 1:
        return key, {"text": reader.text(key)}
    if kind == 2:
        return key, {"bytes": reader.sized(key).hex()}
    if kind == 3:
        return key, {"time": reader.integer(key)}
    if kind == 4:
        minor, currency = reader.integer(key), reader.take(3, "currency")
        if not all(0x41 <= letter <= 0x5A for letter in currency):
            raise ValueError("a currency is not three capital letters")
        return key, {"money": {"minor": minor, "currency": currency.decode()}}
    if kind == 5:
        return key, {"bool": reader.flag(key)}
    raise ValueError(f"fact type {kind} is none of 0 to 5")


def row(reader):
    table, key = reader.text("row table"), reader.text("row key")
    return {"table": table, "key": key, "digest": reader.take(32, "row digest").hex()}


def actor(reader):
    kind = reader.number(1, "actor kind")
    if kind not in ACTORS:
        raise ValueError(f"actor kind {kind} is none of 1 to 4")
    return {"kind": ACTORS[kind], "id": reader.text("actor id")}


def decode(data):
    if len(data) > ENTRY_BYTES_MAX:
        raise ValueError(f"it has {len(data)} bytes, more than {ENTRY_BYTES_MAX}")
    reader = Reader(data)
    if (reader.number(1, "version"), reader.number(1, "suite")) != (1, 1):
        raise ValueError("it is not of version 1, suite 1")
    entry = {
        "seq": reader.number(8, "seq"),
        "learned_at": reader.integer("learned_at"),
        "occurred_at": reader.integer("occurred_at") if reader.flag("flag of occurred_at") else None,
        "verb": reader.text("verb"),
        "actor": actor(reader),
        "agency": reader.text("agency") if reader.flag("flag of agency") else None,
        "result": reader.text("result"),
        "subjects": reader.listed("subjects", lambda r: r.text("subject"), lambda s: s),
        "facts": dict(reader.listed("facts", fact, lambda f: f[0])),
        "commitments": dict(
            reader.listed("commitments", lambda r: (r.text("field"), r.take(32, "commitment").hex()), lambda c: c[0])
        ),
        "rows": reader.listed("rows", row, lambda r: (r["table"], r["key"])),
    }
    if reader.at != len(data):
        raise ValueError(f"it has {len(data) - reader.at} bytes after its end")
    if not entry["verb"] or not entry["result"]:
        raise ValueError("its verb or result is empty")
    return entry

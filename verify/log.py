#!/usr/bin/env python3
"""Checks a Cordon journal from outside, with nothing but Python 3.11 and its standard library.

    log.py BASE --vkey FILE [--older FILE]... [--index N]... [--show N]...
    log.py --proof FILE --entry FILE --vkey FILE

Where entries are for members only, a member's key is taken from the environment, CORDON_TOKEN;
without one, --hashes-only checks what is public: signature, tree and continuity, no entry's content.
BASE is the address of a served log (http://…) or a folder with the same paths: `checkpoint`,
`tile/L/N`, `tile/entries/N`. Written from the C2SP texts (signed-note, tlog-checkpoint, tlog-tiles,
tlog-proof), RFC 6962 and RFC 9162, not from the program that writes the log.

Ends with 0 when everything holds, 1 when something is bad (and says what, entry by number), 2 when
it was called wrongly. What it cannot show it does not claim: without --vkey nobody is known to have
signed, without --older a log that was rewritten and signed again looks like any other.
"""

import argparse
import base64
import hashlib
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

import ed25519
import entry as entries

TILE_WIDTH = 256
FILE_BYTES_MAX = 256 * (2 + 65535)
TIMEOUT_S = 30


class Bad(Exception):
    """Something in the log is wrong."""


class Absent(Exception):
    """The log does not serve this path."""


# --- where the files come from ---


class Source:
    def __init__(self, base):
        self.base, self.remote = base.rstrip("/"), base.startswith(("http://", "https://"))
        token = os.environ.get("CORDON_TOKEN")
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def request(self, path):
        return urllib.request.Request(f"{self.base}/{path}", headers=self.headers)

    def get(self, path):
        try:
            if self.remote:
                with urllib.request.urlopen(self.request(path), timeout=TIMEOUT_S) as answer:
                    data = answer.read(FILE_BYTES_MAX + 1)
            else:
                data = pathlib.Path(self.base, path).read_bytes()
        except (urllib.error.URLError, OSError) as error:
            raise Absent(f"{path} cannot be read: {error}") from None
        if len(data) > FILE_BYTES_MAX:
            raise Bad(f"{path} is longer than {FILE_BYTES_MAX} bytes")
        return data


def index_path(index):
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


# --- signed notes and checkpoints ---


def strict_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Bad("base64 is malformed") from None
    if base64.b64encode(data).decode() != text:
        raise Bad("base64 is not in its one spelling")
    return data


def strict_decimal(text):
    if not (text.isascii() and text.isdigit()) or (text != "0" and text[0] == "0"):
        raise Bad(f"`{text}` is not a plain decimal number")
    return int(text)


class Key:
    def __init__(self, text):
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise Bad("vkey is not name+hash+key")
        self.name, identity, blob = parts[0], parts[1], strict_base64(parts[2])
        self.id = hashlib.sha256(self.name.encode() + b"\n" + blob).digest()[:4]
        if blob[:1] != b"\x01" or len(blob) != 33 or self.id.hex() != identity:
            raise Bad("vkey is damaged, or not of Ed25519")
        self.public = blob[1:]


class Checkpoint:
    def __init__(self, note):
        try:
            note = note.decode("utf-8")
        except UnicodeDecodeError:
            raise Bad("checkpoint is not UTF-8") from None
        if any(letter < " " and letter != "\n" for letter in note):
            raise Bad("checkpoint holds a control character")
        cut = note.rfind("\n\n")
        if cut < 0 or not note.endswith("\n"):
            raise Bad("checkpoint is no signed note")
        self.text, self.signatures = note[: cut + 1], []
        for line in note[cut + 2 : -1].split("\n"):
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014":
                raise Bad("checkpoint has a malformed signature line")
            blob = strict_base64(parts[2])
            self.signatures.append((parts[1], blob[:4], blob[4:]))
        lines = self.text[:-1].split("\n")
        if len(lines) < 3 or not all(lines):
            raise Bad("checkpoint is not an origin, a size and a root")
        self.origin, self.size, self.root = lines[0], strict_decimal(lines[1]), strict_base64(lines[2])
        if len(self.root) != 32:
            raise Bad("checkpoint has a root of another length than 32 bytes")

    def check_signature(self, key):
        if key.name != self.origin:
            raise Bad(f"checkpoint is of the log {self.origin}, the key of {key.name}")
        own = [signature for name, identity, signature in self.signatures if (name, identity) == (key.name, key.id)]
        if not own:
            raise Bad("checkpoint is not signed by the given key")
        if not all(ed25519.verify(key.public, self.text.encode(), signature) for signature in own):
            raise Bad("signature of the checkpoint is wrong")


# --- the tree ---


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def whole_root(hashes):
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2])]
    return hashes[0]


def split(count):
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


class Tree:
    """The first `size` entries of a log, by its hash tiles."""

    def __init__(self, source, size):
        self.source, self.size, self.tiles = source, size, {}

    def width(self, level, index):
        return min(TILE_WIDTH, (self.size >> 8 * level) - TILE_WIDTH * index)

    def file(self, kind, index, width):
        path = f"tile/{kind}/{index_path(index)}"
        if width == TILE_WIDTH:
            return self.source.get(path), width
        try:
            return self.source.get(f"{path}.p/{width}"), width
        except Absent:
            # The log may have grown since and dropped the partial file.
            return self.source.get(path), TILE_WIDTH

    def tile(self, level, index):
        if (level, index) not in self.tiles:
            width = self.width(level, index)
            data, stored = self.file(level, index, width)
            if len(data) != 32 * stored:
                raise Bad(f"tile/{level}/{index_path(index)} has {len(data)} bytes, not {32 * stored}")
            self.tiles[level, index] = [data[at : at + 32] for at in range(0, 32 * width, 32)]
        return self.tiles[level, index]

    def forget(self, level, index):
        self.tiles.pop((level, index), None)

    def bundle(self, index):
        width = self.width(0, index)
        data, stored = self.file("entries", index, width)
        found, at = [], 0
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            if at + 2 > len(data) or end > len(data):
                raise Bad(f"entry {TILE_WIDTH * index + len(found)} breaks off in its bundle")
            found.append(data[at + 2 : end])
            at = end
        if len(found) != stored:
            first = TILE_WIDTH * index + min(len(found), stored)
            raise Bad(f"entry {first} is missing or one too many: its bundle has {len(found)} entries, not {stored}")
        return found[:width]

    def entry(self, index):
        return self.bundle(index // TILE_WIDTH)[index % TILE_WIDTH]

    def range(self, low, high):
        """MTH(D[low:high]) of RFC 6962 2.1."""
        count = high - low
        if count & (count - 1) == 0 and low % count == 0:
            level = count.bit_length() - 1
            inner = level % 8
            first = low >> level - inner
            hashes = self.tile(level // 8, first // TILE_WIDTH)
            return whole_root(hashes[first % TILE_WIDTH : first % TILE_WIDTH + (1 << inner)])
        middle = low + split(count)
        return node_hash(self.range(low, middle), self.range(middle, high))

    def root(self):
        return self.range(0, self.size) if self.size else hashlib.sha256().digest()

    def path(self, index, low, high):
        """PATH of RFC 6962 2.1.1."""
        if high - low == 1:
            return []
        middle = low + split(high - low)
        if index < middle:
            return self.path(index, low, middle) + [self.range(middle, high)]
        return self.path(index, middle, high) + [self.range(low, middle)]

    def proof(self, old, low, high, known):
        """SUBPROOF of RFC 6962 2.1.2; `old` counts from the first entry of the log."""
        if old == high:
            return [] if known else [self.range(low, high)]
        middle = low + split(high - low)
        if old <= middle:
            return self.proof(old, low, middle, known) + [self.range(middle, high)]
        return self.proof(old, middle, high, False) + [self.range(low, middle)]


def check_inclusion(index, size, leaf, path, root):
    """RFC 9162 2.1.3.2."""
    if index >= size:
        return False
    f, s, r = index, size - 1, leaf
    for node in path:
        if s == 0:
            return False
        if f & 1 or f == s:
            r = node_hash(node, r)
            while not f & 1 and f:
                f, s = f >> 1, s >> 1
        else:
            r = node_hash(r, node)
        f, s = f >> 1, s >> 1
    return s == 0 and r == root


def check_consistency(old, old_root, new, new_root, path):
    """RFC 9162 2.1.4.2, and the two cases it leaves to the reader."""
    if old == 0:
        return not path and old_root == hashlib.sha256().digest()
    if old == new:
        return not path and old_root == new_root
    if old & (old - 1) == 0:
        path = [old_root] + path
    if not path:
        return False
    f, s = old - 1, new - 1
    while f & 1:
        f, s = f >> 1, s >> 1
    fr = sr = path[0]
    for node in path[1:]:
        if s == 0:
            return False
        if f & 1 or f == s:
            fr, sr = node_hash(node, fr), node_hash(node, sr)
            while not f & 1 and f:
                f, s = f >> 1, s >> 1
        else:
            sr = node_hash(sr, node)
        f, s = f >> 1, s >> 1
    return s == 0 and fr == old_root and sr == new_root


# --- the checks ---


def check_entries(tree):
    """Every entry is well formed, in its place, and gives the leaf hash of its tile; every tile of a
    higher level is made of those below."""
    carried = {}
    for index in range(-(-tree.size // TILE_WIDTH)):
        leaves = tree.tile(0, index)
        for place, data in enumerate(tree.bundle(index)):
            seq = TILE_WIDTH * index + place
            if leaf_hash(data) != leaves[place]:
                raise Bad(f"entry {seq} is bad: its bytes do not give the leaf hash in the log's tile")
            try:
                found = entries.decode(data)["seq"]
            except ValueError as error:
                raise Bad(f"entry {seq} is bad: {error}") from None
            if found != seq:
                raise Bad(f"entry {seq} is bad: it says it is entry {found}")
        level, at = 0, index
        while len(tree.tile(level, at)) == TILE_WIDTH:
            made = whole_root(tree.tile(level, at))
            if level == 0:
                tree.forget(level, at)
            level, place, at = level + 1, at % TILE_WIDTH, at // TILE_WIDTH
            if tree.tile(level, at)[place] != made:
                raise Bad(f"tile/{level}/{index_path(at)} is bad: its hash {place} is not that of the tile below")
            if place != TILE_WIDTH - 1:
                break


def check_log(args):
    source = Source(args.base)
    checkpoint = Checkpoint(source.get("checkpoint"))
    key = Key(pathlib.Path(args.vkey).read_text("utf-8")) if args.vkey else None
    if key:
        checkpoint.check_signature(key)
    tree = Tree(source, checkpoint.size)
    claims = ["self-consistent"] + ([f"signed by {key.name}+{key.id.hex()}"] if key else [])
    # The past first: that a log was rewritten says more than which root fails.
    for path in args.older:
        older = Checkpoint(pathlib.Path(path).read_bytes())
        claims.append(check_older(tree, checkpoint, older, key))
    if args.hashes_only:
        claims[0] = "hashes self-consistent, entries not read"
    else:
        check_entries(tree)
    if tree.root() != checkpoint.root:
        raise Bad("entries and tiles agree, but do not give the root of the checkpoint")
    for index in args.index:
        if index >= checkpoint.size:
            raise Bad(f"entry {index} is not in a log of {checkpoint.size} entries")
        path = tree.path(index, 0, checkpoint.size)
        if args.hashes_only:
            leaf, what = tree.tile(0, index // TILE_WIDTH)[index % TILE_WIDTH], "hash of entry"
        else:
            leaf, what = leaf_hash(tree.entry(index)), "entry"
        if not check_inclusion(index, checkpoint.size, leaf, path, checkpoint.root):
            raise Bad(f"{what} {index} is bad: it is not included under the checkpoint")
        claims.append(f"{what} {index} included")
    for index in args.show:
        print(json.dumps(entries.decode(tree.entry(index)), ensure_ascii=False, indent=2))
    print(f"ok: {checkpoint.origin}, {checkpoint.size} entries: {', '.join(claims)}", file=sys.stderr)


def check_older(tree, checkpoint, older, key):
    if older.origin != checkpoint.origin:
        raise Bad(f"older checkpoint is of the log {older.origin}")
    if key:
        older.check_signature(key)
    if older.size > checkpoint.size:
        raise Bad(f"the log has {checkpoint.size} entries, the older checkpoint {older.size}: entries were removed")
    proof = tree.proof(older.size, 0, checkpoint.size, True) if older.size else []
    if not check_consistency(older.size, older.root, checkpoint.size, checkpoint.root, proof):
        raise Bad(f"the log does not continue the older checkpoint of {older.size} entries: it was rewritten, or a tile is bad")
    return f"first {older.size} entries unaltered"


def check_proof(args):
    """A tlog-proof file against the bytes of its entry."""
    text = pathlib.Path(args.proof).read_text("utf-8")
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Bad("proof is malformed")
    if lines and lines[0].startswith("extra "):
        strict_base64(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Bad("proof has no index")
    index = strict_decimal(lines.pop(0)[6:])
    checkpoint, key = Checkpoint(note.encode()), Key(pathlib.Path(args.vkey).read_text("utf-8"))
    checkpoint.check_signature(key)
    leaf = leaf_hash(pathlib.Path(args.entry).read_bytes())
    if not check_inclusion(index, checkpoint.size, leaf, [strict_base64(line) for line in lines], checkpoint.root):
        raise Bad(f"the proof does not show this entry at {index}")
    print(f"ok: the entry is number {index} of {checkpoint.origin}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description="Checks a Cordon journal from outside.")
    parser.add_argument("base", nargs="?", help="address or folder of the log")
    parser.add_argument("--vkey", metavar="FILE", help="the log's verification key")
    parser.add_argument("--older", metavar="FILE", action="append", default=[], help="a checkpoint taken earlier")
    parser.add_argument("--index", metavar="N", type=int, action="append", default=[], help="prove this entry included")
    parser.add_argument("--show", metavar="N", type=int, action="append", default=[], help="print this entry as JSON")
    parser.add_argument("--proof", metavar="FILE", help="check a .tlog-proof file")
    parser.add_argument("--entry", metavar="FILE", help="the bytes of the entry it proves")
    parser.add_argument("--hashes-only", action="store_true", help="read no entries: what is public in any case")
    args = parser.parse_args()
    if any(number < 0 for number in args.index + args.show):
        parser.error("entries are numbered from 0")
    try:
        if args.proof and args.entry and args.vkey:
            check_proof(args)
        elif args.base and not args.proof:
            check_log(args)
        else:
            parser.error("give BASE, or --proof with --entry and --vkey")
    except (Bad, Absent, OSError, UnicodeDecodeError) as error:
        sys.exit(f"bad: {error}")


if __name__ == "__main__":
    main()

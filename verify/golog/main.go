// Golog checks a Cordon journal with the transparency-log code of the Go project, which has never
// seen ours: notes by sumdb/note, trees and proofs by sumdb/tlog over the log's tiles.
//
//	golog -vkey FILE [-older FILE]... [-index N]... BASE
//
// BASE is the address of a served log or a folder with the same paths. It ends with 0 when
// everything holds, 1 when something is bad, 2 when it was called wrongly. Entries are not decoded
// beyond their number; log.py does that.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight   = 8
	tileWidth    = 1 << tileHeight
	fileBytesMax = tileWidth * (2 + 65535)
	// Version and suite come before the number of an entry.
	seqOffset = 2
)

type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

func main() {
	vkeyFile := flag.String("vkey", "", "file with the log's verification key")
	var older, indices list
	flag.Var(&older, "older", "file with a checkpoint taken earlier")
	flag.Var(&indices, "index", "number of an entry to prove included")
	flag.Parse()
	if flag.NArg() != 1 || *vkeyFile == "" {
		fmt.Fprintln(os.Stderr, "usage: golog -vkey FILE [-older FILE]... [-index N]... BASE")
		os.Exit(2)
	}
	if err := check(flag.Arg(0), *vkeyFile, older, indices); err != nil {
		fmt.Fprintln(os.Stderr, "bad:", err)
		os.Exit(1)
	}
}

func check(base, vkeyFile string, older, indices []string) error {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	log := source{base: strings.TrimRight(base, "/")}
	text, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(text, verifier)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	// The reader checks each tile it fetches against the tree before it answers.
	hashes := tlog.TileHashReader(tree, log)
	for _, file := range older {
		if err := checkOlder(tree, hashes, file, verifier); err != nil {
			return err
		}
	}
	if err := checkEntries(tree, hashes, log); err != nil {
		return err
	}
	for _, index := range indices {
		if err := checkIndex(tree, hashes, log, index); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "ok: %s, %d entries, %d older checkpoints, %d entries proved\n",
		verifier.Name(), tree.N, len(older), len(indices))
	return nil
}

// open verifies the signature of a checkpoint and reads its three lines.
func open(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, errors.New("not a checkpoint of this log")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || tree.N < 0 {
		return tree, errors.New("size is not a number")
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func checkOlder(tree tlog.Tree, hashes tlog.HashReader, file string, verifier note.Verifier) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	older, err := open(text, verifier)
	if err != nil {
		return fmt.Errorf("older checkpoint: %w", err)
	}
	if older.N > tree.N {
		return fmt.Errorf("the log has %d entries, the older checkpoint %d: entries were removed", tree.N, older.N)
	}
	if older.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err != nil {
		return fmt.Errorf("older checkpoint of %d entries: %w", older.N, err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("the log does not continue the older checkpoint of %d entries: %w", older.N, err)
	}
	return nil
}

// checkEntries compares every entry with its leaf hash, which the tile reader vouches for.
func checkEntries(tree tlog.Tree, hashes tlog.HashReader, log source) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		entries, err := log.bundle(tree, first/tileWidth)
		if err != nil {
			return err
		}
		stored := make([]int64, len(entries))
		for i := range entries {
			stored[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		leaves, err := hashes.ReadHashes(stored)
		if err != nil {
			return fmt.Errorf("hashes of entries from %d: %w", first, err)
		}
		for i, entry := range entries {
			if err := checkEntry(first+int64(i), entry, leaves[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkEntry(seq int64, entry []byte, leaf tlog.Hash) error {
	if tlog.RecordHash(entry) != leaf {
		return fmt.Errorf("entry %d is bad: its bytes do not give its leaf hash", seq)
	}
	if len(entry) < seqOffset+8 {
		return fmt.Errorf("entry %d is bad: it breaks off", seq)
	}
	if found := binary.BigEndian.Uint64(entry[seqOffset:]); found != uint64(seq) {
		return fmt.Errorf("entry %d is bad: it says it is entry %d", seq, found)
	}
	return nil
}

func checkIndex(tree tlog.Tree, hashes tlog.HashReader, log source, text string) error {
	index, err := strconv.ParseInt(text, 10, 64)
	if err != nil || index < 0 || index >= tree.N {
		return fmt.Errorf("entry %s is not in a log of %d entries", text, tree.N)
	}
	entries, err := log.bundle(tree, index/tileWidth)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveRecord(tree.N, index, hashes)
	if err != nil {
		return fmt.Errorf("entry %d: %w", index, err)
	}
	leaf := tlog.RecordHash(entries[index%tileWidth])
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		return fmt.Errorf("entry %d is bad: %w", index, err)
	}
	return nil
}

// source is a served log or a folder; it is the tlog.TileReader of the tree.
type source struct{ base string }

func (s source) Height() int                         { return tileHeight }
func (s source) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (s source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// C2SP leaves out the height that Go's own paths begin with.
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
		var err error
		if data[i], err = s.partial(path, tlog.HashSize*tile.W); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// partial falls back to the full file, which may have replaced a partial one, and takes its
// beginning.
func (s source) partial(path string, bytes int) ([]byte, error) {
	data, err := s.get(path)
	if full, _, isPartial := strings.Cut(path, ".p/"); err != nil && isPartial {
		if data, err = s.get(full); err == nil && len(data) > bytes {
			data = data[:bytes]
		}
	}
	return data, err
}

func (s source) bundle(tree tlog.Tree, index int64) ([][]byte, error) {
	width := tree.N - index*tileWidth
	if width > tileWidth {
		width = tileWidth
	}
	tile := tlog.Tile{H: tileHeight, L: 0, N: index, W: int(width)}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight))
	data, err := s.partial(path, fileBytesMax)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 && int64(len(entries)) < width {
		seq := index*tileWidth + int64(len(entries))
		if len(data) < 2 {
			return nil, fmt.Errorf("entry %d breaks off", seq)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < end {
			return nil, fmt.Errorf("entry %d breaks off", seq)
		}
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) < width {
		return nil, fmt.Errorf("entry %d is missing", index*tileWidth+int64(len(entries)))
	}
	return entries, nil
}

func (s source) get(path string) ([]byte, error) {
	if !strings.HasPrefix(s.base, "http://") && !strings.HasPrefix(s.base, "https://") {
		return os.ReadFile(filepath.Join(s.base, filepath.FromSlash(path)))
	}
	request, err := http.NewRequest(http.MethodGet, s.base+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	// Where entries are for members only, a member's key opens them.
	if token := os.Getenv("CORDON_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, fileBytesMax))
}

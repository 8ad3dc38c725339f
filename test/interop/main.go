// Verifies a log with the Go project's own code for transparency logs: the checkpoint's signature, the inclusion of every
// entry, and consistency with an earlier checkpoint.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder reads tiles under the names of C2SP tlog-tiles; tlog's own begin with tile/8/.
type folder string

func (f folder) Height() int { return tileHeight }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := f.read(tile.Path())
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", tile.Path())
		}
		all[i] = data[:tile.W*tlog.HashSize]
	}
	return all, nil
}

func (f folder) read(path string) ([]byte, error) {
	name := strings.TrimPrefix(path, "tile/8/")
	data, err := os.ReadFile(filepath.Join(string(f), "tile", name))
	if err != nil {
		full, _, _ := strings.Cut(name, ".p/")
		data, err = os.ReadFile(filepath.Join(string(f), "tile", full))
	}
	return data, err
}

// entry returns the n-th entry out of its bundle.
func (f folder) entry(size, n int64) ([]byte, error) {
	width := int64(256)
	if rest := size - n/256*256; rest < width {
		width = rest
	}
	tile := tlog.Tile{H: tileHeight, L: 0, N: n / 256, W: int(width)}
	data, err := f.read(strings.Replace(tile.Path(), "tile/8/0/", "tile/8/entries/", 1))
	for i := int64(0); err == nil; i++ {
		if len(data) < 2 {
			return nil, fmt.Errorf("bundle %d ends early", n/256)
		}
		length := int(binary.BigEndian.Uint16(data))
		if i == n%256 {
			return data[2 : 2+length], nil
		}
		data = data[2+length:]
	}
	return nil, err
}

func openCheckpoint(path, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	message, err := os.ReadFile(path)
	if err != nil {
		return tree, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	signed, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("the checkpoint does not have the origin of its key and three lines")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	copy(tree.Hash[:], root)
	return tree, err
}

func verify(log folder, vkey, earlier string) (string, error) {
	tree, err := openCheckpoint(filepath.Join(string(log), "checkpoint"), vkey)
	if err != nil {
		return "", err
	}
	reader := tlog.TileHashReader(tree, log)
	for n := int64(0); n < tree.N; n++ {
		entry, err := log.entry(tree.N, n)
		if err != nil {
			return "", err
		}
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return "", err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry)); err != nil {
			return "", fmt.Errorf("entry %d: %w", n, err)
		}
	}
	old, err := openCheckpoint(earlier, vkey)
	if err != nil {
		return "", err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, reader)
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
		return "", err
	}
	return fmt.Sprintf("sound: %d entries, extends %d", tree.N, old.N), nil
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: verify <log folder> <vkey> <earlier checkpoint>")
		os.Exit(2)
	}
	verdict, err := verify(folder(os.Args[1]), os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(verdict)
}

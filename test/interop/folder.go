package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder reads tiles under the names of C2SP tlog-tiles; tlog's own begin with tile/8/.
type folder struct {
	path string
	// What was read: partial tiles, and the highest level.
	partial, level int
}

func (f *folder) Height() int { return tileHeight }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := f.read(tile.Path())
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", tile.Path())
		}
		if tile.L > f.level {
			f.level = tile.L
		}
		all[i] = data[:tile.W*tlog.HashSize]
	}
	return all, nil
}

func (f *folder) read(path string) ([]byte, error) {
	name := strings.TrimPrefix(path, "tile/8/")
	full, _, partial := strings.Cut(name, ".p/")
	data, err := os.ReadFile(filepath.Join(f.path, "tile", name))
	if err == nil && partial {
		f.partial++
	}
	if err != nil && partial {
		data, err = os.ReadFile(filepath.Join(f.path, "tile", full))
	}
	return data, err
}

// entry returns the n-th entry out of its bundle.
func (f *folder) entry(size, n int64) ([]byte, error) {
	width := int64(256)
	if rest := size - n/256*256; rest < width {
		width = rest
	}
	tile := tlog.Tile{H: tileHeight, L: 0, N: n / 256, W: int(width)}
	data, err := f.read(strings.Replace(tile.Path(), "tile/8/0/", "tile/8/entries/", 1))
	for i := int64(0); err == nil; i++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
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

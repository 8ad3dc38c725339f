package main

import (
	"fmt"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

// Records that are checked of a log of many: about so many, and those at the seams of tiles.
const sampled = 400

func verifyLog(log *folder, vkey string, earlier []string) (string, error) {
	tree, err := openTree(filepath.Join(log.path, "checkpoint"), vkey)
	if err != nil {
		return "", err
	}
	records, err := checkRecords(log, tree)
	if err != nil {
		return "", err
	}
	// Each earlier checkpoint is verified by its own tiles, and then that the newest extends it.
	for _, path := range earlier {
		old, err := openTree(path, vkey)
		if err != nil {
			return "", err
		}
		more, err := checkRecords(log, old)
		if err != nil {
			return "", fmt.Errorf("size %d: %w", old.N, err)
		}
		records += more
		proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, log))
		if err != nil {
			return "", err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("sound: %d entries, extends %d checkpoints, %d records, %d partial tiles, highest level %d",
		tree.N, len(earlier), records, log.partial, log.level), nil
}

func checkRecords(log *folder, tree tlog.Tree) (int, error) {
	reader := tlog.TileHashReader(tree, log)
	checked := 0
	for n := int64(0); n < tree.N; n++ {
		seam := n%65536 == 0 || n%65536 == 65535 || n == 255 || n == 256 || n == tree.N-1
		if !seam && n%(tree.N/sampled+1) != 0 {
			continue
		}
		entry, err := log.entry(tree.N, n)
		if err != nil {
			return checked, err
		}
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return checked, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry)); err != nil {
			return checked, fmt.Errorf("entry %d: %w", n, err)
		}
		checked++
	}
	return checked, nil
}

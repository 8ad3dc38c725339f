package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func openTree(path, vkey string) (tlog.Tree, error) {
	message, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	log, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	_, tree, err := openCheckpoint(message, log)
	return tree, err
}

// openCheckpoint takes a note only with the signature of each verifier, the log's being the first.
func openCheckpoint(message []byte, log note.Verifier, witnesses ...note.Verifier) (*note.Note, tlog.Tree, error) {
	var tree tlog.Tree
	all := append([]note.Verifier{log}, witnesses...)
	signed, err := note.Open(message, note.VerifierList(all...))
	if err != nil {
		return nil, tree, err
	}
	if len(signed.Sigs) != len(all) || signed.Sigs[0].Name != log.Name() {
		return nil, tree, fmt.Errorf("the checkpoint has %d of %d signatures, or not the log's first", len(signed.Sigs), len(all))
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != log.Name() {
		return nil, tree, fmt.Errorf("the checkpoint does not have the origin of its key and three lines")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return nil, tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return nil, tree, fmt.Errorf("the root is no hash")
	}
	copy(tree.Hash[:], root)
	return signed, tree, nil
}

// cosigner verifies what x/mod does not know: cosignatures of C2SP tlog-cosignature, Ed25519 (type 4).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("a verifier key has three parts")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, err
	}
	if len(typed) != 1+ed25519.PublicKeySize || typed[0] != 4 {
		return nil, fmt.Errorf("the key is no Ed25519 key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), typed...))
	if binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		return nil, fmt.Errorf("the key has an id that is not its own")
	}
	return &cosigner{parts[0], uint32(hash), ed25519.PublicKey(typed[1:])}, nil
}

func (c *cosigner) Name() string { return c.name }

func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return time != 0 && ed25519.Verify(c.key, []byte(message), signature[8:])
}

func openCosigned(message []byte, logKey, witnessKey string) (*note.Note, tlog.Tree, error) {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	witness, err := newCosigner(witnessKey)
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	return openCheckpoint(message, log, witness)
}

func verifyCosignature(path, logKey, witnessKey string) (string, error) {
	message, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	signed, tree, err := openCosigned(message, logKey, witnessKey)
	if err != nil {
		return "", err
	}
	bytes, err := base64.StdEncoding.DecodeString(signed.Sigs[1].Base64)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("cosigned: size %d at %d", tree.N, binary.BigEndian.Uint64(bytes[4:])), nil
}

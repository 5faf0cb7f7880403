package signature

import (
	"fmt"
	"io"
	"os"
	"strings"

	"aead.dev/minisign"
)

// Key is a public key.
type Key struct{ key minisign.PublicKey }

// maxKey is more than a key and its comment have.
const maxKey = 1 << 10

// ParseKey reads a public key: the line of base64, or the whole file that minisign -G
// writes.
func ParseKey(text string) (Key, error) {
	var k Key
	if len(text) > maxKey {
		return k, fmt.Errorf("signature: key: %d bytes are no public key", len(text))
	}
	if err := k.key.UnmarshalText([]byte(strings.TrimSpace(text))); err != nil {
		return k, fmt.Errorf("signature: key: not a minisign public key; make one with minisign -G")
	}
	return k, nil
}

// ReadKey reads a public key from a file.
func ReadKey(path string) (Key, error) {
	text, err := readLimited(path, maxKey)
	if err != nil {
		return Key{}, fmt.Errorf("signature: key: %w", err)
	}
	return ParseKey(string(text))
}

// readLimited reads a file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s has more than %d bytes", path, limit)
	}
	return data, err
}

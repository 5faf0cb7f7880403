package signature

import (
	"fmt"

	"aead.dev/minisign"
)

// Suffix is added to the name of a file to name its signature.
const Suffix = ".minisig"

// maxSignature is more than a signature and its comments have.
const maxSignature = 4 << 10

// Verify checks that the holder of the key signed message as a file of this kind, and
// returns what the signer says of it. Nothing of message is interpreted.
func Verify(key Key, message, sig []byte, kind Kind) (Claim, error) {
	var s minisign.Signature
	if len(sig) > maxSignature || s.UnmarshalText(sig) != nil {
		return Claim{}, fmt.Errorf("signature: not a minisign signature")
	}
	if s.KeyID != key.key.ID() {
		return Claim{}, fmt.Errorf("signature: made with key %X, not with %X; take the public key of who signed", s.KeyID, key.key.ID())
	}
	if !minisign.Verify(key.key, message, sig) {
		return Claim{}, fmt.Errorf("signature: does not fit the file: one of them was changed")
	}
	c, err := ParseClaim(s.TrustedComment)
	if err == nil && c.Kind != kind {
		err = fmt.Errorf("signature: the file is signed as a %s, not as a %s", c.Kind, kind)
	}
	return c, err
}

// ReadFile reads a file of at most limit bytes and returns its bytes only if the
// signature beside it is good.
func ReadFile(path string, limit int64, key Key, kind Kind) ([]byte, Claim, error) {
	data, err := readLimited(path, limit)
	if err != nil {
		return nil, Claim{}, fmt.Errorf("signature: %w", err)
	}
	sig, err := readLimited(path+Suffix, maxSignature)
	if err != nil {
		return nil, Claim{}, fmt.Errorf("signature: %w; sign it with minisign -S -m %s -t 'edgetune %s v1.2.3'", err, path, kind)
	}
	c, err := Verify(key, data, sig, kind)
	if err != nil {
		return nil, Claim{}, fmt.Errorf("%s: %w", path, err)
	}
	return data, c, nil
}

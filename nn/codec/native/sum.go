package native

import (
	"crypto/sha256"
	"encoding/hex"

	"edgetune/nn"
)

// Sum returns the SHA-256, in hex, of all tensors of the model in file order, as
// they are stored, little-endian: the same weights give the same sum.
func Sum(m nn.Net) string {
	h := sha256.New()
	var buf [bufferSize]byte
	writeTensors(h, m, buf[:]) // a hash accepts everything
	return hex.EncodeToString(h.Sum(nil))
}

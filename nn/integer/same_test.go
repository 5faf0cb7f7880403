package integer

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"testing"

	"edgetune/nn"

	"github.com/stretchr/testify/assert"
)

// TestSameBitsEverywhere compares the tensors of nets of all layers after some steps
// with the sum that every machine has come to.
func TestSameBitsEverywhere(t *testing.T) {
	for _, c := range []struct {
		name  string
		rates Rates
		want  map[nn.DType]string
	}{
		{"centred", DefaultRates(), map[nn.DType]string{nn.Int8: "689b7d4ee0d8e19f", nn.Int16: "98ed9cd69047c6ea"}},
		{"capped", CappedRates(), map[nn.DType]string{nn.Int8: "eb8418ede9d9e831", nn.Int16: "0d2155fbb91dabc3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q7, q15 := sha256.New(), sha256.New()
			nets := testNets()
			for _, name := range slices.Sorted(maps.Keys(nets)) {
				hashTensors(q7, trained(t, nets[name], Options{Rates: c.rates}, NewQ7))
				hashTensors(q15, trained(t, nets[name], Options{Rates: c.rates}, NewQ15))
			}
			assert.Equal(t, c.want[nn.Int8], hex.EncodeToString(q7.Sum(nil))[:16], "q7")
			assert.Equal(t, c.want[nn.Int16], hex.EncodeToString(q15.Sum(nil))[:16], "q15")
		})
	}
}

// hashTensors writes the bytes of all tensors, as little-endian machines hold them.
func hashTensors(w io.Writer, n nn.Net) {
	for _, t := range n.Tensors() {
		w.Write(nn.View[byte](*t.Tensor))
	}
}

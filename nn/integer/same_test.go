package integer

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"testing"

	"edgetune/internal/kernel"
	"edgetune/nn"

	"github.com/stretchr/testify/assert"
)

// TestSameBitsEverywhere compares the tensors of nets of all layers after some steps
// with the sum that every machine and every set of kernels has come to.
func TestSameBitsEverywhere(t *testing.T) {
	for _, c := range []struct {
		name  string
		rates Rates
		want  map[nn.DType]string
	}{
		{"centred", DefaultRates(), map[nn.DType]string{nn.Int8: "a8585d40be0eea4d", nn.Int16: "4f3b5bda4e762c20"}},
		{"capped", CappedRates(), map[nn.DType]string{nn.Int8: "b9a8e29d313c0c36", nn.Int16: "bcfce5dc5fa38dcd"}},
	} {
		for _, set := range kernel.All() {
			t.Run(c.name+" "+set.Name, func(t *testing.T) {
				q7, q15 := hashes(t, Options{Rates: c.rates, Kernels: set})
				assert.Equal(t, c.want[nn.Int8], q7, "q7")
				assert.Equal(t, c.want[nn.Int16], q15, "q15")
			})
		}
	}
}

// hashes trains the nets of all layers in both precisions.
func hashes(t *testing.T, o Options) (of8, of16 string) {
	q7, q15 := sha256.New(), sha256.New()
	nets := testNets()
	for _, name := range slices.Sorted(maps.Keys(nets)) {
		hashTensors(q7, trained(t, nets[name], o, NewQ7))
		hashTensors(q15, trained(t, nets[name], o, NewQ15))
	}
	return hex.EncodeToString(q7.Sum(nil))[:16], hex.EncodeToString(q15.Sum(nil))[:16]
}

// hashTensors writes the bytes of all tensors, as little-endian machines hold them.
func hashTensors(w io.Writer, n nn.Net) {
	for _, t := range n.Tensors() {
		w.Write(nn.View[byte](*t.Tensor))
	}
}

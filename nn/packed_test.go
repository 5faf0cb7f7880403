package nn

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPack packs indices of every width, a whole number of bytes or not, in the order
// that the byte of each index says.
func TestPack(t *testing.T) {
	for _, width := range []uint{1, 2, 4, 8} {
		for n := range 40 {
			which, back := make([]uint8, n), make([]uint8, n)
			want := make([]uint8, (n*int(width)+7)/8)
			for i := range which {
				which[i] = uint8(uint32(i+1)*0x9e3779b9>>20) & (1<<width - 1)
				want[i*int(width)/8] |= which[i] << (uint(i) * width % 8)
			}
			got := make([]uint8, len(want))
			pack(got, which, width)
			unpack(back, got, width)
			assert.Equal(t, want, got, "width %d, %d indices", width, n)
			assert.Equal(t, which, back, "width %d, %d indices", width, n)
		}
	}
}

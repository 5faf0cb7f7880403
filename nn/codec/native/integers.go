package native

import (
	"encoding/binary"
	"fmt"
	"math"

	"edgetune/nn"
)

// integers fills a tensor of a net in integers, which is never converted.
func (l *loader) integers(e *entry, t *nn.Tensor) error {
	if want := dtypeName(t.DType); e.DType != want {
		return fmt.Errorf("type %s, want %s", e.DType, want)
	}
	size, at := t.DType.Size(), 0
	return l.chunks(e, func(b []byte) error {
		for ; len(b) > 0; b = b[size:] {
			if err := putInteger(t, at, b); err != nil {
				return err
			}
			at++
		}
		return nil
	})
}

// putInteger writes element i from little-endian bytes.
func putInteger(t *nn.Tensor, i int, b []byte) error {
	switch t.DType {
	case nn.Int8:
		nn.View[byte](*t)[i] = b[0]
	case nn.Int16:
		nn.View[int16](*t)[i] = int16(binary.LittleEndian.Uint16(b))
	case nn.Int32:
		t.Ints()[i] = int32(binary.LittleEndian.Uint32(b))
	case nn.Float64:
		v := math.Float64frombits(binary.LittleEndian.Uint64(b))
		if v-v != 0 {
			return fmt.Errorf("element %d is %g; use an older copy", i, v)
		}
		nn.View[float64](*t)[i] = v
	}
	return nil
}

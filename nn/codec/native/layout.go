package native

import (
	"cmp"
	"fmt"
	"slices"
)

// dtypeSizes lists the element types that a file may hold, by safetensors' name.
var dtypeSizes = map[string]int{
	f32Name: 4, f16Name: 2, u16Name: 2, u8Name: 1,
	f64Name: 8, i32Name: 4, i16Name: 2, i8Name: 1, // of nets in integers
}

const (
	f32Name = "F32"
	f16Name = "F16"
	u16Name = "U16"
	u8Name  = "U8"
	f64Name = "F64"
	i32Name = "I32"
	i16Name = "I16"
	i8Name  = "I8"
)

// check sorts the entries by their place and refuses gaps, overlaps, unknown
// types, and shapes that do not fill their place.
func (h *header) check() error {
	slices.SortStableFunc(h.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Offsets[0], b.Offsets[0]), cmp.Compare(a.Offsets[1], b.Offsets[1]))
	})
	at := 0
	for i := range h.entries {
		e := &h.entries[i]
		if e.Offsets[0] != at || e.Offsets[1] < at {
			return fmt.Errorf("tensor %.100q lies at %d to %d, the one before it ends at %d: the data have a gap or overlap",
				e.name, e.Offsets[0], e.Offsets[1], at)
		}
		if err := e.check(); err != nil {
			return fmt.Errorf("tensor %.100q: %w", e.name, err)
		}
		at = e.Offsets[1]
	}
	return nil
}

func (e *entry) check() error {
	size, ok := dtypeSizes[e.DType]
	if !ok {
		return fmt.Errorf("type %.20q; F32, F16, U16, U8, F64, I32, I16 and I8 are known", e.DType)
	}
	if len(e.Shape) > maxAxes {
		return fmt.Errorf("%d axes; %d is the limit", len(e.Shape), maxAxes)
	}
	want, room := size, e.bytes()
	for _, v := range e.Shape {
		if v < 0 || v > 0 && want > room/v {
			return fmt.Errorf("shape %v of %s does not fit its %d bytes", e.Shape, e.DType, room)
		}
		want *= v
	}
	if want != room {
		return fmt.Errorf("shape %v of %s needs %d bytes, it has %d", e.Shape, e.DType, want, room)
	}
	return nil
}

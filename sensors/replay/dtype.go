package replay

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"edgetune/fixedpoint"
)

// dtype is how the elements of an array are stored.
type dtype struct {
	name  string // as in the header of a .npy file
	size  int    // bytes
	float bool
	value func(b []byte) float64
}

var le = binary.LittleEndian

// dtypes lists what can be read; everything is little-endian.
func dtypes() []dtype {
	return []dtype{
		{"<f2", 2, true, func(b []byte) float64 { return float64(fixedpoint.FromF16(fixedpoint.F16(le.Uint16(b)))) }},
		{"<f4", 4, true, func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }},
		{"<f8", 8, true, func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }},
		{"|i1", 1, false, func(b []byte) float64 { return float64(int8(b[0])) }},
		{"<i2", 2, false, func(b []byte) float64 { return float64(int16(le.Uint16(b))) }},
		{"<i4", 4, false, func(b []byte) float64 { return float64(int32(le.Uint32(b))) }},
		{"<i8", 8, false, func(b []byte) float64 { return float64(int64(le.Uint64(b))) }},
		{"|u1", 1, false, func(b []byte) float64 { return float64(b[0]) }},
		{"<u2", 2, false, func(b []byte) float64 { return float64(le.Uint16(b)) }},
		{"<u4", 4, false, func(b []byte) float64 { return float64(le.Uint32(b)) }},
		{"<u8", 8, false, func(b []byte) float64 { return float64(le.Uint64(b)) }},
		{"|b1", 1, false, func(b []byte) float64 { return float64(min(b[0], 1)) }},
	}
}

// findDType returns the type with the name that a .npy header gives.
func findDType(name string) (dtype, error) {
	var names []string
	for _, d := range dtypes() {
		if d.name == name {
			return d, nil
		}
		names = append(names, d.name)
	}
	return dtype{}, fmt.Errorf("unknown dtype %q; store it as one of %s", name, strings.Join(names, " "))
}

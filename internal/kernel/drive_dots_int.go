//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// The drivers of the integer dot products. Assembly takes 16 bytes at a time; for the
// rest it gets the last 16 of x with those that it has seen made 0, or, where x is
// shorter, copies of x and w that are filled up with zeros.

// dotsBytes is what a vector register of any set holds.
const dotsBytes = 16

func dotsInt8Vec(sums []int32, x, w []int8, stride int) {
	dotsInt8By(bytewise, sums, x, w, stride)
}

func dotsRunInt8Vec(sums []int32, x, w []int8, r *DotsRun) { r.eachDots(dotsInt8Vec, sums, x, w) }

// A way is one of the functions in assembly that compute dot products.
type way uint8

const (
	bytewise way = iota // dotsInt8ASM, which every machine has
	fourwise            // dotsInt8Dot
)

func dotsInt8By(by way, sums []int32, x, w []int8, stride int) {
	if len(sums) == 0 || len(x) == 0 {
		return
	}
	_ = w[(len(sums)-1)*stride+len(x)-1]
	var last [dotsBytes]int8
	if len(x) < dotsBytes {
		copy(last[:], x)
		shortDots(by, sums, &last, len(x), w, stride)
		return
	}
	n := len(x) &^ (dotsBytes - 1)
	by.dots(&sums[0], &x[0], &w[0], n, tailInt8(&last, x), stride, len(sums), len(x)-dotsBytes)
}

// tailInt8 fills last with the end of x, what comes before its last whole register 0;
// it returns nil where nothing is left.
func tailInt8(last *[dotsBytes]int8, x []int8) *int8 {
	rest := len(x) % dotsBytes
	if rest == 0 {
		return nil
	}
	copy(last[dotsBytes-rest:], x[len(x)-rest:])
	return &last[0]
}

// shortDots takes rows of fewer than 16 bytes, eight at a time.
func shortDots(by way, sums []int32, x *[dotsBytes]int8, n int, w []int8, stride int) {
	var rows [8 * dotsBytes]int8
	for o := 0; o < len(sums); o += 8 {
		count := min(8, len(sums)-o)
		for r := range count {
			at := (o + r) * stride
			for i, v := range w[at : at+n] {
				rows[r*dotsBytes+i] = v
			}
		}
		by.dots(&sums[o], &x[0], &rows[0], 0, &x[0], dotsBytes, count, 0)
	}
}

func dotsInt16Vec(sums []int64, x, w []int16, stride int) {
	const lane = dotsBytes / 2
	if len(x) < lane || len(sums) == 0 {
		dotsInt16(sums, x, w, stride)
		return
	}
	_ = w[(len(sums)-1)*stride+len(x)-1]
	var last [lane]int16
	var tail *int16
	rest := len(x) % lane
	if rest > 0 {
		copy(last[lane-rest:], x[len(x)-rest:])
		tail = &last[0]
	}
	dotsInt16ASM(&sums[0], &x[0], &w[0], 2*(len(x)-rest), tail, 2*stride, len(sums), 2*(len(x)-lane))
}

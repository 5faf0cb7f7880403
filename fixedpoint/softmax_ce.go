package fixedpoint

import "math"

// SoftmaxCE computes the softmax of one row of logits z in units of 1/256 and the
// gradient of the cross entropy against label, both in Q15: p in [0, 32768], and
// g = p - 32768·[i = label], saturated to ±32767.
//
//	d = max(z) - z                               0 … 65535
//	u = (d·94548 + 2^15) >> 16                   d/256·log2(e) in units of 1/256
//	e = exp2Table[u mod 256] >> min(u/256, 40)   2^(-u/256) in Q24
//	p = (e·32768 + S/2) / S                      S = sum of e
//
// p differs from the exact softmax by less than 0.2 % of itself plus one unit. A
// label outside the row leaves g = p.
func SoftmaxCE(p []uint16, g, z []int16, label int) {
	peak := int32(math.MinInt16)
	for _, v := range z {
		peak = max(peak, int32(v))
	}
	var sum uint64
	for _, v := range z {
		sum += exp2Minus(peak - int32(v))
	}
	for i, v := range z {
		q := (exp2Minus(peak-int32(v))<<15 + sum/2) / sum
		p[i] = uint16(q)
		if i == label {
			g[i] = int16(max(int32(q)-1<<15, -math.MaxInt16))
		} else {
			g[i] = int16(min(q, math.MaxInt16))
		}
	}
}

// exp2Minus returns e^(-d/256) in Q24 for d of 0 to 65535.
func exp2Minus(d int32) uint64 {
	u := uint64(int64(d)*94548+1<<15) >> 16 // 94548 = round(2^16·log2(e))
	return uint64(exp2Table[u&255]) >> min(u>>8, 40)
}

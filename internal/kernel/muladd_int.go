package kernel

// MulAddInt8 adds (x[i]-zero)·w[i] to acc[i], over the length of acc: one tap of a
// depthwise convolution for every channel.
func MulAddInt8(acc []int32, x, w []int8, zero int32) {
	x, w = x[:len(acc)], w[:len(acc)]
	for i := range acc {
		acc[i] += (int32(x[i]) - zero) * int32(w[i])
	}
}

// MulAddInt16x8 adds (x[i]-zero)·w[i] to acc[i], over the length of acc.
func MulAddInt16x8(acc []int64, x []int16, w []int8, zero int32) {
	x, w = x[:len(acc)], w[:len(acc)]
	for i := range acc {
		acc[i] += int64((int32(x[i]) - zero) * int32(w[i]))
	}
}

// AddScaledInt8 adds h·(x[i]-zero) to acc[i], over the length of acc: one row of an
// outer product, as the gradient of a weight matrix sums them.
func AddScaledInt8(acc []int32, x []int8, h, zero int32) {
	x = x[:len(acc)]
	for i := range acc {
		acc[i] += h * (int32(x[i]) - zero)
	}
}

// AddScaledInt16 adds h·(x[i]-zero) to acc[i], over the length of acc.
func AddScaledInt16(acc []int64, x []int16, h, zero int32) {
	x = x[:len(acc)]
	for i := range acc {
		acc[i] += int64(h) * int64(int32(x[i])-zero)
	}
}

package kernel

// Lanes is the number of partial sums of a reduction: one AVX-512 register, two of
// AVX2, four of NEON.
const lanes = 16

// fold adds the lanes in a fixed tree.
func fold(l *[lanes]Float) Float {
	var q [4]Float
	for j := range q {
		q[j] = (l[j] + l[4+j]) + (l[8+j] + l[12+j])
	}
	return (q[0] + q[1]) + (q[2] + q[3])
}

func sum(x []Float) Float {
	var l [lanes]Float
	for i, v := range x {
		l[i%lanes] += v
	}
	return fold(&l)
}

func sumSq(x []Float) Float {
	var l [lanes]Float
	for i, v := range x {
		l[i%lanes] = Float(v*v) + l[i%lanes]
	}
	return fold(&l)
}

func dot(x, y []Float) Float {
	var l [lanes]Float
	y = y[:len(x)]
	for i, v := range x {
		l[i%lanes] = Float(v*y[i]) + l[i%lanes]
	}
	return fold(&l)
}

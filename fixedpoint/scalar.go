package fixedpoint

// Ratio returns n/d.
func Ratio(n, d int64) Scalar { return Whole(n).Div(Whole(d)) }

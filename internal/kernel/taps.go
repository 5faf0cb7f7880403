package kernel

// Taps says which vectors of n channels Set.FmaTaps multiplies: for each row of y, and
// in each run, rows of x and w that lie any distance apart. Strides are in elements.
type Taps struct {
	Rows, Count, N int // of y, taps of each row in a run, channels
	Y              int // to the next row of y, at least N
	X, XTap        int // to the x of the next row, of the next tap; may be negative
	WTap           int // to the w of the next tap
}

// fmaTaps is the definition of Set.FmaTaps.
func fmaTaps(g Taps, runs []Run, y, x, w []Float) {
	for r := range g.Rows {
		for _, v := range runs {
			for t := range g.Count {
				fma(y[r*g.Y:][:g.N], x[v.A+r*g.X+t*g.XTap:][:g.N], w[v.B+t*g.WTap:][:g.N])
			}
		}
	}
}

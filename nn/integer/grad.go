package integer

import "edgetune/nn/integer/op"

// grad writes rows [rows.From, rows.To) of dW = Σ h·(x - zero) into dst, one row of
// fanIn for each output channel. The sums are exact.
func (l *Linear[X, A]) grad(p *pass, x *activation[X], rows op.Span, dst []A) {
	clear(dst)
	first := rows.From * l.fanIn
	l.eachRowOf(p.rows, rows.From, rows.To, func(o, w, at, n int, h int32) {
		l.addScaled(dst[w-first:w-first+n], x.v[at:at+n], h, x.zero)
	})
}

// gradBias computes db = Σ h.
func (l *Linear[X, A]) gradBias(p *pass) {
	clear(l.db)
	n := l.positions(p.rows) * len(l.db)
	for i, h := range l.h[:n] {
		l.db[i%len(l.db)] += int64(h)
	}
}

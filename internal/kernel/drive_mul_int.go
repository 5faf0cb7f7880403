//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The driver of the integer matrix products. Assembly takes tiles of 4 × 8 and some
// products at a time; the driver sees to the last columns with a copy of sums, to the
// rest row by row, and to calls that are short.

const (
	mulTile    = 4       // rows of acc
	mulWidth   = 8       // columns of acc
	mulRowStep = 8       // products of one call, by rows
	mulMost    = 1 << 16 // products of one call
)

// mulInt8 is acc[i·as+j] += Σ_p h[i·hi+p·hp]·b[p·bs+j], i < m, p < k, j < n. Either hi or
// hp is 1.
type mulInt8 struct {
	by      way
	columns bool // hi is 1
	acc     []int32
	as      int
	h       []int16
	hs      int // hp, else hi
	b       []int8
	bs      int
	m, k, n int
}

func mulRowsInt8By(by way) func(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int) {
	return func(acc []int32, as int, h []int16, hs int, w []int8, ws, rows, outs, n int) {
		p := mulInt8{by, false, acc, as, h, hs, w, ws, rows, outs, n}
		p.run(by.rowsTile(rows), mulRowStep)
	}
}

func mulColumnsInt8By(by way) func(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int) {
	return func(acc []int32, as int, h []int16, hs int, x []int8, xs, rows, outs, n int) {
		p := mulInt8{by, true, acc, as, h, hs, x, xs, outs, rows, n}
		p.run(mulTile, by.columnsStep())
	}
}

// run takes multiples of tile rows and step products in assembly.
func (p *mulInt8) run(tile, step int) {
	m, k, n := p.m&^(tile-1), p.k&^(step-1), p.n&^(mulWidth-1)
	if m == 0 || k == 0 || n == 0 {
		p.rest(0, p.m, 0)
		return
	}
	_, _ = p.acc[(m-1)*p.as+p.n-1], p.b[(k-1)*p.bs+p.n-1]
	if p.columns {
		_ = p.h[(k-1)*p.hs+m-1]
	} else {
		_ = p.h[(m-1)*p.hs+k-1]
	}
	p.blocks(m, k, n)
	if n < p.n {
		p.lastColumns(m, k)
	}
	p.rest(0, m, k)
	p.rest(m, p.m, 0)
}

// blocks calls assembly for the first m rows, k products and n columns.
func (p *mulInt8) blocks(m, k, n int) {
	wide := min(n, max(mulWidth, mulMost/(mulTile*k)&^(mulWidth-1)))
	high := min(m, max(mulTile, mulMost/(wide*k)&^(mulTile-1)))
	for j := 0; j < n; j += wide {
		for i := 0; i < m; i += high {
			p.call(&p.acc[i*p.as+j], p.as, i, j, min(high, m-i), k, min(wide, n-j))
		}
	}
}

// call adds m rows from i on, n columns from j on, to those at acc.
func (p *mulInt8) call(acc *int32, as, i, j, m, k, n int) {
	if p.columns {
		p.by.mulColumns(acc, 4*as, &p.h[i], 2*p.hs, &p.b[j], p.bs, k, m, n)
		return
	}
	p.by.mulRows(acc, 4*as, &p.h[i*p.hs], 2*p.hs, &p.b[j], p.bs, m, k, n)
}

// lastColumns adds the columns that fill no register: it computes the last eight.
func (p *mulInt8) lastColumns(m, k int) {
	from, old := p.n-mulWidth, mulWidth-p.n%mulWidth
	for i := 0; i < m; i += mulTile {
		var last [mulTile * mulWidth]int32
		rows := min(mulTile, m-i)
		p.call(&last[0], mulWidth, i, from, rows, k, mulWidth)
		for r := range rows {
			for j := old; j < mulWidth; j++ {
				p.acc[(i+r)*p.as+from+j] += last[r*mulWidth+j]
			}
		}
	}
}

// rest adds the products from number k on to rows [i, to), one after another.
func (p *mulInt8) rest(i, to, k int) {
	if i == to {
		return
	}
	if p.columns {
		for ; k < p.k; k++ {
			outerInt8Vec(p.acc[i*p.as:], p.as, p.h[k*p.hs+i:k*p.hs+to], p.b[k*p.bs:k*p.bs+p.n], 0)
		}
		return
	}
	for ; i < to && k < p.k; i++ {
		gatherInt8Vec(p.acc[i*p.as:i*p.as+p.n], p.h[i*p.hs+k:i*p.hs+p.k], p.b[k*p.bs:], p.bs)
	}
}

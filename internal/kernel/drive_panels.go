//go:build (amd64 || arm64) && !purego && !float64

package kernel

// panels adds A·B to C by way of packed blocks of B. Small products take small
// scratch, since Go clears it.
func panels(m, n, k int, a, b, c view[float32]) {
	row := panelRow(n)
	if k*row <= smallPanel {
		var w [smallPanel]float32
		byPanel(newPanel(w[:], row), m, n, k, a, b, c)
		return
	}
	var w [largePanel]float32
	byPanel(newPanel(w[:], row), m, n, k, a, b, c)
}

func byPanel(w panel, m, n, k int, a, b, c view[float32]) {
	for j := 0; j < n; j += w.row {
		r := min(w.row, n-j)
		for p := 0; p < k; p += w.depth() {
			d := min(w.depth(), k-p)
			w.pack(b.from(p, j), d, r)
			w.product(newTile(d, a.from(0, p), c.from(0, j)), m, r)
		}
	}
}

// panelsF16 is panels for float16 factors.
func panelsF16(m, n, k int, a, b view[F16], c view[float32]) {
	row := panelRow(n)
	if k*row <= smallPanel {
		var w [smallPanel]float32
		panelsWide(newPanel(w[:], row), m, n, k, a, b, c)
		return
	}
	var w [largePanel]float32
	panelsWide(newPanel(w[:], row), m, n, k, a, b, c)
}

// panelsWide finds the scratch for A.
func panelsWide(w panel, m, n, k int, a, b view[F16], c view[float32]) {
	switch size := scratchA(m, k, a); {
	case size <= smallA:
		var v [smallA]float32
		byPanelF16(w, v[:], m, n, k, a, b, c)
	case size <= mediumA:
		var v [mediumA]float32
		byPanelF16(w, v[:], m, n, k, a, b, c)
	default:
		var v [largeA]float32
		byPanelF16(w, v[:], m, n, k, a, b, c)
	}
}

func byPanelF16(w panel, v wideA, m, n, k int, a, b view[F16], c view[float32]) {
	for j := 0; j < n; j += w.row {
		r := min(w.row, n-j)
		for p := 0; p < k; p += w.depth() {
			d := min(w.depth(), k-p)
			w.packF16(b.from(p, j), d, r)
			h := v.rows(d, a)
			for i := 0; i < m; i += h {
				l := min(h, m-i)
				w.product(v.tile(l, d, a.from(i, p), c.from(i, j)), l, r)
			}
		}
	}
}
